/* SPDX-License-Identifier: Apache-2.0
 *
 * What policies see, and what the engine itself says of a request: products, ports and columns.
 */
#include "cmocka_all.h"
#include "deciding.h"

#define PORT "kind: DataContract\napiVersion: v3.1.0\nversion: 1.0.0\nstatus: active\n"

static const struct mesh_file files[] = {
    {"policies/mesh/show.lua",
     "return policy { id = 'guild.show', title = 'T', phase = { 'access', 'publish' }, level = "
     "'advisory', rule = function(input, out)\n"
     "  local list = {}\n"
     "  for _, column in ipairs(input.columns or {}) do list[#list + 1] = column.path end\n"
     "  out.warn(table.concat(list, ' '))\n"
     "  out.warn(input.product and input.product.id or 'nil')\n"
     "end }\n"},
    {"policies/domains/sales/p.lua", GRANTING},
    {"products/o.yaml", "apiVersion: v1.0.0\nkind: DataProduct\nid: orders\nname: O\n"
                        "version: 1.0.0\nstatus: active\ndomain: sales\noutputPorts:\n"
                        "  - {name: open, version: 1.0.0, contractId: c-open}\n"
                        "  - {name: closed, version: 1.0.0, contractId: c-closed}\n"},
    {"products/open.yaml",
     PORT "id: c-open\nschema:\n  - {name: items, properties: [{name: id}, {name: email}]}\n"
          "  - {name: item, properties: [{name: id}]}\n"},
    {"products/closed.yaml",
     PORT "id: c-closed\nschema: [{name: email, properties: [{name: id}, {name: body}]}]\n"},
    {"products/bare.yaml", "apiVersion: v3.1.0\nkind: DataContract\nid: bare\nversion: 1.0.0\n"
                           "domain: sales\n"},
    {NULL, NULL}};

#define COLUMNS(names) ASK_WITH("orders", "\"columns\":" names, "")

static const struct {
    const char *text;
    const char *columns; /* input.columns */
    const char *reasons;
} cases[] = {
    {ASK("orders"), "items.id items.email item.id email.id email.body", "permit sales.grant GRANT"},
    {ASK("orders#open"), "items.id items.email item.id", "permit sales.grant GRANT"},
    {ASK("orders#closed"), "email.id email.body", "permit sales.grant GRANT"},
    {COLUMNS("[\"items.email\"]"), "items.email", "permit sales.grant GRANT"},
    {COLUMNS("[\"body\"]"), "email.body", "permit sales.grant GRANT"},
    {COLUMNS("[\"id\"]"), "items.id item.id email.id", "permit sales.grant GRANT"},
    {COLUMNS("[\"item\"]"), "item.id", "permit sales.grant GRANT"},
    /* a column of one table and the name of another: both are meant */
    {COLUMNS("[\"email\"]"), "items.email email.id email.body", "permit sales.grant GRANT"},
    {ASK_WITH("orders#open", "\"columns\":[\"email\"]", ""), "items.email",
     "permit sales.grant GRANT"},
    {COLUMNS("[]"), "", "permit sales.grant GRANT"},
    {COLUMNS("[\"items.phone\"]"), "",
     "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("[\"items.id\",\"phone\",\"fax\"]"), "items.id",
     "deny writ.request UNKNOWN_COLUMN; deny writ.request UNKNOWN_COLUMN; permit sales.grant "
     "GRANT"},
    {COLUMNS("[\"ite\"]"), "", "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("[\"Items.id\"]"), "", "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("[\"\"]"), "", "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("[null]"), "", "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("[[\"items.id\"]]"), "", "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {COLUMNS("\"items.id\""), "", "deny writ.request BAD_COLUMNS; permit sales.grant GRANT"},
    {COLUMNS("{}"), "", "deny writ.request BAD_COLUMNS; permit sales.grant GRANT"},
    {COLUMNS("null"), "", "deny writ.request BAD_COLUMNS; permit sales.grant GRANT"},
    {ASK_WITH("orders#open", "\"columns\":[\"email.body\"]", ""), "",
     "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {ASK("orders#side"), "", "deny writ.request UNKNOWN_PORT; permit sales.grant GRANT"},
    {ASK("bare"), "", "permit sales.grant GRANT"},
    {ASK_WITH("bare", "\"columns\":[\"id\"]", ""), "",
     "deny writ.request UNKNOWN_COLUMN; permit sales.grant GRANT"},
    {ASK("basket"), "", "deny writ.request UNKNOWN_PRODUCT"},
    {ASK("c-open"), "", "deny writ.request UNKNOWN_PRODUCT"},
    {ASK("Orders"), "", "deny writ.request UNKNOWN_PRODUCT"},
};

static void the_columns_that_are_asked_for(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, cases[i].text);

        const struct writ_value *columns =
            writ_value_path(deciding.got.document, "warnings.0.message");

        if (!writ_str_is(writ_value_text(columns), cases[i].columns) ||
            strcmp(deciding_list(&deciding, "reasons"), cases[i].reasons) != 0 ||
            deciding.got.is_permit != (strstr(cases[i].reasons, "deny") == NULL)) {
            fail_msg("%s: '%.*s'; %s", cases[i].text, WRIT_FMT(writ_value_text(columns)),
                     deciding_list(&deciding, "reasons"));
        }
    }
}

#define OTHER(type, id)                                                                            \
    "{\"subject\":{\"type\":\"user\",\"id\":\"ann\"},\"action\":{\"name\":\"read\"},"              \
    "\"resource\":{\"type\":\"" type "\",\"id\":\"" id "\"}}"

static void an_output_port_is_asked_for_like_a_product(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, OTHER("output_port", "orders#closed"));
    assert_true(deciding.got.is_permit);
    assert_string_equal(deciding_part(&deciding, "warnings.0.message"), "\"email.id email.body\"");
    assert_string_equal(deciding_part(&deciding, "product.id"), "\"orders\"");
}

static void another_resource_has_no_product(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, OTHER("dashboard", "orders"));
    assert_false(deciding.got.is_permit);
    assert_string_equal(deciding_list(&deciding, "reasons"), "deny writ.default NOT_GRANTED");
    assert_string_equal(deciding_part(&deciding, "warnings.1.message"), "\"nil\"");
    assert_string_equal(deciding_part(&deciding, "product"), "(none)");
}

static void a_target_names_resources_and_actions(void **state)
{
    static const struct {
        const char *target;
        const char *text;
        bool is_asked;
    } rows[] = {{"{}", ASK("orders"), true},
                {"{ resource = 'data_product' }", ASK("orders"), true},
                {"{ resource = 'data_product' }", OTHER("output_port", "orders#open"), true},
                {"{ resource = 'output_port' }", OTHER("output_port", "orders#open"), true},
                {"{ resource = 'output_port' }", ASK("orders"), false},
                {"{ resource = 'data_product' }", OTHER("dashboard", "x"), false},
                {"{ resource = { 'x', 'dashboard' } }", OTHER("dashboard", "x"), true},
                {"{ action = 'read' }", ASK("orders"), true},
                {"{ action = { 'write', 'query' } }", ASK("orders"), false},
                {"{ resource = 'data_product', action = 'write' }", ASK("orders"), false}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        char policy[400];
        const struct mesh_file one[] = {{"policies/mesh/p.lua", policy},
                                        {"products/o.yaml", files[2].text},
                                        {"products/open.yaml", files[3].text},
                                        {"products/closed.yaml", files[4].text},
                                        {NULL, NULL}};

        (void)snprintf(policy, sizeof(policy),
                       "return policy { id = 'a.b', title = 'T', phase = 'access', level = "
                       "'mandatory', target = %s, rule = function(input, out) end }\n",
                       rows[i].target);
        deciding_start(&deciding, one);
        decide(&deciding, rows[i].text);
        assert_int_equal(deciding.got.policy_count, rows[i].is_asked);
    }
}

#define BY_ANN                                                                                     \
    "{\"subject\":{\"type\":\"user\",\"id\":\"a\"},\"action\":{\"name\":\"r\"},"                   \
    "\"resource\":{\"type\":\"data_product\","

/* Names from outside are quoted in messages, cut between characters. */
static void long_names_do_not_break_a_decision(void **state)
{
    static const struct {
        const char *before, *after;
    } forms[] = {{BY_ANN "\"id\":\"", "\"}}"},
                 {BY_ANN "\"id\":\"orders#", "\"}}"},
                 {BY_ANN "\"id\":\"orders\",\"properties\":{\"columns\":[\"", "\"]}}}"}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < 12; i++) {
        char name[1000] = "";
        char text[1600];
        size_t len = 0;

        memset(name, 'a', i / 3);
        for (len = i / 3; len < 600; len += 4) {
            memcpy(name + len, "\xf0\x9f\x8e\xb5", 4);
        }
        (void)snprintf(text, sizeof(text), "%s%s%s", forms[i % 3].before, name, forms[i % 3].after);
        decide(&deciding, text);
        assert_false(deciding.got.is_permit);
    }
}

static void publishing_sees_the_descriptor_as_written(void **state)
{
    static const struct mesh_file one[] = {
        {"policies/mesh/p.lua",
         SAYING("a.b", "mandatory",
                "out.warn(input.raw.schema[1].properties[2].name .. ' ' .. #input.mesh.products "
                ".. ' ' .. input.time .. ' ' .. tostring(input.subject) .. ' ' .. input.phase)")},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, one);
    decide_publishing(&deciding, "orders");
    assert_string_equal(deciding_part(&deciding, "warnings.0.message"),
                        "\"email 1 2026-06-01T12:00:00Z nil publish\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_columns_that_are_asked_for),
        cmocka_unit_test(an_output_port_is_asked_for_like_a_product),
        cmocka_unit_test(another_resource_has_no_product),
        cmocka_unit_test(a_target_names_resources_and_actions),
        cmocka_unit_test(long_names_do_not_break_a_decision),
        cmocka_unit_test(publishing_sees_the_descriptor_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
