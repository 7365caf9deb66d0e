/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader: what it refuses and where, digests, a mesh's own dialects and profile, agreements.
 */
#include "cmocka_all.h"

#include "describing.h"

static int set_up(void **state)
{
    static struct describing describing;

    describing_start(&describing, NULL, library_alone());
    *state = &describing;
    return 0;
}

static int tear_down(void **state)
{
    describing_end(*state);
    return 0;
}

static const struct {
    const char *label;
    const char *text;
    uint32_t line, column;
    const char *message;
} refusals[] = {
    {"an object in no dialect", "\nkind: Deployment\nversion: 1\n", 2, 1,
     "this document is in none of the descriptor dialects"},
    {"a list", "- a\n- b\n", 1, 1, "this document is in none of the descriptor dialects"},
    {"a text", "just text\n", 1, 1, "this document is in none of the descriptor dialects"},
    {"an empty object", "{}\n", 1, 1, "this document is in none of the descriptor dialects"},
    {"a kind of another shape", "kind: [DataContract]\n", 1, 1,
     "this document is in none of the descriptor dialects"},
    {"no product in a document of APIs", "openResourceDiscovery: \"1.9\"\napiResources: []\n", 1, 1,
     "this ord document describes no data product"},
    {"no product in an offer",
     "{\"@context\": \"https://ekgf.github.io/dprod/dprod.jsonld\", \"@type\": \"odrl:Offer\"}", 1,
     1, "this dprod document describes no data product"},
};

static void a_document_without_a_product_is_refused_with_its_place(void **state)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct writ_descriptor descriptor;
        struct writ_error err = {0};
        const enum writ_status status = try_describe(*state, refusals[i].text, &descriptor, &err);

        if (status != WRIT_E_SCHEMA || err.loc.line != refusals[i].line ||
            err.loc.column != refusals[i].column || strcmp(err.text, refusals[i].message) != 0 ||
            err.hint[0] == '\0') {
            fail_msg("%s: %s, %u:%u: %s", refusals[i].label, writ_status_name(status), err.loc.line,
                     err.loc.column, err.text);
        }
    }
}

static void an_unknown_dialect_says_what_was_looked_for(void **state)
{
    struct writ_descriptor descriptor;
    struct writ_error err = {0};

    assert_int_equal(try_describe(*state, "a: 1\n", &descriptor, &err), WRIT_E_SCHEMA);
    assert_non_null(strstr(err.hint, "looked for odcs, dcs, "));
}

static void a_missing_file_is_not_found(void **state)
{
    struct describing *it = *state;
    struct writ_descriptor descriptor;
    struct writ_error err = {0};

    assert_int_equal(
        writ_reader_read(it->reader, &it->arena, "no/such/product.yaml", NULL, &descriptor, &err),
        WRIT_E_NOTFOUND);
}

static void the_model_has_one_digest_however_it_is_written(void **state)
{
    const struct writ_descriptor block =
        describe(*state, "dataContractSpecification: 1.1.0\nid: a\n# a comment\n");
    const struct writ_descriptor flow =
        describe(*state, "{\"id\": \"a\", \"dataContractSpecification\": \"1.1.0\"}");
    const struct writ_descriptor other =
        describe(*state, "dataContractSpecification: 1.1.0\nid: b\n");

    assert_memory_equal(&block.model_digest, &flow.model_digest, sizeof(flow.model_digest));
    assert_memory_not_equal(&block.raw_digest, &flow.raw_digest, sizeof(flow.raw_digest));
    assert_memory_not_equal(&block.model_digest, &other.model_digest, sizeof(other.model_digest));
}

static void findings_are_not_part_of_the_model(void **state)
{
    const struct writ_descriptor good =
        describe(*state, "dataContractSpecification: 1.1.0\nid: a\n");
    const struct writ_descriptor slip =
        describe(*state, "dataContractSpecification: 1.1.0\nid: a\nservicelevel: {}\n");

    assert_null(good.findings);
    assert_string_equal(finding_lines(*state, slip.findings), "3:15 MISSPELT_KEY");
    assert_null(writ_value_member(slip.product, "findings"));
    assert_memory_equal(&good.model_digest, &slip.model_digest, sizeof(slip.model_digest));
}

/* A mesh's own dialects, beside the library. */
static bool find_own(void *ctx, struct writ_str name, struct writ_str *ret_text,
                     const char **ret_source)
{
    static const struct {
        const char *name;
        const char *text;
    } own[] = {
        {"dialects/acme",
         "return { name = 'acme', sniff = function(doc) return doc.acme end,\n"
         "  read = function(doc) return { kind = 'product', id = doc.product, status = doc.state,\n"
         "    columns = { { at = doc.columns, path = doc.columns[1], tags = doc.tags } } } end,\n"
         "  governance_keys = { 'product', 'state' } }\n"},
        {"dialects/broken",
         "return { name = 'broken', sniff = function(doc) return doc.broken end,\n"
         "  read = function(doc) return doc.broken.member.of.nothing end }\n"},
    };

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (writ_str_is(name, own[i].name)) {
            *ret_text = writ_str_from(own[i].text);
            *ret_source = own[i].name;
            return true;
        }
    }
    return writ_stdlib_find(ctx, name, ret_text, ret_source);
}

static const char own_profile[] =
    "dialects: [dialects/acme, dialects/broken]\n"
    "status: {Live on Air: active}\n"
    "classification: {\"Level 4\": restricted}\n"
    "extensions: {cost centre: gov.cost_centre, secrecy: gov.secrecy}\n";

static void a_mesh_may_bring_a_dialect(void **state)
{
    struct describing it;
    const struct writ_modules modules = {.find = find_own};

    (void)state;
    describing_start(&it, own_profile, modules);

    const struct writ_descriptor got =
        describe(&it, "acme: \"7.10\"\nproduct: charts\nstate: live-on-air\nstat: x\n"
                      "columns: [song]\ntags: [pii]\n");

    assert_string_equal(member_text(&it, got.product, "dialect"), "\"acme\"");
    assert_string_equal(member_text(&it, got.product, "dialect_version"), "\"7.10\"");
    assert_string_equal(member_text(&it, got.product, "status"), "\"active\"");
    assert_string_equal(member_text(&it, got.product, "columns.0.path"), "\"song\"");
    assert_string_equal(member_text(&it, got.product, "personal"), "\"yes\"");
    assert_string_equal(finding_lines(&it, got.findings), "4:7 MISSPELT_KEY");
    describing_end(&it);
}

static void a_dialect_that_fails_is_named_and_the_reader_lives_on(void **state)
{
    struct describing it;
    const struct writ_modules modules = {.find = find_own};
    struct writ_descriptor descriptor;
    struct writ_error err = {0};

    (void)state;
    describing_start(&it, own_profile, modules);
    assert_int_equal(try_describe(&it, "broken: {a: 1}\n", &descriptor, &err), WRIT_E_POLICY);
    assert_non_null(strstr(err.loc.source, "dialects/broken"));
    assert_int_equal(err.loc.line, 2);
    (void)describe(&it, "acme: 1\nproduct: charts\ncolumns: [song]\n");
    describing_end(&it);
}

static void a_mesh_extends_the_tables_of_words(void **state)
{
    struct describing it;

    (void)state;
    describing_start(&it,
                     "status: {Live on Air: active, active: retired}\n"
                     "classification: {\"Level 4\": restricted}\n"
                     "sla: {LY: lag}\n"
                     "extensions: {cost centre: gov.cost_centre, legalHold: gov.hold}\n",
                     library_alone());

    const struct writ_descriptor got =
        describe(&it, "apiVersion: v3.0.0\nkind: DataContract\nid: a\nstatus: LIVE_ON_AIR\n"
                      "schema: [{name: t, properties: [{name: c, classification: level-4}]}]\n"
                      "slaProperties: [{property: ly, value: 1}]\n"
                      "customProperties:\n  - {property: costCentre, value: \" 0123 \"}\n"
                      "  - {property: legalHold, value: true}\n");

    assert_string_equal(member_text(&it, got.product, "status"), "\"active\"");
    assert_string_equal(member_text(&it, got.product, "columns.0.classification"),
                        "\"restricted\"");
    assert_string_equal(member_text(&it, got.product, "sla.0.property"), "\"lag\"");
    assert_string_equal(member_text(&it, got.product, "gov.cost_centre"), "\"0123\"");
    assert_string_equal(member_text(&it, got.product, "gov.hold"), "true");
    assert_string_equal(member_text(&it, got.product, "gov.legal_hold"), "");
    assert_string_equal(finding_lines(&it, got.findings), "");
    describing_end(&it);
}

static const char oaas_text[] = "kind: AccessAgreement\nid: a-1\nstatus: approved\n"
                                "description: {purpose: \" Join master data \"}\n"
                                "provider: {dataProductId: p, outputPortId: o}\n"
                                "consumer: {teamId: t}\nstartTimestamp: 2026-01-01T00:00:00Z\n"
                                "endTimestamp: 2027-01-01T00:00:00Z\n";

static const char dua_text[] = "dataUsageAgreementSpecification: 0.0.1\nid: 17\n"
                               "info: {active: false, status: approved, startDate: 2023-12-31,\n"
                               "  nextReassessmentDate: 2023-01-01}\n"
                               "provider: {dataProductId: p}\nconsumer: {dataProductId: c}\n";

static void agreements_of_both_standards_have_the_same_members(void **state)
{
    struct describing *it = *state;
    const struct {
        const char *text;
        const char *member;
        const char *value;
    } rows[] = {
        {oaas_text, "id", "\"a-1\""},
        {oaas_text, "purpose", "\"Join master data\""},
        {oaas_text, "provider", "\"p\""},
        {oaas_text, "port", "\"o\""},
        {oaas_text, "consumer", "\"t\""},
        {oaas_text, "start", "\"2026-01-01T00:00:00Z\""},
        {oaas_text, "reassess", ""},
        {dua_text, "id", "\"17\""},
        {dua_text, "status", "\"inactive\""},
        {dua_text, "start", "\"2023-12-31\""},
        {dua_text, "reassess", "\"2023-01-01\""},
        {dua_text, "consumer_product", "\"c\""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct writ_value *agreement = NULL;
        struct writ_error err = {0};

        assert_int_equal(writ_reader_agreement(it->reader, &it->arena,
                                               document_of(it, rows[i].text), &agreement, &err),
                         WRIT_OK);
        assert_string_equal(member_text(it, agreement, rows[i].member), rows[i].value);
    }
}

static void what_is_no_agreement_is_refused(void **state)
{
    struct describing *it = *state;
    const char *const texts[] = {"a: 1\n", "kind: AccessAgreement\nid: x\n",
                                 "kind: AccessAgreement\nprovider: {dataProductId: p}\n", "- 1\n"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct writ_value *agreement = NULL;
        struct writ_error err = {0};

        assert_int_equal(writ_reader_agreement(it->reader, &it->arena, document_of(it, texts[i]),
                                               &agreement, &err),
                         WRIT_E_SCHEMA);
        assert_int_equal(err.loc.line, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_without_a_product_is_refused_with_its_place),
        cmocka_unit_test(an_unknown_dialect_says_what_was_looked_for),
        cmocka_unit_test(a_missing_file_is_not_found),
        cmocka_unit_test(the_model_has_one_digest_however_it_is_written),
        cmocka_unit_test(findings_are_not_part_of_the_model),
        cmocka_unit_test(a_mesh_may_bring_a_dialect),
        cmocka_unit_test(a_dialect_that_fails_is_named_and_the_reader_lives_on),
        cmocka_unit_test(a_mesh_extends_the_tables_of_words),
        cmocka_unit_test(agreements_of_both_standards_have_the_same_members),
        cmocka_unit_test(what_is_no_agreement_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
