/* SPDX-License-Identifier: Apache-2.0
 *
 * Small documents in every dialect: one member of the model and the findings of each.
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

/* What a text says: a member as JSON ("" when absent), and all findings as "line:column CODE". */
struct claim {
    const char *label;
    const char *text;
    const char *member;
    const char *value;
    const char *findings;
};

static void check_claims(struct describing *describing, const struct claim *claims, size_t count)
{
    size_t failed = 0;

    for (size_t i = 0; i < count; i++) {
        const struct writ_descriptor got = describe(describing, claims[i].text);
        const char *value = member_text(describing, got.product, claims[i].member);
        const char *findings = finding_lines(describing, got.findings);

        if (strcmp(value, claims[i].value) != 0 || strcmp(findings, claims[i].findings) != 0) {
            print_error("%s: %s is %s, expected %s; findings '%s', expected '%s'\n",
                        claims[i].label, claims[i].member, value, claims[i].value, findings,
                        claims[i].findings);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

#define CHECK(claims) check_claims(*state, claims, sizeof(claims) / sizeof((claims)[0]))

#define ODCS  "apiVersion: v3.1.0\nkind: DataContract\nid: a\n"
#define DCS   "dataContractSpecification: 1.1.0\nid: a\n"
#define DPS   "dataProductSpecification: 0.0.1\nid: a\n"
#define ODPS  "apiVersion: v1.0.0\nkind: DataProduct\nid: a\n"
#define DPDS  "dataProductDescriptor: 1.0.0\n"
#define LF    "schema: https://opendataproducts.org/v4.1/schema/odps.yaml\nversion: 4.1\n"
#define WB    "kind: dataproduct\ncomponents: []\n"
#define ORD   "openResourceDiscovery: \"1.9\"\n"
#define STORE "datastoreapi: 1.0.0\n"

static void versions_are_texts_as_written(void **state)
{
    static const struct claim claims[] = {
        {"a trailing zero", ODCS "version: 4.10\n", "version", "\"4.10\"", ""},
        {"leading zeros", ODCS "version: 0123\n", "version", "\"0123\"", ""},
        {"an exponent", ODCS "version: 1e3\n", "version", "\"1e3\"", ""},
        {"a boolean", ODCS "version: True\n", "version", "\"True\"", ""},
        {"nothing", ODCS "version: ~\n", "version", "", ""},
        {"blanks", ODCS "version: \"  \"\n", "version", "", ""},
        {"a list", ODCS "version: [1]\n", "version", "", "4:10 WRONG_TYPE"},
        {"dcs", DCS "info: {version: 4.10}\n", "version", "\"4.10\"", ""},
        {"dps", "dataProductSpecification: 0.10\nid: a\n", "dialect_version", "\"0.10\"", ""},
        {"dpds", DPDS "info: {version: 010}\n", "version", "\"010\"", ""},
        {"odps-lf", LF "product: {details: {en: {name: n, productVersion: 1.20}}}\n", "version",
         "\"1.20\"", ""},
        {"ord", ORD "dataProducts: [{ordId: 'a:dataProduct:b:v1', version: '1.0'}]\n", "version",
         "\"1.0\"", ""},
        {"an id of digits", DCS "info: {title: 0068780060324}\n", "name", "\"0068780060324\"", ""},
    };

    CHECK(claims);
}

#define COLUMN(x) ODCS "schema: [{name: t, properties: [{name: c, " x "}]}]\n"
#define FIELD(x)  DCS "models: {t: {fields: {c: {" x "}}}}\n"

static void personal_has_three_states(void **state)
{
    static const struct claim claims[] = {
        {"not declared", FIELD("type: string"), "columns.0.personal", "\"unknown\"", ""},
        {"true", FIELD("pii: true"), "columns.0.personal", "\"yes\"", ""},
        {"false", FIELD("pii: false"), "columns.0.personal", "\"no\"", ""},
        {"the text True", FIELD("pii: 'True'"), "columns.0.personal", "\"yes\"", ""},
        {"the text false", FIELD("pii: \"false\""), "columns.0.personal", "\"no\"", ""},
        {"the text with blanks", FIELD("pii: ' no '"), "columns.0.personal", "\"no\"", ""},
        {"Yes", FIELD("pii: Yes"), "columns.0.personal", "\"yes\"", ""},
        {"zero", FIELD("pii: 0"), "columns.0.personal", "\"no\"", ""},
        {"null", FIELD("pii: null"), "columns.0.personal", "\"unknown\"", ""},
        {"an empty text", FIELD("pii: ''"), "columns.0.personal", "\"unknown\"", ""},
        {"the text unknown", FIELD("pii: unknown"), "columns.0.personal", "\"unknown\"", ""},
        {"another text", FIELD("pii: maybe"), "columns.0.personal", "\"unknown\"",
         "3:32 WRONG_TYPE"},
        {"an object", FIELD("pii: {a: 1}"), "columns.0.personal", "\"unknown\"", "3:32 WRONG_TYPE"},
        {"a tag", COLUMN("tags: [PII]"), "columns.0.personal", "\"yes\"", ""},
        {"a tag below it", COLUMN("tags: [PII.Sensitive]"), "columns.0.personal", "\"yes\"", ""},
        {"the tag pii:false", COLUMN("tags: ['pii:false']"), "columns.0.personal", "\"no\"", ""},
        {"the tag pii: true", COLUMN("tags: ['pii: true']"), "columns.0.personal", "\"yes\"", ""},
        {"the tag non-pii", COLUMN("tags: [non-pii]"), "columns.0.personal", "\"no\"", ""},
        {"a tag that only has pii in it", COLUMN("tags: [piiano]"), "columns.0.personal",
         "\"unknown\"", ""},
        {"yes among tags wins", COLUMN("tags: ['pii:false', personal]"), "columns.0.personal",
         "\"yes\"", ""},
        {"what is declared beats the tags",
         COLUMN("tags: [pii], customProperties: [{property: pii, value: 'false'}]"),
         "columns.0.personal", "\"no\"", ""},
        {"customProperties True", COLUMN("customProperties: [{property: pii, value: 'True'}]"),
         "columns.0.personal", "\"yes\"", ""},
    };

    CHECK(claims);
}

static void a_product_is_not_personal_only_when_all_of_it_is_declared(void **state)
{
    static const struct claim claims[] = {
        {"nothing declared", DCS, "personal", "\"unknown\"", ""},
        {"all columns no", DCS "models: {t: {fields: {a: {pii: false}, b: {pii: false}}}}\n",
         "personal", "\"no\"", ""},
        {"one unknown", DCS "models: {t: {fields: {a: {pii: false}, b: {type: int}}}}\n",
         "personal", "\"unknown\"", ""},
        {"one yes", DCS "models: {t: {fields: {a: {pii: false}, b: {pii: true}}}}\n", "personal",
         "\"yes\"", ""},
        {"all ports no", DPS "outputPorts: [{id: x, containsPii: false}]\n", "personal", "\"no\"",
         ""},
        {"one port silent", DPS "outputPorts: [{id: x, containsPii: false}, {id: y}]\n", "personal",
         "\"unknown\"", ""},
        {"an input port is not what is offered",
         DPS "inputPorts: [{id: i}]\noutputPorts: [{id: x, containsPii: false}]\n", "personal",
         "\"no\"", ""},
        {"it says so itself", ODPS "customProperties: [{property: personal, value: no}]\n",
         "personal", "\"no\"", ""},
        {"it says no, a port says yes",
         ODPS "customProperties: [{property: personal, value: no}]\n"
              "outputPorts: [{name: p, customProperties: [{property: pii, value: true}]}]\n",
         "personal", "\"yes\"", ""},
        {"a port tagged PII",
         "kind: dataproduct\ncomponents: [{id: p, kind: OutputPort, tags: [{tagFQN: PII}]}]\n",
         "personal", "\"yes\"", ""},
    };

    CHECK(claims);
}

#define SLA(x) ODCS "slaProperties: [{property: retention, " x "}]\n"

static void a_retention_period_is_never_guessed(void **state)
{
    static const struct claim claims[] = {
        {"years", SLA("value: 3, unit: y"), "retention.max", "\"P3Y\"", ""},
        {"days", SLA("value: 90, unit: Days"), "retention.max", "\"P90D\"", ""},
        {"m is months", SLA("value: 6, unit: m"), "retention.max", "\"P6M\"", ""},
        {"min is minutes", SLA("value: 6, unit: min"), "retention.max", "\"PT6M\"", ""},
        {"ISO 8601", SLA("value: P1Y6M"), "retention.max", "\"P1Y6M\"", ""},
        {"ISO 8601 in lower case", SLA("value: p1y"), "retention.max", "\"P1Y\"", ""},
        {"in words", SLA("value: 10 years"), "retention.max", "\"P10Y\"", ""},
        {"unit and text agree to differ", SLA("value: 10 years, unit: d"), "retention.max",
         "\"P10Y\"", ""},
        {"no unit", SLA("value: 3"), "retention.unclear", "\"3\"", "4:46 RETENTION_UNIT"},
        {"no unit gives no maximum", SLA("value: 3"), "retention.max", "", "4:46 RETENTION_UNIT"},
        {"as written", SLA("value: 03.0"), "retention.unclear", "\"03.0\"", "4:46 RETENTION_UNIT"},
        {"an unknown unit", SLA("value: 3, unit: moons"), "retention.unclear", "\"3\"",
         "4:46 RETENTION_UNIT"},
        {"prose", SLA("value: as long as needed"), "retention.unclear", "\"as long as needed\"",
         "4:46 RETENTION_UNIT"},
        {"forever", SLA("value: unlimited"), "retention.unlimited", "true", ""},
        {"an object", SLA("value: {years: 3}"), "retention", "",
         "4:46 WRONG_TYPE\n4:46 WRONG_TYPE"},
        {"DCS keeps at least", DCS "servicelevels: {retention: {period: P1Y}}\n", "retention.min",
         "\"P1Y\"", ""},
        {"DCS says no maximum", DCS "servicelevels: {retention: {period: P1Y}}\n", "retention.max",
         "", ""},
        {"DCS without unit", DCS "servicelevels: {retention: {period: 30}}\n", "retention.unclear",
         "\"30\"", "3:37 RETENTION_UNIT"},
        {"an extension", DPS "custom: {retentionMax: P2Y}\n", "retention.max", "\"P2Y\"", ""},
        {"an extension without unit", DPS "custom: {retentionMax: 2}\n", "retention.unclear",
         "\"2\"", "3:24 RETENTION_UNIT"},
    };

    CHECK(claims);
}

static void the_unclear_period_has_its_place(void **state)
{
    const struct writ_descriptor got = describe(*state, SLA("value: 3"));
    const struct writ_loc at = writ_value_loc(writ_value_path(got.product, "retention.unclear"));

    assert_int_equal(at.line, 4);
    assert_int_equal(at.column, 46);
}

static void misspelt_governance_keys_are_findings(void **state)
{
    static const struct claim claims[] = {
        {"expectatctions",
         DPDS "interfaceComponents: {outputPorts: [{name: p, "
              "expectatctions: {audience: {description: x}}}]}\n",
         "limitations", "", "2:63 MISSPELT_KEY"},
        {"clasification", COLUMN("clasification: secret"), "columns.0.classification", "",
         "4:58 MISSPELT_KEY"},
        {"another case", ODCS "Status: active\n", "status", "", "4:9 MISSPELT_KEY"},
        {"swapped letters", ODCS "stauts: active\n", "status", "", "4:9 MISSPELT_KEY"},
        {"a plural", DCS "servicelevel: {}\n", "sla", "", "3:15 MISSPELT_KEY"},
        {"PII is read and reported", FIELD("PII: true"), "columns.0.personal", "\"yes\"",
         "3:32 MISSPELT_KEY"},
        {"a name of the author's is not a key", DCS "models: {statu: {fields: {ownr: {}}}}\n",
         "columns.0.path", "\"statu.ownr\"", ""},
        {"below x- anything may stand", ODCS "x-notes: {statuss: 1}\n", "id", "\"a\"", ""},
        {"a word of its own", ODCS "statistics: 1\n", "id", "\"a\"", ""},
        {"an example is data", FIELD("examples: [{clasification: 1}]"), "columns.0.path", "\"t.c\"",
         ""},
    };

    CHECK(claims);
}

static void wrong_types_are_findings_and_unknown(void **state)
{
    static const struct claim claims[] = {
        {"status", ODCS "status: [active]\n", "status", "", "4:9 WRONG_TYPE"},
        {"domain", ODCS "domain: {name: x}\n", "domain", "", "4:9 WRONG_TYPE"},
        {"schema", ODCS "schema: {t: 1}\n", "columns", "", "4:9 WRONG_TYPE"},
        {"tags", ODCS "tags: {a: b}\n", "tags", "", "4:7 WRONG_TYPE"},
        {"a scalar tag is a list of one", ODCS "tags: a\n", "tags.0", "\"a\"", ""},
        {"required", COLUMN("required: perhaps"), "columns.0.required", "", "4:53 WRONG_TYPE"},
        {"required as text", COLUMN("required: 'yes'"), "columns.0.required", "true", ""},
        {"an id is not passed over", ODCS "uuid: b\n", "id", "\"a\"", ""},
        {"an id of the wrong type", "apiVersion: v3.1.0\nkind: DataContract\nid: [a]\nuuid: b\n",
         "id", "", "3:5 WRONG_TYPE"},
        {"a domain is not passed over", WB "domain: {name: x}\ndomainId: y\n", "domain", "",
         "3:9 WRONG_TYPE"},
        {"a domain that is not there", WB "domainId: y\n", "domain", "\"y\"", ""},
        {"an owner is not passed over", WB "dataProductOwner: [a]\nownerGroup: b\n", "owner", "",
         "3:19 WRONG_TYPE"},
        {"owner of dcs", DCS "info: {owner: {team: x}}\n", "owner", "", "3:15 WRONG_TYPE"},
        {"servers of dcs", DCS "servers: [1]\n", "ports", "", "3:10 WRONG_TYPE"},
        {"ports of dps", DPS "outputPorts: {id: x}\n", "ports", "", "3:14 WRONG_TYPE"},
        {"auto approval", DPS "outputPorts: [{id: x, autoApprove: maybe}]\n",
         "ports.0.auto_approve", "", "3:36 WRONG_TYPE"},
        {"tables of a store", STORE "schema: {tables: {}}\n", "columns", "", "2:18 WRONG_TYPE"},
        {"a pii of a store", STORE "schema: {tables: [{name: t, columns: [{name: c, pii: []}]}]}\n",
         "columns.0.personal", "\"unknown\"", "2:54 WRONG_TYPE"},
        {"required members of an object",
         STORE "schema: {tables: [{name: t, definition: {properties: {o: {type: object, "
               "required: [m], properties: {m: {type: string}}}}}}]}\n",
         "columns.1.required", "true", ""},
    };

    CHECK(claims);
}

static void statuses_and_classes_are_codes(void **state)
{
    static const struct claim claims[] = {
        {"case", ODCS "status: ACTIVE\n", "status", "\"active\"", ""},
        {"blanks and dashes", ODCS "status: In-Development\n", "status", "\"draft\"", ""},
        {"sunset", ODCS "status: sunset\n", "status", "\"deprecated\"", ""},
        {"unknown", ODCS "status: Blessed\n", "status", "\"blessed\"", "4:9 UNKNOWN_STATUS"},
        {"dprod Consume",
         "{\"@context\": \"https://ekgf.github.io/dprod/dprod.jsonld\", \"@type\": "
         "\"DataProduct\",\n \"lifecycleStatus\": \"https://x/lifecycle-status/Consume\"}",
         "status", "\"active\"", ""},
        {"dprod Build",
         "{\"@context\": \"https://ekgf.github.io/dprod/dprod.jsonld\", \"@type\": "
         "\"DataProduct\",\n \"lifecycleStatus\": {\"@id\": \"https://x/Build\"}}",
         "status", "\"draft\"", ""},
        {"ord beta", ORD "dataProducts: [{ordId: 'a:dataProduct:b:v1', releaseStatus: beta}]\n",
         "status", "\"draft\"", ""},
        {"ord deprecated",
         ORD "dataProducts: [{ordId: 'a:dataProduct:b:v1', releaseStatus: deprecated}]\n",
         "lifecycle.deprecated", "true", ""},
        {"class", COLUMN("classification: Sensitive"), "columns.0.classification",
         "\"confidential\"", ""},
        {"unknown class", COLUMN("classification: Level 4"), "columns.0.classification",
         "\"level 4\"", "4:59 UNKNOWN_CLASSIFICATION"},
    };

    CHECK(claims);
}

static void references_are_followed_within_the_document(void **state)
{
    static const struct claim claims[] = {
        {"a definition",
         DCS "models: {t: {fields: {c: {$ref: '#/definitions/d'}}}}\n"
             "definitions: {d: {type: text, pii: true}}\n",
         "columns.0.personal", "\"yes\"", ""},
        {"none", FIELD("$ref: '#/definitions/d'"), "columns.0.type", "",
         "3:33 UNRESOLVED_REFERENCE"},
        {"a definition of itself",
         DCS "models: {t: {fields: {c: {$ref: '#/definitions/d'}}}}\n"
             "definitions: {d: {type: record, fields: {d: {$ref: '#/definitions/d'}}}}\n",
         "columns.1.path", "\"t.c.d\"", ""},
        {"a table elsewhere", STORE "schema: {tables: [{$ref: other.json}]}\n", "columns", "",
         "2:26 UNRESOLVED_REFERENCE"},
        {"a table spelt with dots",
         STORE "schema: {tables: [{$ref: '#components.tables.x'}]}\n"
               "components: {tables: {x: {name: x, columns: [{name: c}]}}}\n",
         "columns.0.path", "\"x.c\"", ""},
    };

    CHECK(claims);
}

static void a_dialect_is_known_by_its_structure(void **state)
{
    static const struct claim claims[] = {
        {"odcs without kind", "apiVersion: v3.0.0\nschema: [{name: t}]\n", "dialect", "\"odcs\"",
         ""},
        {"odcs 2", "kind: DataContract\nuuid: u\n", "id", "\"u\"", ""},
        {"odps", ODPS, "dialect", "\"odps\"", ""},
        {"witboost has the kind of odps", WB, "dialect", "\"witboost\"", ""},
        {"witboost in a request", "dataProduct: {kind: DataProduct, id: x}\n", "dialect",
         "\"witboost\"", ""},
        {"odps-lf", LF "product: {}\n", "dialect", "\"odps-lf\"", ""},
        {"dprod by its context",
         "{\"@context\": {\"dprod\": \"x\"}, \"@graph\": [{\"@type\": \"dprod:DataProduct\"}]}",
         "dialect", "\"dprod\"", ""},
        {"a list of nodes",
         "[{\"@context\": \"https://x/dprod.jsonld\", \"@id\": \"p\", \"@type\": "
         "\"DataProduct\"}]",
         "id", "\"p\"", ""},
        {"datastoreapi", STORE, "kind", "\"contract\"", ""},
        {"ord", ORD "dataProducts: [{ordId: 'a:dataProduct:b:v1'}]\n", "tenant", "\"a\"", ""},
    };

    CHECK(claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_texts_as_written),
        cmocka_unit_test(personal_has_three_states),
        cmocka_unit_test(a_product_is_not_personal_only_when_all_of_it_is_declared),
        cmocka_unit_test(a_retention_period_is_never_guessed),
        cmocka_unit_test(the_unclear_period_has_its_place),
        cmocka_unit_test(misspelt_governance_keys_are_findings),
        cmocka_unit_test(wrong_types_are_findings_and_unknown),
        cmocka_unit_test(statuses_and_classes_are_codes),
        cmocka_unit_test(references_are_followed_within_the_document),
        cmocka_unit_test(a_dialect_is_known_by_its_structure),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
