/* SPDX-License-Identifier: Apache-2.0
 *
 * How results combine: every level, state, waiver and kind of result; who grants; what is recorded
 * where.
 */
#include "cmocka_all.h"
#include "deciding.h"

enum { LEVELS = 3, STATES = 5, WAIVERS = 3, SAYINGS = 3 };

static const char *const levels[LEVELS] = {"advisory", "waivable", "mandatory"};

static const struct {
    const char *text;
    const char *note; /* of a denial that does not stand because of it */
} states[STATES] = {{"'enforced'", NULL},
                    {"'draft'", "draft"},
                    {"{ grace_until = '2026-06-02' }", "in grace until 2026-06-02"},
                    {"{ grace_until = '2026-06-01' }", NULL}, /* it is the 1st, at noon */
                    {"'retired'", NULL}};

static const struct {
    const char *expires;
    bool holds;
} waivers[WAIVERS] = {{NULL, false}, {"2026-06-02", true}, {"2026-06-01", false}};

static const struct {
    const char *rule;
    const char *shown;
    bool is_error;
} sayings[SAYINGS] = {{"out.deny('no')", "deny guild.rule RULE", false},
                      {"error('broken')", "error guild.rule ERROR", true},
                      {"out.deny('no') out.oblige { type = 'nothing' }",
                       "deny guild.rule RULE; error guild.rule BAD_OBLIGATION", true}};

struct combination {
    size_t level, state, waiver, saying;
};

static const char *list_of(const struct combination *row)
{
    const bool is_waivable = strcmp(levels[row->level], "waivable") == 0;

    if (row->state == 4) {
        return NULL;
    }
    if (row->state == 1) {
        return "shadow";
    }
    if (row->level == 0 || row->state == 2) {
        return "warnings";
    }
    return is_waivable && waivers[row->waiver].holds ? "waived" : "reasons";
}

/* Where the saying must stand: all of it in one list, but for the error, which nothing lifts. */
static void check_combination(const struct combination *row)
{
    static const char *const lists[] = {"reasons", "warnings", "waived", "shadow"};
    WRIT_AUTO(deciding) struct deciding deciding;
    const char *expected = list_of(row);
    const bool is_error = sayings[row->saying].is_error && row->state != 1 && row->state != 4;
    const bool is_denied = is_error || (expected != NULL && strcmp(expected, "reasons") == 0);
    char policy[500];
    char waiver[300];

    (void)snprintf(policy, sizeof(policy),
                   "return policy { id = 'guild.rule', title = 'T', phase = 'access', level = "
                   "'%s', state = %s, rule = function(input, out) %s end }\n",
                   levels[row->level], states[row->state].text, sayings[row->saying].rule);
    (void)snprintf(waiver, sizeof(waiver),
                   "policy: guild.rule\nproduct: orders\nreason: r\napprover: g\nexpires: %s\n",
                   waivers[row->waiver].expires == NULL ? "" : waivers[row->waiver].expires);

    const struct mesh_file files[] = {
        {"policies/mesh/p.lua", policy},
        {"policies/domains/sales/p.lua", GRANTING},
        {"products/o.yaml", MESH_ORDERS},
        {waivers[row->waiver].expires == NULL ? NULL : "waivers/w.yaml", waiver},
        {NULL, NULL}};

    deciding_start(&deciding, files);
    decide(&deciding, ASK("orders"));
    assert_int_equal(deciding.got.is_permit, !is_denied);
    assert_string_equal(deciding_part(&deciding, "decision"),
                        is_denied ? "\"deny\"" : "\"permit\"");
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const char *list = deciding_list(&deciding, lists[i]);
        const bool is_expected = expected != NULL && strcmp(expected, lists[i]) == 0;

        assert_int_equal(strstr(list, "deny guild.rule RULE") != NULL,
                         is_expected && row->saying != 1);
        assert_int_equal(strstr(list, "error guild.rule") != NULL,
                         row->saying != 0 && strcmp(lists[i], row->state == 1   ? "shadow"
                                                              : row->state == 4 ? "nowhere"
                                                                                : "reasons") == 0);
    }
}

static void every_level_state_waiver_and_result(void **state)
{
    (void)state;
    for (size_t i = 0; i < (size_t)LEVELS * STATES * WAIVERS * SAYINGS; i++) {
        const struct combination row = {.level = i % LEVELS,
                                        .state = i / LEVELS % STATES,
                                        .waiver = i / LEVELS / STATES % WAIVERS,
                                        .saying = i / LEVELS / STATES / WAIVERS};

        check_combination(&row);
    }
}

static const struct {
    const char *label;
    struct mesh_file files[4];
    bool is_permit;
    const char *reasons;
} grants[] = {
    {"nobody", {{NULL, NULL}}, false, "deny writ.default NOT_GRANTED"},
    {"the domain", {{"policies/domains/sales/p.lua", GRANTING}}, true, "permit sales.grant GRANT"},
    {"another domain",
     {{"policies/domains/care/p.lua", GRANTING}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"the mesh does not",
     {{"policies/mesh/p.lua", GRANTING}},
     false,
     "permit sales.grant GRANT; deny writ.default NOT_GRANTED"},
    {"the mesh that may",
     {{"policies/mesh/p.lua",
       "return policy { id = 'guild.glass', title = 'T', phase = 'access', level = 'mandatory', "
       "grants = true, rule = function(input, out) out.permit('broken glass') end }\n"}},
     true,
     "permit guild.glass GLASS"},
    {"a draft does not",
     {{"policies/domains/sales/p.lua",
       "return policy { id = 'sales.grant', title = 'T', phase = 'access', level = 'mandatory', "
       "state = 'draft', rule = function(input, out) out.permit('yes') end }\n"}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"a retired one does not",
     {{"policies/domains/sales/p.lua",
       "return policy { id = 'sales.grant', title = 'T', phase = 'access', level = 'mandatory', "
       "state = 'retired', rule = function(input, out) out.permit('yes') end }\n"}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"one of the publish phase does not",
     {{"policies/domains/sales/p.lua",
       "return policy { id = 'sales.grant', title = 'T', phase = 'publish', level = 'mandatory', "
       "rule = function(input, out) out.permit('yes') end }\n"}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"one for another action does not",
     {{"policies/domains/sales/p.lua",
       "return policy { id = 'sales.grant', title = 'T', phase = 'access', level = 'mandatory', "
       "target = { action = 'write' }, rule = function(input, out) out.permit('yes') end }\n"}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"one that does not apply does not",
     {{"policies/domains/sales/p.lua",
       "return policy { id = 'sales.grant', title = 'T', phase = 'access', level = 'mandatory', "
       "applies = function() return false end, rule = function(input, out) out.permit('yes') end "
       "}\n"}},
     false,
     "deny writ.default NOT_GRANTED"},
    {"a grant does not outweigh a denial",
     {{"policies/domains/sales/p.lua", GRANTING},
      {"policies/mesh/p.lua", SAYING("guild.rule", "mandatory", "out.deny('no')")}},
     false,
     "deny guild.rule RULE; permit sales.grant GRANT"},
    {"nor an error after it",
     {{"policies/domains/sales/p.lua",
       SAYING("sales.grant", "mandatory", "out.permit('yes') out.oblige { type = 'x' }")}},
     false,
     "permit sales.grant GRANT; error sales.grant BAD_OBLIGATION"},
    {"what is said before an error is not heard",
     {{"policies/domains/sales/p.lua",
       SAYING("sales.grant", "mandatory", "out.permit('yes') error('x')")}},
     false,
     "error sales.grant ERROR"},
    {"a domain denies too",
     {{"policies/domains/sales/p.lua", GRANTING},
      {"policies/domains/sales/q.lua", SAYING("sales.rule", "mandatory", "out.deny('no')")}},
     false,
     "permit sales.grant GRANT; deny sales.rule RULE"},
    {"a loop is an error",
     {{"policies/domains/sales/p.lua", GRANTING},
      {"policies/mesh/p.lua", SAYING("guild.rule", "advisory", "while true do end")}},
     false,
     "error guild.rule GAS; permit sales.grant GRANT"},
    {"so is a memory bomb",
     {{"policies/domains/sales/p.lua", GRANTING},
      {"policies/mesh/p.lua",
       SAYING("guild.rule", "advisory",
              "local t = {} for i = 1, 100000 do t[i] = ('x'):rep(1000) .. i end")}},
     false,
     "error guild.rule MEMORY; permit sales.grant GRANT"},
};

static void grants_come_from_the_owners_side(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;

        deciding_start(&deciding, grants[i].files);
        mesh_dir_put(&deciding.dir, "products/o.yaml", MESH_ORDERS);
        writ_mesh_free(deciding.mesh);
        deciding.mesh = mesh_dir_load(&deciding.dir);
        decide(&deciding, ASK("orders"));
        if (deciding.got.is_permit != grants[i].is_permit ||
            strcmp(deciding_list(&deciding, "reasons"), grants[i].reasons) != 0) {
            print_error("%s: %d: %s\n", grants[i].label, deciding.got.is_permit,
                        deciding_list(&deciding, "reasons"));
            fail();
        }
    }
}

/* Conforming needs nobody's leave. */
static void publishing_needs_no_grant(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p.lua",
         SAYING("guild.rule", "waivable",
                "if input.product.version ~= '1.0.0' then out.deny('no') end")},
        {"products/o.yaml", MESH_ORDERS},
        {"products/p.yaml", "apiVersion: v3.1.0\nkind: DataContract\nid: old\nversion: 0.1.0\n"},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide_publishing(&deciding, "orders");
    assert_true(deciding.got.is_permit);
    decide_publishing(&deciding, "old");
    assert_false(deciding.got.is_permit);
    assert_string_equal(deciding_part(&deciding, "phase"), "\"publish\"");
}

static void a_waiver_is_told_and_bounds_the_decision(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p.lua", SAYING("guild.rule", "waivable", "out.deny('no')")},
        {"policies/domains/sales/p.lua", GRANTING},
        {"products/o.yaml", MESH_ORDERS},
        {"waivers/w.yaml", "policy: guild.rule\nproduct: orders\nreason: because\napprover: the "
                           "guild\nexpires: 2026-07-01\n"},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, ASK("orders"));
    assert_true(deciding.got.is_permit);
    assert_string_equal(deciding_part(&deciding, "expires"), "\"2026-07-01T00:00:00Z\"");
    assert_string_equal(deciding_part(&deciding, "waived.0.note"),
                        "\"waived until 2026-07-01 by the guild: because\"");
    assert_string_equal(
        deciding_part(&deciding, "waived.0.waiver"),
        "{\"approver\":\"the guild\",\"expires\":\"2026-07-01\",\"reason\":\"because\"}");
}

/* A message of any length, in any script, must not keep a decision from being made. */
static void long_reasons_are_no_obstacle(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p.lua", SAYING("guild.rule", "waivable", "out.deny(('é'):rep(30000))")},
        {"policies/domains/sales/p.lua", GRANTING},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;
    char waiver[12000] = "policy: guild.rule\nproduct: orders\napprover: g\n"
                         "expires: 2026-07-01\nreason: a";

    (void)state;
    for (size_t i = 0; i < 5000; i++) {
        (void)memcpy(waiver + strlen(waiver), "\xc3\xa9", 3);
    }
    deciding_start(&deciding, files);
    mesh_dir_put(&deciding.dir, "waivers/w.yaml", waiver);
    writ_mesh_free(deciding.mesh);
    deciding.mesh = mesh_dir_load(&deciding.dir);
    decide(&deciding, ASK("orders"));
    assert_true(deciding.got.is_permit);
    assert_true(writ_value_text(writ_value_path(deciding.got.document, "waived.0.note")).len > 100);
    assert_int_equal(
        writ_value_text(writ_value_path(deciding.got.document, "waived.0.waiver.reason")).len,
        10001);
}

static void policies_may_have_one_id_in_two_layers(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p.lua", SAYING("a.rule", "waivable", "out.warn('mesh')")},
        {"policies/domains/sales/p.lua", SAYING("a.rule", "mandatory", "out.permit('domain')")},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, ASK("orders"));
    assert_true(deciding.got.is_permit);
    assert_int_equal(deciding.got.policy_count, 2);
    assert_string_equal(deciding_part(&deciding, "warnings.0.layer"), "\"mesh\"");
    assert_string_equal(deciding_part(&deciding, "reasons.0.layer"), "\"domain\"");
}

/* A module of the guild with a variable: `is_quiet` is what the first to ask has made of it. */
#define SHARED                                                                                     \
    {                                                                                              \
        "policies/lib/shared.lua",                                                                 \
            "local m, quiet = {}, false\nfunction m.hush() quiet = true end\n"                     \
            "function m.is_quiet() return quiet end\nreturn m\n"                                   \
    }
#define POLICY_WITH(id, members, rule)                                                             \
    "local shared = require 'lib/shared'\nreturn policy { id = '" id                               \
    "', title = 'T', phase = 'access', level = 'mandatory', " members                              \
    "rule = function(input, out) " rule " end }\n"
#define DENY_UNLESS_QUIET "if not shared.is_quiet() then out.deny('loud') end"

static void nothing_passes_out_of_a_draft_or_from_owner_to_owner(void **state)
{
    static const struct mesh_file drafts[] = {
        SHARED,
        {"policies/mesh/a.lua", POLICY_WITH("a.draft", "state = 'draft', ", "shared.hush()")},
        {"policies/mesh/b.lua", POLICY_WITH("b.rule", "", DENY_UNLESS_QUIET)},
        {"policies/domains/sales/p.lua", GRANTING},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    static const struct mesh_file owners[] = {
        SHARED,
        {"policies/mesh/a.lua", POLICY_WITH("a.rule", "", "shared.hush()")},
        {"policies/domains/sales/b.lua",
         POLICY_WITH("b.rule", "", DENY_UNLESS_QUIET " out.permit('x')")},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    const struct mesh_file *const meshes[] = {drafts, owners};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        WRIT_AUTO(deciding) struct deciding deciding;

        deciding_start(&deciding, meshes[i]);
        decide(&deciding, ASK("orders"));
        assert_false(deciding.got.is_permit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_state_waiver_and_result),
        cmocka_unit_test(grants_come_from_the_owners_side),
        cmocka_unit_test(publishing_needs_no_grant),
        cmocka_unit_test(a_waiver_is_told_and_bounds_the_decision),
        cmocka_unit_test(long_reasons_are_no_obstacle),
        cmocka_unit_test(policies_may_have_one_id_in_two_layers),
        cmocka_unit_test(nothing_passes_out_of_a_draft_or_from_owner_to_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
