/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing agreements: which one a request rests on, when it is in force, and what it grants.
 */
#include "cmocka_all.h"
#include "deciding.h"

#define OAAS(id, provider, consumer, rest)                                                         \
    "kind: AccessAgreement\nid: " id "\nstatus: approved\nstartTimestamp: 2026-01-01T00:00:00Z\n"  \
    "provider: {" provider "}\nconsumer: {" consumer "}\n" rest
#define ORDERS   "dataProductId: orders"
#define IN_FORCE OAAS("a-1", ORDERS, "teamId: care", "")
#define DUA(info)                                                                                  \
    "dataUsageAgreementSpecification: 0.0.1\nid: a-1\ninfo: {" info "}\nprovider: {" ORDERS        \
    "}\nconsumer: {teamId: care}\n"

/* What policies are shown, and whether it grants, to ann of the team care on 2026-06-01 at noon. */
struct row {
    const char *label;
    const char *agreements[3]; /* in the order of their files */
    const char *shown;         /* input.agreement.id, or nil */
    bool is_granted;
};

static const struct row choices[] = {
    {"none", {NULL}, "nil", false},
    {"of the team", {IN_FORCE}, "a-1", true},
    {"of another team", {OAAS("a-1", ORDERS, "teamId: sales", "")}, "nil", false},
    {"of the user", {OAAS("a-1", ORDERS, "userId: ann", "")}, "a-1", true},
    {"of another user of the team",
     {OAAS("a-1", ORDERS, "teamId: care, userId: bob", "")},
     "nil",
     false},
    {"of the user, of another team",
     {OAAS("a-1", ORDERS, "teamId: sales, userId: ann", "")},
     "a-1",
     true},
    {"the team is the subject itself", {OAAS("a-1", ORDERS, "teamId: ann", "")}, "a-1", true},
    {"of a product of the subject",
     {OAAS("a-1", ORDERS, "dataProductId: basket", "")},
     "a-1",
     true},
    {"of another product", {OAAS("a-1", ORDERS, "dataProductId: care", "")}, "nil", false},
    {"of nobody", {OAAS("a-1", ORDERS, "", "")}, "nil", false},
    {"about another product",
     {OAAS("a-1", "dataProductId: order", "teamId: care", "")},
     "nil",
     false},
    {"the one in force of two",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-02-01\n"),
      OAAS("a-2", ORDERS, "teamId: care", "")},
     "a-2",
     true},
    {"the first in force of two", {IN_FORCE, OAAS("a-2", ORDERS, "teamId: care", "")}, "a-1", true},
    {"the first of two out of force",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-02-01\n"),
      OAAS("a-2", ORDERS, "teamId: care", "endTimestamp: 2026-03-01\n")},
     "a-1",
     false},
    {"the second, when the first is another's",
     {OAAS("a-1", ORDERS, "teamId: sales", ""), OAAS("a-2", ORDERS, "teamId: care", "")},
     "a-2",
     true},
};

/* Members that a day decides: "now" is 2026-06-01T12:00:00Z. */
static const struct row terms[] = {
    {"ended",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-06-01T11:59:59Z\n")},
     "a-1",
     false},
    {"ends now",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-06-01T12:00:00Z\n")},
     "a-1",
     true},
    {"ends today",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-06-01\n")},
     "a-1",
     true},
    {"ended yesterday",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-05-31\n")},
     "a-1",
     false},
    {"ends somehow",
     {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: next year\n")},
     "a-1",
     false},
    {"reassessment overdue",
     {OAAS("a-1", ORDERS, "teamId: care", "nextReassessmentTimestamp: 2026-05-31\n")},
     "a-1",
     false},
    {"reassessment today",
     {OAAS("a-1", ORDERS, "teamId: care", "nextReassessmentTimestamp: 2026-06-01\n")},
     "a-1",
     true},
    {"reassessment unreadable",
     {OAAS("a-1", ORDERS, "teamId: care", "nextReassessmentTimestamp: soon\n")},
     "a-1",
     false},
    {"no start",
     {"kind: AccessAgreement\nid: a-1\nstatus: approved\nprovider: {" ORDERS
      "}\nconsumer: {teamId: care}\n"},
     "a-1",
     false},
    {"starts tomorrow",
     {"kind: AccessAgreement\nid: a-1\nstatus: approved\nstartTimestamp: 2026-06-02\nprovider: "
      "{" ORDERS "}\nconsumer: {teamId: care}\n"},
     "a-1",
     false},
    {"no status",
     {"kind: AccessAgreement\nid: a-1\nstartTimestamp: 2026-01-01\nprovider: {" ORDERS
      "}\nconsumer: {teamId: care}\n"},
     "a-1",
     false},
    {"requested only",
     {"kind: AccessAgreement\nid: a-1\nstatus: requested\nstartTimestamp: 2026-01-01\nprovider: "
      "{" ORDERS "}\nconsumer: {teamId: care}\n"},
     "a-1",
     false},
    {"DUA", {DUA("status: approved, startDate: 2026-01-01, active: true")}, "a-1", true},
    {"DUA without active", {DUA("status: active, startDate: 2026-01-01")}, "a-1", true},
    {"DUA not active",
     {DUA("status: approved, startDate: 2026-01-01, active: false")},
     "a-1",
     false},
    {"DUA not active, as a text",
     {DUA("status: approved, startDate: 2026-01-01, active: 'False'")},
     "a-1",
     false},
    {"DUA ended",
     {DUA("status: approved, startDate: 2026-01-01, endDate: 2026-05-31")},
     "a-1",
     false},
    {"DUA overdue",
     {DUA("status: approved, startDate: 2026-01-01, nextReassessmentDate: 2026-05-31")},
     "a-1",
     false},
};

#define ANN                                                                                        \
    "{\"subject\":{\"type\":\"user\",\"id\":\"ann\",\"properties\":{\"team\":\"care\","            \
    "\"data_product\":\"basket\"}},\"action\":{\"name\":\"%s\"},\"resource\":"                     \
    "{\"type\":\"data_product\",\"id\":\"orders\"},\"context\":{%s}}"

static const char *asking(char text[500], const char *action, const char *context)
{
    (void)snprintf(text, 500, ANN, action, context);
    return text;
}

static void start_with(struct deciding *deciding, const char *const agreements[3])
{
    const struct mesh_file files[] = {
        {"policies/mesh/show.lua",
         SAYING("guild.show", "mandatory",
                "out.warn(input.agreement and input.agreement.id or 'nil')")},
        {"products/o.yaml", MESH_ORDERS},
        {agreements[0] == NULL ? NULL : "agreements/1.yaml", agreements[0]},
        {agreements[1] == NULL ? NULL : "agreements/2.yaml", agreements[1]},
        {NULL, NULL}};

    deciding_start(deciding, files);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        char text[500];

        start_with(&deciding, rows[i].agreements);
        decide(&deciding, asking(text, "read", ""));

        const struct writ_value *shown =
            writ_value_path(deciding.got.document, "warnings.0.message");

        if (!writ_value_is_text(shown, rows[i].shown) ||
            deciding.got.is_permit != rows[i].is_granted) {
            print_error("%s: %.*s %d\n", rows[i].label, WRIT_FMT(writ_value_text(shown)),
                        deciding.got.is_permit);
            fail();
        }
        assert_string_equal(deciding_list(&deciding, "reasons"),
                            rows[i].is_granted ? "permit writ.agreement AGREEMENT"
                                               : "deny writ.default NOT_GRANTED");
    }
}

static void the_agreement_is_the_subjects_and_the_products(void **state)
{
    (void)state;
    check_rows(choices, sizeof(choices) / sizeof(choices[0]));
}

static void it_grants_while_it_is_in_force(void **state)
{
    (void)state;
    check_rows(terms, sizeof(terms) / sizeof(terms[0]));
}

static void the_request_may_name_the_agreement(void **state)
{
    static const char *const agreements[3] = {
        IN_FORCE, OAAS("a-2", ORDERS, "teamId: care", "endTimestamp: 2026-02-01\n")};
    static const struct {
        const char *context;
        const char *shown;
        bool is_granted;
    } cases[] = {{"\"agreement\":\"a-1\"", "a-1", true},
                 {"\"agreement\":\"a-2\"", "a-2", false},
                 {"\"agreement\":\"a-3\"", "nil", false},
                 {"\"agreement\":\"\"", "a-1", true}};
    WRIT_AUTO(deciding) struct deciding deciding;
    char text[500];

    (void)state;
    start_with(&deciding, agreements);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, asking(text, "read", cases[i].context));
        assert_true(writ_value_is_text(writ_value_path(deciding.got.document, "warnings.0.message"),
                                       cases[i].shown));
        assert_int_equal(deciding.got.is_permit, cases[i].is_granted);
    }
}

static void it_grants_reading_only(void **state)
{
    static const char *const agreements[3] = {IN_FORCE};
    static const struct {
        const char *action;
        bool is_granted;
    } cases[] = {{"read", true},   {"query", true},   {"copy", false}, {"export", false},
                 {"write", false}, {"delete", false}, {"READ", false}};
    WRIT_AUTO(deciding) struct deciding deciding;
    char text[500];

    (void)state;
    start_with(&deciding, agreements);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, asking(text, cases[i].action, ""));
        assert_int_equal(deciding.got.is_permit, cases[i].is_granted);
        assert_true(writ_value_is_text(writ_value_path(deciding.got.document, "warnings.0.message"),
                                       "a-1"));
    }
}

/* A register of the mesh speaks for the subject; what the subject says of itself then counts for
 * nothing. */
static void the_register_of_subjects_wins(void **state)
{
    static const char *const agreements[3] = {IN_FORCE};
    static const struct {
        const char *subjects;
        bool is_granted;
    } cases[] = {{"{ann: {team: care}}", true},
                 {"{ann: {team: sales}}", false},
                 {"{ann: {}}", false},
                 {"{bob: {team: sales}}", true}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        char text[500];

        start_with(&deciding, agreements);
        mesh_dir_put(&deciding.dir, "data/subjects.yaml", cases[i].subjects);
        writ_mesh_free(deciding.mesh);
        deciding.mesh = mesh_dir_load(&deciding.dir);
        decide(&deciding, asking(text, "read", ""));
        assert_int_equal(deciding.got.is_permit, cases[i].is_granted);
    }
}

#define PORT "kind: DataContract\napiVersion: v3.1.0\nversion: 1.0.0\nstatus: active\n"

static const struct mesh_file ported[] = {
    {"products/o.yaml", "apiVersion: v1.0.0\nkind: DataProduct\nid: orders\nname: O\n"
                        "version: 1.0.0\nstatus: active\noutputPorts:\n"
                        "  - {name: open, version: 1.0.0, contractId: c-open}\n"
                        "  - {name: closed, version: 1.0.0, contractId: c-closed}\n"},
    {"products/open.yaml", PORT "id: c-open\nschema: [{name: a, properties: [{name: x}]}]\n"},
    {"products/closed.yaml", PORT "id: c-closed\nschema: [{name: b, properties: [{name: y}]}]\n"},
    {"agreements/1.yaml", OAAS("a-1", ORDERS ", outputPortId: open", "teamId: care", "")},
    {NULL, NULL}};

/* An agreement about one port is none about the others. */
static void a_port_bounds_the_agreement(void **state)
{
    static const struct {
        const char *text;
        bool is_granted;
    } cases[] = {{ASK("orders#open"), true},
                 {ASK("orders#closed"), false},
                 {ASK("orders"), false},
                 {ASK_WITH("orders", "\"columns\":[\"a.x\"]", ""), true},
                 {ASK_WITH("orders", "\"columns\":[\"b.y\"]", ""), false},
                 {ASK_WITH("orders", "\"columns\":[\"a.x\",\"b.y\"]", ""), false},
                 {ASK_WITH("orders#open", "\"columns\":[\"b.y\"]", ""), false}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, ported);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        decide(&deciding, cases[i].text);
        if (deciding.got.is_permit != cases[i].is_granted) {
            fail_msg("%s: %s", cases[i].text, deciding_list(&deciding, "reasons"));
        }
    }
}

/* A decision may not outlive what it rests on, nor have ended when it is made. */
static void the_agreement_bounds_the_decision(void **state)
{
    static const struct {
        const char *agreement;
        const char *expires;
    } cases[] = {
        {IN_FORCE, "(none)"},
        {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-07-01T10:00:00+02:00\n"),
         "\"2026-07-01T08:00:00Z\""},
        {OAAS("a-1", ORDERS, "teamId: care", "endTimestamp: 2026-06-01\n"),
         "\"2026-06-01T23:59:59.999Z\""},
        {OAAS("a-1", ORDERS, "teamId: care",
              "endTimestamp: 2026-12-01\nnextReassessmentTimestamp: 2026-09-01T00:00:00Z\n"),
         "\"2026-09-01T00:00:00Z\""}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const agreements[3] = {cases[i].agreement};
        WRIT_AUTO(deciding) struct deciding deciding;
        char text[500];

        start_with(&deciding, agreements);
        decide(&deciding, asking(text, "read", ""));
        assert_true(deciding.got.is_permit);
        assert_string_equal(deciding_part(&deciding, "expires"), cases[i].expires);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_agreement_is_the_subjects_and_the_products),
        cmocka_unit_test(it_grants_while_it_is_in_force),
        cmocka_unit_test(the_request_may_name_the_agreement),
        cmocka_unit_test(it_grants_reading_only),
        cmocka_unit_test(the_register_of_subjects_wins),
        cmocka_unit_test(a_port_bounds_the_agreement),
        cmocka_unit_test(the_agreement_bounds_the_decision),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
