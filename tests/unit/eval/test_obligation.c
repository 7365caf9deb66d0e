/* SPDX-License-Identifier: Apache-2.0
 *
 * Obligations: how those of several policies become one list, and which are malformed.
 */
#include "cmocka_all.h"
#include "deciding.h"

#define ROW(column, value)                                                                         \
    "out.oblige { type = 'row_filter', predicate = { op = 'eq', column = '" column                 \
    "', value = '" value "' } } "
#define FILTER(column, value) "{\"column\":\"" column "\",\"op\":\"eq\",\"value\":\"" value "\"}"
#define MASK(column, kind)    "out.oblige { type = 'mask', column = '" column "', kind = '" kind "' } "
#define DROP(column)          "out.oblige { type = 'drop_column', column = '" column "' } "
#define SAYS(type, member)    "out.oblige { type = '" type "', " member " } "
#define MASKED(column, kind)  "mask{\"column\":\"" column "\",\"kind\":\"" kind "\"}"
#define CONFLICT              "deny writ.obligations MASK_CONFLICT"

static const struct {
    const char *label;
    const char *one, *two; /* what two policies say */
    const char *obligations;
} merges[] = {
    {"none", "", "", ""},
    {"one of each stays as it is", ROW("c", "x"), DROP("d"),
     "drop_column{\"column\":\"d\"} row_filter{\"predicate\":" FILTER("c", "x") "}"},
    {"filters AND, sorted", ROW("c", "y"), ROW("c", "x"),
     "row_filter{\"predicate\":{\"args\":[" FILTER("c", "x") "," FILTER("c",
                                                                        "y") "],\"op\":\"and\"}}"},
    {"equal filters are one", ROW("c", "x"), ROW("c", "x"),
     "row_filter{\"predicate\":" FILTER("c", "x") "}"},
    {"three filters, one twice", ROW("c", "y") ROW("a", "z"), ROW("c", "x") ROW("a", "z"),
     "row_filter{\"predicate\":{\"args\":[" FILTER("a", "z") "," FILTER("c", "x") "," FILTER(
         "c", "y") "],\"op\":\"and\"}}"},
    {"a filter that says more stays beside the others", ROW("c", "x"),
     "out.oblige { type = 'row_filter', table = 't', predicate = { op = 'is_null', column = 'c' } "
     "} " ROW("c", "y"),
     "row_filter{\"predicate\":{\"args\":[" FILTER("c", "x") "," FILTER(
         "c",
         "y") "],\"op\":\"and\"}} row_filter{\"predicate\":{\"column\":\"c\",\"op\":\"is_null\"},"
              "\"table\":\"t\"}"},
    {"the stricter mask", MASK("c", "MASK_SHOW_LAST_4"), MASK("c", "MASK"), MASKED("c", "MASK")},
    {"the stricter mask, the other way", MASK("c", "MASK_NULL"), MASK("c", "MASK_HASH"),
     MASKED("c", "MASK_NULL")},
    {"the strictest of three", MASK("c", "MASK_NONE") MASK("c", "MASK_SHOW_FIRST_4"),
     MASK("c", "MASK"), MASKED("c", "MASK")},
    {"masks of two columns", MASK("c", "MASK"), MASK("d", "MASK_HASH"),
     MASKED("c", "MASK") " " MASKED("d", "MASK_HASH")},
    {"equal masks are one", MASK("c", "MASK_HASH"), MASK("c", "MASK_HASH"),
     MASKED("c", "MASK_HASH")},
    {"dropping is above every mask", MASK("c", "MASK_NULL"), DROP("c"),
     "drop_column{\"column\":\"c\"}"},
    {"dropping is for its column only", MASK("c", "MASK"), DROP("d"),
     "drop_column{\"column\":\"d\"} " MASKED("c", "MASK")},
    {"all drops", DROP("c"), DROP("d") DROP("c"),
     "drop_column{\"column\":\"c\"} drop_column{\"column\":\"d\"}"},
    {"the largest group", SAYS("min_group", "k = 9"), SAYS("min_group", "k = 50"),
     "min_group{\"k\":50}"},
    {"the largest group, in numbers not in text", SAYS("min_group", "k = 50"),
     SAYS("min_group", "k = 100") SAYS("min_group", "k = 9"), "min_group{\"k\":100}"},
    {"groups of two things", SAYS("min_group", "k = 5, by = 'day'"), SAYS("min_group", "k = 9"),
     "min_group{\"by\":\"day\",\"k\":5} min_group{\"k\":9}"},
    {"groups of one thing", SAYS("min_group", "k = 5, by = 'day'"),
     SAYS("min_group", "k = 9, by = 'day'"), "min_group{\"by\":\"day\",\"k\":9}"},
    {"the smallest ttl", SAYS("ttl", "seconds = 3600"), SAYS("ttl", "seconds = 60"),
     "ttl{\"seconds\":60}"},
    {"the earliest end", SAYS("retain_until", "time = '2027-01-01'"),
     SAYS("retain_until", "time = '2026-12-31T23:00:00Z'"),
     "retain_until{\"time\":\"2026-12-31T23:00:00Z\"}"},
    {"the earliest end, not the first text",
     SAYS("retain_until", "time = '2026-12-31T23:00:00-08:00'"),
     SAYS("retain_until", "time = '2027-01-01T00:00:00Z'"),
     "retain_until{\"time\":\"2027-01-01T00:00:00Z\"}"},
    {"one moment in two texts", SAYS("reassess_by", "time = '2027-01-01T00:00:00Z'"),
     SAYS("reassess_by", "time = '2027-01-01'"), "reassess_by{\"time\":\"2027-01-01\"}"},
    {"the earliest reassessment", SAYS("reassess_by", "time = '2027-01-01'"),
     SAYS("reassess_by", "time = '2026-09-01'"), "reassess_by{\"time\":\"2026-09-01\"}"},
    {"kinds of time do not mix", SAYS("reassess_by", "time = '2027-01-01'"),
     SAYS("retain_until", "time = '2026-09-01'"),
     "reassess_by{\"time\":\"2027-01-01\"} retain_until{\"time\":\"2026-09-01\"}"},
    {"union of the others",
     SAYS("notify", "who = 'a'") SAYS("watermark", "text = 'w'") SAYS("step_up", "acr = 'mfa'"),
     SAYS("notify", "who = 'b'") SAYS("notify", "who = 'a'") SAYS("attest", "text = 't'")
         SAYS("delete_on_notice", ""),
     "attest{\"text\":\"t\"} delete_on_notice{} notify{\"who\":\"a\"} notify{\"who\":\"b\"} "
     "step_up{\"acr\":\"mfa\"} watermark{\"text\":\"w\"}"},
};

/* The mesh with two policies; the domain's grants. */
static void start_with(struct deciding *deciding, const char *one, const char *two)
{
    char first[2000];
    char second[2000];
    const struct mesh_file files[] = {{"policies/mesh/a.lua", first},
                                      {"policies/domains/sales/b.lua", second},
                                      {"policies/domains/sales/p.lua", GRANTING},
                                      {"products/o.yaml", MESH_ORDERS},
                                      {NULL, NULL}};

    (void)snprintf(first, sizeof(first), SAYING("guild.one", "advisory", "%s"), one);
    (void)snprintf(second, sizeof(second), SAYING("sales.two", "mandatory", "%s"), two);
    deciding_start(deciding, files);
}

static void the_result_is_never_weaker_than_a_contribution(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * sizeof(merges) / sizeof(merges[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        const size_t row = i / 2;
        const bool is_swapped = i % 2 == 1; /* who says it makes no difference */

        start_with(&deciding, is_swapped ? merges[row].two : merges[row].one,
                   is_swapped ? merges[row].one : merges[row].two);
        decide(&deciding, ASK("orders"));
        if (!deciding.got.is_permit ||
            strcmp(deciding_obligations(&deciding), merges[row].obligations) != 0) {
            print_error("%s: %s; %s\n", merges[row].label, deciding_list(&deciding, "reasons"),
                        deciding_obligations(&deciding));
            fail();
        }
    }
}

static const struct {
    const char *one, *two;
    const char *obligations; /* all of them stay */
    int conflicts;
} conflicts[] = {
    {MASK("c", "MASK_HASH"), MASK("c", "MASK"), MASKED("c", "MASK") " " MASKED("c", "MASK_HASH"),
     1},
    {MASK("c", "MASK_SHOW_FIRST_4"), MASK("c", "MASK_SHOW_LAST_4"),
     MASKED("c", "MASK_SHOW_FIRST_4") " " MASKED("c", "MASK_SHOW_LAST_4"), 1},
    /* a third mask above both does not settle it: else adding a policy would permit */
    {MASK("c", "MASK_HASH") MASK("c", "MASK"), MASK("c", "MASK_NULL"), MASKED("c", "MASK_NULL"), 1},
    {MASK("c", "MASK_SHOW_FIRST_4") MASK("c", "MASK_SHOW_LAST_4"), MASK("c", "MASK"),
     MASKED("c", "MASK"), 1},
    {MASK("c", "MASK_HASH") MASK("c", "MASK"), DROP("c"), "drop_column{\"column\":\"c\"}", 1},
    {MASK("c", "MASK_HASH") MASK("d", "MASK_HASH"), MASK("c", "MASK") MASK("d", "MASK"),
     MASKED("c", "MASK") " " MASKED("c", "MASK_HASH") " " MASKED("d", "MASK") " " MASKED(
         "d", "MASK_HASH"),
     2},
    {"out.oblige { type = 'mask', column = 'c', kind = 'CUSTOM', with = 'f' } ",
     "out.oblige { type = 'mask', column = 'c', kind = 'CUSTOM', with = 'g' } ",
     "mask{\"column\":\"c\",\"kind\":\"CUSTOM\",\"with\":\"f\"} "
     "mask{\"column\":\"c\",\"kind\":\"CUSTOM\",\"with\":\"g\"}",
     1},
};

static void masks_that_cannot_be_compared_deny(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++) {
        WRIT_AUTO(deciding) struct deciding deciding;
        int found = 0;

        start_with(&deciding, conflicts[i].one, conflicts[i].two);
        decide(&deciding, ASK("orders"));
        assert_false(deciding.got.is_permit);
        assert_string_equal(deciding_obligations(&deciding), conflicts[i].obligations);
        for (const char *at = deciding_list(&deciding, "reasons");
             (at = strstr(at, CONFLICT)) != NULL; at++) {
            found++;
        }
        assert_int_equal(found, conflicts[i].conflicts);
    }
}

#define PREDICATE(text) "out.oblige { type = 'row_filter', predicate = " text " }"

static const char *const malformed[] = {
    "out.oblige { type = 'nothing' }",
    "out.oblige { type = '' }",
    "out.oblige { type = 'notify', 'someone' }",
    "out.oblige { type = 'Mask', column = 'c', kind = 'MASK' }",
    "out.oblige { type = 'mask', column = 'c' }",
    "out.oblige { type = 'mask', kind = 'MASK' }",
    "out.oblige { type = 'mask', column = '', kind = 'MASK' }",
    "out.oblige { type = 'mask', column = { 'c' }, kind = 'MASK' }",
    "out.oblige { type = 'mask', column = 'c', kind = 'BLUR' }",
    "out.oblige { type = 'mask', column = 'c', kind = 'mask' }",
    "out.oblige { type = 'drop_column' }",
    "out.oblige { type = 'drop_column', column = 1 }",
    "out.oblige { type = 'min_group' }",
    "out.oblige { type = 'min_group', k = 0 }",
    "out.oblige { type = 'min_group', k = -5 }",
    "out.oblige { type = 'min_group', k = 1.5 }",
    "out.oblige { type = 'min_group', k = '50' }",
    "out.oblige { type = 'ttl', seconds = 0 }",
    "out.oblige { type = 'ttl' }",
    "out.oblige { type = 'ttl', seconds = true }",
    "out.oblige { type = 'retain_until', time = 'soon' }",
    "out.oblige { type = 'retain_until', time = '2027-02-30' }",
    "out.oblige { type = 'retain_until' }",
    "out.oblige { type = 'reassess_by', time = 20270101 }",
    "out.oblige { type = 'row_filter' }",
    "out.oblige { type = 'dispose', action = 'burn' }",
    "out.oblige { type = 'dispose' }",
    "out.oblige { type = 'dispose', action = 'delete', due = 'soon' }",
    "out.oblige { type = 'hold' }",
    "out.oblige { type = 'hold', id = 7 }",
    PREDICATE("'c = 1'"),
    PREDICATE("{}"),
    PREDICATE("{ op = '' }"),
    PREDICATE("{ op = 'sql', column = 'c', value = '1 or 1 = 1' }"),
    PREDICATE("{ op = 'EQ', column = 'c', value = 1 }"),
    PREDICATE("{ op = 'eq', column = 'c' }"),
    PREDICATE("{ op = 'eq', value = 1 }"),
    PREDICATE("{ op = 'eq', column = '', value = 1 }"),
    PREDICATE("{ op = 'eq', column = 'c', value = { 1 } }"),
    PREDICATE("{ op = 'eq', column = 'c', value = { a = 1 } }"),
    PREDICATE("{ op = 'in', column = 'c' }"),
    PREDICATE("{ op = 'in', column = 'c', values = 'x' }"),
    PREDICATE("{ op = 'in', column = 'c', values = { { 1 } } }"),
    PREDICATE("{ op = 'in', column = 'c', values = { 1, { op = 'eq' } } }"),
    PREDICATE("{ op = 'is_null' }"),
    PREDICATE("{ op = 'and' }"),
    PREDICATE("{ op = 'and', args = {} }"),
    PREDICATE("{ op = 'or', args = { 1 } }"),
    PREDICATE("{ op = 'or', args = { op = 'eq', column = 'c', value = 1 } }"),
    PREDICATE("{ op = 'and', args = { { op = 'eq', column = 'c', value = 1 }, { op = 'x' } } }"),
    PREDICATE("{ op = 'not' }"),
    PREDICATE("{ op = 'not', arg = { op = 'not', arg = { op = 'like', column = 'c' } } }"),
    PREDICATE("{ op = 'not', args = { { op = 'is_null', column = 'c' } } }"),
};

/* The rule of one policy, whose level and waiver could lift a denial but not this. */
static void check_said(const char *rule, bool is_fine)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    start_with(&deciding, rule, "");
    decide(&deciding, ASK("orders"));
    if (deciding.got.is_permit != is_fine ||
        (strstr(deciding_list(&deciding, "reasons"), "error guild.one BAD_OBLIGATION") == NULL) !=
            is_fine) {
        fail_msg("%s: %s", rule, deciding_list(&deciding, "reasons"));
    }
}

static void malformed_obligations_are_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        check_said(malformed[i], false);
    }
}

static const char *const well_formed[] = {
    "out.oblige { type = 'mask', column = 'c', kind = 'CUSTOM', with = 'f(c)' }",
    "out.oblige { type = 'min_group', k = 1 }",
    "out.oblige { type = 'min_group', k = 50.0 }",
    "out.oblige { type = 'ttl', seconds = 9007199254740992 }",
    "out.oblige { type = 'retain_until', time = '2027-01-01T00:00:00+02:00' }",
    "out.oblige { type = 'notify' }",
    PREDICATE("{ op = 'eq', column = 'c', value = false }"),
    PREDICATE("{ op = 'ne', column = 'c', value = '' }"),
    PREDICATE("{ op = 'lt', column = 'c', value = 1.5 }"),
    PREDICATE("{ op = 'like', column = 'c', value = '%x_' }"),
    PREDICATE("{ op = 'in', column = 'c', values = {} }"),
    PREDICATE("{ op = 'in', column = 'c', values = { 1, 'x', true } }"),
    PREDICATE("{ op = 'is_null', column = 'c' }"),
    PREDICATE("{ op = 'not', arg = { op = 'and', args = { { op = 'is_null', column = 'c' } } } }"),
};

static void well_formed_obligations_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(well_formed) / sizeof(well_formed[0]); i++) {
        check_said(well_formed[i], true);
    }
}

static void a_ttl_brings_the_end_forward(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    start_with(&deciding, SAYS("ttl", "seconds = 90"), SAYS("ttl", "seconds = 60, of = 'x'"));
    decide(&deciding, ASK("orders"));
    assert_string_equal(deciding_part(&deciding, "expires"), "\"2026-06-01T12:01:00Z\"");
}

static void what_is_not_supported_denies(void **state)
{
    static const struct {
        const char *supported;
        const char *reasons; /* NULL: a permit */
    } cases[] = {
        {"[\"mask\",\"notify\"]", NULL},
        {"[\"notify\",\"mask\",\"teleport\"]", NULL},
        {"[\"notify\"]", "deny writ.obligations UNSUPPORTED_OBLIGATION"},
        {"[\"MASK\",\"notify\"]", "deny writ.obligations UNSUPPORTED_OBLIGATION"},
        {"[]", "deny writ.obligations UNSUPPORTED_OBLIGATION; "
               "deny writ.obligations UNSUPPORTED_OBLIGATION"},
    };
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    start_with(&deciding, MASK("c", "MASK") MASK("d", "MASK"), SAYS("notify", "who = 'a'"));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const bool is_permit = cases[i].reasons == NULL;
        char request[1000];

        (void)snprintf(request, sizeof(request),
                       ASK_WITH("orders", "", "\"supported_obligations\":%s"), cases[i].supported);
        decide(&deciding, request);
        if (deciding.got.is_permit != is_permit ||
            (!is_permit && strstr(deciding_list(&deciding, "reasons"), cases[i].reasons) == NULL)) {
            fail_msg("%s: %s", cases[i].supported, deciding_list(&deciding, "reasons"));
        }
    }
    assert_string_equal(deciding.got.effects[deciding.got.effect_count - 1].at.source,
                        "asked.json");
}

static void who_supports_nothing_may_do_what_obliges_to_nothing(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    start_with(&deciding, "", "");
    decide(&deciding, ASK_WITH("orders", "", "\"supported_obligations\":[]"));
    assert_true(deciding.got.is_permit);
}

static void drafts_oblige_to_nothing(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua",
         "return policy { id = 'guild.draft', title = 'T', phase = 'access', "
         "level = 'mandatory', state = 'draft', rule = function(input, out) "
         "out.oblige { type = 'drop_column', column = 'c' } end }\n"},
        {"policies/domains/sales/p.lua", GRANTING},
        {"products/o.yaml", MESH_ORDERS},
        {NULL, NULL}};
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    deciding_start(&deciding, files);
    decide(&deciding, ASK("orders"));
    assert_true(deciding.got.is_permit);
    assert_string_equal(deciding_obligations(&deciding), "");
    assert_string_equal(deciding_list(&deciding, "shadow"), "oblige guild.draft drop_column");
}

static void ids_count_the_list(void **state)
{
    WRIT_AUTO(deciding) struct deciding deciding;

    (void)state;
    start_with(&deciding, DROP("d") DROP("c"), SAYS("notify", "who = 'a'"));
    decide(&deciding, ASK("orders"));
    assert_string_equal(
        deciding_part(&deciding, "obligations"),
        "[{\"id\":\"o1\",\"properties\":{\"column\":\"c\"},\"type\":\"drop_column\"},"
        "{\"id\":\"o2\",\"properties\":{\"column\":\"d\"},\"type\":\"drop_column\"},"
        "{\"id\":\"o3\",\"properties\":{\"who\":\"a\"},\"type\":\"notify\"}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_result_is_never_weaker_than_a_contribution),
        cmocka_unit_test(masks_that_cannot_be_compared_deny),
        cmocka_unit_test(malformed_obligations_are_errors),
        cmocka_unit_test(well_formed_obligations_are_not),
        cmocka_unit_test(a_ttl_brings_the_end_forward),
        cmocka_unit_test(what_is_not_supported_denies),
        cmocka_unit_test(who_supports_nothing_may_do_what_obliges_to_nothing),
        cmocka_unit_test(drafts_oblige_to_nothing),
        cmocka_unit_test(ids_count_the_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
