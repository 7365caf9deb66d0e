/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision document: its members, its places, and that nothing but mesh and question reach its
 * bytes.
 */
#include "cmocka_all.h"
#include "deciding.h"

#define AT(expression) "out.warn('w', { at = " expression " })"

static const struct {
    const char *rule;
    const char *at;
} places[] = {
    {AT("input.product"), "{\"column\":1,\"line\":1,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product, 'version' }"),
     "{\"column\":10,\"line\":5,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product, 'retention' }"),
     "{\"column\":1,\"line\":1,\"source\":\"products/o.yaml\"}"},
    {AT("input.product.columns[2]"), "{\"column\":9,\"line\":13,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product.columns, 2 }"),
     "{\"column\":9,\"line\":13,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product.columns, 0 }"),
     "{\"column\":9,\"line\":11,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product.columns, 3 }"),
     "{\"column\":9,\"line\":11,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product.columns, -1.5 }"),
     "{\"column\":9,\"line\":11,\"source\":\"products/o.yaml\"}"},
    {AT("{ input.product.columns[1], 'path' }"),
     "{\"column\":15,\"line\":11,\"source\":\"products/o.yaml\"}"},
    {AT("input.data.d"), "{\"column\":1,\"line\":1,\"source\":\"data/d.yaml\"}"},
    {AT("{ input.data.d, 'b' }"), "{\"column\":4,\"line\":2,\"source\":\"data/d.yaml\"}"},
    /* the request's place, under a name that does not depend on the file it came in */
    {AT("input.subject"), "{\"column\":12,\"line\":1,\"source\":\"request\"}"},
    {AT("{ input.subject, 'id' }"), "{\"column\":32,\"line\":1,\"source\":\"request\"}"},
    /* what comes from no file has no place */
    {AT("'products/o.yaml'"), "(none)"},
    {AT("{}"), "(none)"},
    {AT("{ 1, 2 }"), "(none)"},
    {AT("{ 'a', 'b', 'c' }"), "(none)"},
    {AT("{ a = input.product }"), "(none)"},
    {AT("nil"), "(none)"},
    {AT("{ {}, 'x' }"), "(none)"},
    {AT("true"), "(none)"},
};

static void an_effect_points_into_the_users_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        char policy[400];
        const struct mesh_file files[] = {{"policies/mesh/p.lua", policy},
                                          {"data/d.yaml", "a: 1\nb: 2\n"},
                                          {"products/o.yaml", MESH_ORDERS},
                                          {NULL, NULL}};

        (void)snprintf(policy, sizeof(policy), SAYING("a.b", "mandatory", "%s"), places[i].rule);
        deciding_start(&deciding, files);
        decide(&deciding, ASK("orders"));
        if (strcmp(deciding_part(&deciding, "warnings.0.at"), places[i].at) != 0 ||
            strcmp(deciding_list(&deciding, "warnings"), "warn a.b B") != 0) {
            fail_msg("%s: %s; %s", places[i].rule, deciding_part(&deciding, "warnings.0.at"),
                     deciding_list(&deciding, "reasons"));
        }
    }
}

static void a_failure_points_into_the_policy(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p.lua",
         "return policy { id = 'a.b', title = 'T', phase = 'access', level = "
         "'mandatory', rule = function(input, out)\n"
         "  local x = nil\n"
         "  return x.y\n"
         "end }\n"},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, ASK("orders"));
    assert_string_equal(deciding_part(&deciding, "reasons.0.at.source"), "\"policies/mesh/p.lua\"");
    assert_string_equal(deciding_part(&deciding, "reasons.0.at.line"), "3");
    assert_string_equal(deciding_part(&deciding, "reasons.0.message"),
                        "\"the policy failed: attempt to index a nil value (local 'x')\"");
}

static const struct {
    const char *rule;
    const char *effect;
} codes[] = {
    {"out.deny('m', { code = 'A_1' })", "deny a.long-name A_1"},
    {"out.deny('m')", "deny a.long-name LONG_NAME"},
    {"out.deny('m', { code = 'lower' })", "error a.long-name ERROR"},
    {"out.deny('m', { code = '' })", "error a.long-name ERROR"},
    {"out.deny('m', { code = 7 })", "error a.long-name ERROR"},
    {"out.deny('m', { hint = 7 })", "error a.long-name ERROR"},
    {"out.deny('m', 'HINT')", "error a.long-name ERROR"},
    {"out.deny()", "error a.long-name ERROR"},
    {"out.deny(7)", "error a.long-name ERROR"},
    {"out.deny('\\xff')", "error a.long-name ERROR"},
    {"out.oblige('ttl')", "error a.long-name ERROR"},
    {"out.oblige {}", "error a.long-name ERROR"},
    {"out.oblige { type = 'notify', who = function() end }", "error a.long-name ERROR"},
    {"out.oblige { type = 'notify', who = 0/0 }", "error a.long-name ERROR"},
    {"out.deny('m', { at = function() end })", "error a.long-name ERROR"},
    {"local t = {} t[1] = t out.deny('m', { at = t })", "error a.long-name ERROR"},
    {"out.allow('m')", "error a.long-name ERROR"},
    {"input.product.id = 'x'", "error a.long-name ERROR"},
    {"params.k = 1", "error a.long-name ERROR"},
};

static void what_is_said_badly_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        char policy[400];
        const struct mesh_file files[] = {{"policies/domains/sales/p.lua", GRANTING},
                                          {"policies/mesh/p.lua", policy},
                                          {"products/o.yaml", MESH_ORDERS},
                                          {NULL, NULL}};

        (void)snprintf(policy, sizeof(policy), SAYING("a.long-name", "mandatory", "%s"),
                       codes[i].rule);
        deciding_start(&deciding, files);
        decide(&deciding, ASK("orders"));
        assert_false(deciding.got.is_permit);
        if (strncmp(deciding_list(&deciding, "reasons"), codes[i].effect,
                    strlen(codes[i].effect)) != 0) {
            fail_msg("%s: %s", codes[i].rule, deciding_list(&deciding, "reasons"));
        }
    }
}

static const struct mesh_file whole[] = {
    {"policies/mesh/p.lua",
     SAYING("guild.rule", "mandatory", "out.warn('é \"quoted\" \\n', { hint = 'h', code = 'W' })")},
    {"policies/domains/sales/p.lua", GRANTING},
    {"products/o.yaml", MESH_ORDERS},
    {NULL, NULL}};

static void every_member_is_there(void **state)
{
    static const char *const members[] = {
        "bundle", "decision",      "engine", "obligations", "phase",  "product", "reasons",
        "shadow", "stdlib_digest", "time",   "v",           "waived", "warnings"};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, whole);
    decide(&deciding, ASK("orders"));
    assert_int_equal(writ_value_count(deciding.got.document), sizeof(members) / sizeof(members[0]));
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        assert_non_null(writ_value_member(deciding.got.document, members[i]));
    }
    assert_string_equal(deciding_part(&deciding, "v"), "1");
    assert_string_equal(deciding_part(&deciding, "phase"), "\"access\"");
    assert_string_equal(deciding_part(&deciding, "bundle.name"), "\"small\"");
    assert_string_equal(deciding_part(&deciding, "product.version"), "\"1.0.0\"");
    assert_string_equal(deciding_part(&deciding, "warnings.0.message"), "\"é \\\"quoted\\\" \\n\"");
    assert_string_equal(deciding_part(&deciding, "warnings.0.hint"), "\"h\"");
}

/* The bytes are canonical: reading and writing them again changes nothing. */
static void the_bytes_are_those_of_the_document(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *again = NULL;

    (void)state;
    deciding_start(&deciding, whole);
    decide(&deciding, ASK("orders"));
    writ_buf_init(&buf, &deciding.alloc, 1 << 20);
    assert_int_equal(writ_json_read(&deciding.arena, "again", deciding.got.bytes, WRIT_CODEC_LIMITS,
                                    &again, NULL),
                     WRIT_OK);
    assert_true(writ_value_equal(again, deciding.got.document));
    assert_int_equal(writ_canonical_write(&buf, again, NULL), WRIT_OK);
    assert_true(writ_str_eq((struct writ_str){buf.ptr, buf.len}, deciding.got.bytes));
}

/* Another folder, another spelling of the same request: the same bytes. */
static void nothing_else_reaches_the_bytes(void **state)
{
    static const char *const spellings[] = {
        "{\"subject\":{\"type\":\"user\",\"id\":\"ann\"},\"action\":{\"name\":\"read\"},"
        "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\"}}",
        "{ \"resource\" : {\"id\":\"\\u006frders\",\n\"type\":\"data_product\"},\n"
        "\"action\":{\"name\":\"read\"}, \"subject\":{\"id\":\"ann\",\"type\":\"user\"}}"};
    WRIT_AUTO(deciding) struct deciding one;
    WRIT_AUTO(deciding) struct deciding two;

    (void)state;
    deciding_start(&one, whole);
    deciding_start(&two, whole);
    decide(&one, spellings[0]);
    for (size_t i = 0; i < 4; i++) {
        decide(&two, spellings[i % 2]);
        assert_true(writ_str_eq(one.got.bytes, two.got.bytes));
    }
}

/* A variable of a policy is as it was loaded at the start of every decision. */
static void a_decision_leaves_nothing_for_the_next(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/lib/count.lua",
         "local n = 0\nreturn { up = function() n = n + 1 return n end }\n"},
        {"policies/mesh/p.lua",
         "local count, own = require 'lib/count', 0\n"
         "return policy { id = 'a.b', title = 'T', phase = 'access', level = 'mandatory', rule = "
         "function(input, out)\n"
         "  own = own + 1\n"
         "  out.warn(own .. ' ' .. count.up())\n"
         "end }\n"},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < 3; i++) {
        decide(&deciding, ASK("orders"));
        assert_string_equal(deciding_part(&deciding, "warnings.0.message"), "\"1 1\"");
    }
}

/* Of the engine itself, and of a policy that fails. */
static void every_refusal_helps(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/masks.lua",
         SAYING("a.masks", "mandatory",
                "if input.context.mask then "
                "out.oblige { type = 'mask', column = 'c', kind = 'MASK' } "
                "out.oblige { type = 'mask', column = 'c', kind = 'MASK_HASH' } end "
                "if input.context.fail then error('x') end")},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    static const struct {
        const char *request;
        const char *code;
    } cases[] = {{ASK("gone"), "UNKNOWN_PRODUCT"},
                 {ASK("orders#gone"), "UNKNOWN_PORT"},
                 {ASK_WITH("orders", "\"columns\":[\"x\"]", ""), "UNKNOWN_COLUMN"},
                 {ASK_WITH("orders", "\"columns\":\"x\"", ""), "BAD_COLUMNS"},
                 {ASK_WITH("orders", "", "\"mask\":1"), "MASK_CONFLICT"},
                 {ASK_WITH("orders", "", "\"fail\":1"), "ERROR"},
                 {ASK("orders"), "NOT_GRANTED"}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct writ_value *effect;

        decide(&deciding, cases[i].request);
        effect = writ_value_path(deciding.got.document, "reasons");
        effect = writ_value_item(effect, writ_value_count(effect) - 1);
        if (!writ_value_is_text(writ_value_member(effect, "code"), cases[i].code) ||
            writ_value_text(writ_value_member(effect, "hint")).len == 0) {
            fail_msg("%s: %s", cases[i].code, deciding_list(&deciding, "reasons"));
        }
        if (writ_value_member(effect, "version") != NULL) {
            assert_true(
                writ_value_is_text(writ_value_member(effect, "docs"), "policies/mesh/masks.lua"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_effect_points_into_the_users_files),
        cmocka_unit_test(a_failure_points_into_the_policy),
        cmocka_unit_test(what_is_said_badly_is_an_error),
        cmocka_unit_test(every_member_is_there),
        cmocka_unit_test(the_bytes_are_those_of_the_document),
        cmocka_unit_test(nothing_else_reaches_the_bytes),
        cmocka_unit_test(a_decision_leaves_nothing_for_the_next),
        cmocka_unit_test(every_refusal_helps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
