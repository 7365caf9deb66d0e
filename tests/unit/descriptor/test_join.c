/* SPDX-License-Identifier: Apache-2.0
 *
 * Products and the contracts that their ports name by id.
 */
#include "cmocka_all.h"

#include "describing.h"

static const char product_text[] = "dataProductSpecification: 0.0.1\n"
                                   "id: tips\n"
                                   "info: {title: Tips, owner: live}\n"
                                   "inputPorts:\n"
                                   "  - {id: plays, dataContractId: plays}\n"
                                   "outputPorts:\n"
                                   "  - id: by-city\n"
                                   "    containsPii: false\n"
                                   "    dataContractId: cities\n"
                                   "  - id: by-listener\n"
                                   "    location: here\n"
                                   "    dataContractId: listeners\n"
                                   "    version: 2.0.0\n";

static const char *const contract_texts[] = {
    "dataContractSpecification: 1.1.0\n"
    "id: plays\n"
    "models: {play: {fields: {who: {type: string, pii: true}}}}\n",

    "dataContractSpecification: 1.1.0\n"
    "id: cities\n"
    "servers: {one: {type: s3, location: s3://cities, region: eu-north-1, format: csv}}\n"
    "models: {city: {fields: {name: {type: string}, tips: {type: int}}}}\n"
    "servicelevels: {retention: {period: P1Y}, latency: {threshold: 1h}}\n"
    "custom: {lawfulBasis: contract}\n",

    "dataContractSpecification: 1.1.0\n"
    "id: listeners\n"
    "info: {version: 1.0.0}\n"
    "models: {old: {fields: {x: {type: int}}}}\n",

    "dataContractSpecification: 1.1.0\n"
    "id: listeners\n"
    "info: {version: 2.0.0}\n"
    "servers:\n"
    "  a: {type: kafka, host: there}\n"
    "  b: {type: s3, location: s3://there}\n"
    "models: {tip: {fields: {listener: {type: string, pii: true}}}}\n"
    "servicelevels: {retention: {period: P5Y}}\n"
    "quality: {type: SodaCL}\n",
};

enum { ALL_CONTRACTS = sizeof(contract_texts) / sizeof(contract_texts[0]) };

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

/* The product with the first `count` contracts joined to it. */
static struct writ_descriptor joined(struct describing *it, size_t count)
{
    struct writ_descriptor descriptor = describe(it, product_text);
    struct writ_build contracts;
    struct writ_error err = {0};

    writ_build_array(&contracts, &it->arena);
    for (size_t i = 0; i < count; i++) {
        writ_build_item(&contracts, describe(it, contract_texts[i]).product);
    }
    if (writ_reader_join(it->reader, &it->arena, writ_build_end(&contracts), &descriptor, &err) !=
        WRIT_OK) {
        fail_msg("%s", err.text);
    }
    return descriptor;
}

static void columns_come_from_the_contract_of_that_version(void **state)
{
    const struct writ_descriptor got = joined(*state, ALL_CONTRACTS);
    const struct {
        const char *member;
        const char *value;
    } rows[] = {
        {"columns.0.path", "\"city.name\""},
        {"columns.0.port", "\"by-city\""},
        {"columns.1.path", "\"city.tips\""},
        {"columns.2.path", "\"tip.listener\""},
        {"columns.2.port", "\"by-listener\""},
        {"columns.2.personal", "\"yes\""},
        {"columns.3", ""},
        {"personal", "\"yes\""},
        {"retention.min", "\"P1Y\""},
        {"gov.lawful_basis", "\"contract\""},
        {"sla.0.port", "\"by-city\""},
        {"quality.0.rule", "\"SodaCL\""},
        {"id", "\"tips\""},
        {"dialect", "\"dps\""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_string_equal(member_text(*state, got.product, rows[i].member), rows[i].value);
    }
    assert_string_equal(finding_lines(*state, got.findings), "");
}

static void only_one_server_says_where_a_port_is(void **state)
{
    const struct writ_descriptor got = joined(*state, ALL_CONTRACTS);

    assert_string_equal(member_text(*state, got.product, "ports.1.protocol"), "\"s3\"");
    assert_string_equal(member_text(*state, got.product, "ports.1.location"), "\"s3://cities\"");
    assert_string_equal(member_text(*state, got.product, "ports.1.region"), "\"eu-north-1\"");
    assert_string_equal(member_text(*state, got.product, "ports.1.personal"), "\"no\"");
    assert_string_equal(member_text(*state, got.product, "ports.2.location"), "\"here\"");
    assert_string_equal(member_text(*state, got.product, "ports.2.protocol"), "");
    assert_string_equal(member_text(*state, got.product, "ports.2.personal"), "\"yes\"");
}

static void what_a_port_consumes_is_not_what_the_product_offers(void **state)
{
    const struct writ_descriptor got = joined(*state, 2);

    assert_string_equal(member_text(*state, got.product, "columns.0.path"), "\"city.name\"");
    assert_string_equal(member_text(*state, got.product, "columns.2"), "");
    assert_string_equal(member_text(*state, got.product, "personal"), "\"unknown\"");
}

static void a_contract_that_is_not_there_is_a_finding(void **state)
{
    const struct writ_descriptor got = joined(*state, 2);

    assert_string_equal(finding_lines(*state, got.findings), "12:21 UNRESOLVED_REFERENCE");
    assert_string_equal(member_text(*state, got.findings, "0.message"),
                        "\"the contract 'listeners' is not in the mesh\"");
    assert_string_equal(finding_lines(*state, joined(*state, 0).findings),
                        "5:33 UNRESOLVED_REFERENCE\n9:21 UNRESOLVED_REFERENCE\n"
                        "12:21 UNRESOLVED_REFERENCE");
}

static void a_column_keeps_its_place_in_the_contract(void **state)
{
    const struct writ_descriptor got = joined(*state, ALL_CONTRACTS);
    const struct writ_loc at = writ_value_loc(writ_value_path(got.product, "columns.2.personal"));

    assert_int_equal(at.line, 7);
    assert_int_equal(at.column, 55);
}

static void joining_changes_the_digest_of_the_model_alone(void **state)
{
    const struct writ_descriptor before = describe(*state, product_text);
    const struct writ_descriptor after = joined(*state, ALL_CONTRACTS);

    assert_memory_equal(&before.raw_digest, &after.raw_digest, sizeof(before.raw_digest));
    assert_memory_not_equal(&before.model_digest, &after.model_digest, sizeof(after.model_digest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_from_the_contract_of_that_version),
        cmocka_unit_test(only_one_server_says_where_a_port_is),
        cmocka_unit_test(what_a_port_consumes_is_not_what_the_product_offers),
        cmocka_unit_test(a_contract_that_is_not_there_is_a_finding),
        cmocka_unit_test(a_column_keeps_its_place_in_the_contract),
        cmocka_unit_test(joining_changes_the_digest_of_the_model_alone),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
