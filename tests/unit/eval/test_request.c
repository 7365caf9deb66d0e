/* SPDX-License-Identifier: Apache-2.0
 *
 * Evaluation requests: what is required, what is refused where, what an id means.
 */
#include "cmocka_all.h"
#include "deciding.h"

#define S "\"subject\":{\"type\":\"user\",\"id\":\"ann\"}"
#define A "\"action\":{\"name\":\"read\"}"
#define R "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\"}"

static const struct {
    const char *text;
    uint32_t line, column;
    const char *message;
} refusals[] = {
    {"[]", 1, 1, "the request is not an object"},
    {"\"x\"", 1, 1, "the request is not an object"},
    {"null", 1, 1, "the request is not an object"},
    {"{}", 1, 1, "the request has no 'subject'"},
    {"{" S "}", 1, 1, "the request has no 'action'"},
    {"{" S "," A "}", 1, 1, "the request has no 'resource'"},
    {"{\"subject\":null," A "," R "}", 1, 12, "'subject' is not an object"},
    {"{\"subject\":\"ann\"," A "," R "}", 1, 12, "'subject' is not an object"},
    {"{\"subject\":[]," A "," R "}", 1, 12, "'subject' is not an object"},
    {"{" S ",\n\"action\":\"read\"," R "}", 2, 10, "'action' is not an object"},
    {"{" S "," A ",\n\"resource\":1}", 2, 12, "'resource' is not an object"},
    {"{" S "," A "," R ",\n\"context\":[]}", 2, 11, "'context' is not an object"},
    {"{" S "," A "," R ",\n\"context\":null}", 2, 11, "'context' is not an object"},
    {"{\"subject\":{\"id\":\"a\"}," A "," R "}", 1, 12, "'subject.type' is missing"},
    {"{\"subject\":{\"type\":\"user\"}," A "," R "}", 1, 12, "'subject.id' is missing"},
    {"{\"subject\":{\"type\":\"user\",\"id\":7}," A "," R "}", 1, 32, "'subject.id' is not a text"},
    {"{\"subject\":{\"type\":\"user\",\"id\":\"\"}," A "," R "}", 1, 32,
     "'subject.id' is not a text"},
    {"{" S ",\n\"action\":{}," R "}", 2, 10, "'action.name' is missing"},
    {"{" S ",\n\"action\":{\"name\":[\"read\"]}," R "}", 2, 18, "'action.name' is not a text"},
    {"{" S "," A ",\n\"resource\":{\"type\":\"data_product\"}}", 2, 12, "'resource.id' is missing"},
    {"{" S "," A ",\n\"resource\":{\"id\":\"orders\"}}", 2, 12, "'resource.type' is missing"},
    {"{\"subject\":{\"type\":\"user\",\"id\":\"a\",\n\"properties\":[]}," A "," R "}", 2, 14,
     "'properties' is not an object"},
    {"{" S ",\n\"action\":{\"name\":\"read\",\"properties\":1}," R "}", 2, 38,
     "'properties' is not an object"},
    {"{" S "," A "," R ",\n\"context\":{\"time\":\"noon\"}}", 2, 19,
     "'context.time' is no RFC 3339 time"},
    {"{" S "," A "," R ",\n\"context\":{\"time\":1}}", 2, 19, "'context.time' is no RFC 3339 time"},
    {"{" S "," A "," R ",\n\"context\":{\"time\":null}}", 2, 19,
     "'context.time' is no RFC 3339 time"},
    {"{" S "," A "," R ",\n\"context\":{\"time\":\"2026-02-30\"}}", 2, 19,
     "'context.time' is no RFC 3339 time"},
    {"{" S "," A "," R ",\n\"context\":{\"supported_obligations\":\"mask\"}}", 2, 36,
     "'context.supported_obligations' is not a list of texts"},
    {"{" S "," A "," R ",\n\"context\":{\"supported_obligations\":[\"mask\",null]}}", 2, 36,
     "'context.supported_obligations' is not a list of texts"},
    {"{" S "," A ",\n\"resource\":{\"type\":\"output_port\",\"id\":\"orders#\"}}", 2, 39,
     "'resource.id' names no port behind '#'"},
};

static const struct mesh_file files[] = {
    {"policies/domains/sales/p.lua", GRANTING}, {"products/o.yaml", MESH_ORDERS}, {NULL, NULL}};

static void refuses_other_shapes_with_their_place(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct writ_error *err = &deciding.err;

        if (deciding_try(&deciding, refusals[i].text) != WRIT_E_SCHEMA ||
            strcmp(err->text, refusals[i].message) != 0 || err->loc.line != refusals[i].line ||
            err->loc.column != refusals[i].column || strcmp(err->loc.source, "asked.json") != 0) {
            fail_msg("%s: %u:%u: %s", refusals[i].text, err->loc.line, err->loc.column, err->text);
        }
    }
}

static void unknown_members_are_ignored(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, "{" S "," A "," R ",\"more\":[1,{\"a\":null}]}");
    assert_true(deciding.got.is_permit);
}

static void the_time_is_that_of_the_request_else_that_of_the_clock(void **state)
{
    static const struct {
        const char *text;
        const char *time;
    } cases[] = {
        {ASK("orders"), "\"2026-06-01T12:00:00Z\""},
        {ASK_WITH("orders", "", "\"time\":\"2026-02-03T04:05:06+02:00\""),
         "\"2026-02-03T02:05:06Z\""},
        {ASK_WITH("orders", "", "\"time\":\"2026-02-03T04:05+02:00\""), "\"2026-02-03T02:05:00Z\""},
        {ASK_WITH("orders", "", "\"time\":\"2026-02-03\""), "\"2026-02-03T00:00:00Z\""}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, cases[i].text);
        assert_string_equal(deciding_part(&deciding, "time"), cases[i].time);
    }
}

/* Ids are often IRIs; DPROD's have fragments. */
static void a_product_of_the_whole_id_comes_before_a_port(void **state)
{
    static const struct mesh_file iris[] = {
        {"mesh.yaml", "name: m\nbaseline: false\n"},
        {"products/a.yaml",
         "apiVersion: v3.1.0\nkind: DataContract\nid: 'https://x/#orders'\nversion: 1.0.0\n"},
        {NULL, NULL}};
    static const struct {
        const char *text;
        const char *product;
        const char *port;
        bool is_there;
    } cases[] = {{ASK("https://x/#orders"), "https://x/#orders", "", true},
                 {ASK("https://x/#orders#table"), "https://x/#orders", "table", true},
                 {ASK("https://x/"), "https://x/", "", false},
                 {ASK("https://x/#order"), "https://x/", "order", false},
                 {ASK("#orders"), "", "orders", false}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, iris);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, cases[i].text);
        assert_true(writ_str_is(deciding.request.product_id, cases[i].product));
        assert_true(writ_str_is(deciding.request.port, cases[i].port));
        assert_int_equal(writ_value_member(deciding.got.document, "product") != NULL,
                         cases[i].is_there);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_other_shapes_with_their_place),
        cmocka_unit_test(unknown_members_are_ignored),
        cmocka_unit_test(the_time_is_that_of_the_request_else_that_of_the_clock),
        cmocka_unit_test(a_product_of_the_whole_id_comes_before_a_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
