/* SPDX-License-Identifier: Apache-2.0
 *
 * Scores: what is declared, missing or unknown, where, and what has changed since an earlier
 * report.
 */
#include "cmocka_all.h"
#include "recording.h"

#define BARE "apiVersion: v3.1.0\nkind: DataContract\nid: bare\n"
#define FULL                                                                                       \
    "apiVersion: v3.1.0\nkind: DataContract\nid: full\nversion: one\nstatus: active\n"             \
    "domain: sales\ntags: [a]\n"                                                                   \
    "schema:\n  - name: t\n    properties:\n"                                                      \
    "      - {name: a, logicalType: string, description: A., primaryKey: true, "                   \
    "classification: internal, tags: ['pii:false']}\n"                                             \
    "      - {name: b, logicalType: string, classification: cosmic, tags: ['pii:false']}\n"

static const struct mesh_file files[] = {
    {"products/bare.yaml", BARE}, {"products/full.yaml", FULL}, {NULL, NULL}};

struct scoring {
    struct recording recording;
    struct writ_score *score;
};

static void scoring_start(struct scoring *scoring)
{
    struct writ_error err = {0};

    memset(scoring, 0, sizeof(*scoring));
    mesh_dir_make(&scoring->recording.dir, files);
    assert_int_equal(recording_try_open(&scoring->recording, false, &err), WRIT_OK);
}

static void scoring_autop(struct scoring *scoring)
{
    writ_score_free(scoring->score);
    recording_autop(&scoring->recording);
}

static enum writ_status rate(struct scoring *scoring, const char *since, struct writ_error *err)
{
    char path[RECORDING_PATH];

    writ_score_free(scoring->score);
    scoring->score = NULL;
    return writ_engine_score(scoring->recording.engine,
                             since == NULL ? NULL
                                           : recording_path(&scoring->recording, since, path),
                             &scoring->score, err);
}

static const struct writ_score_check *find(const struct scoring *scoring, size_t product,
                                           const char *check)
{
    const struct writ_score_product *rated = writ_score_product(scoring->score, product);

    for (size_t i = 0; i < rated->check_count; i++) {
        if (strcmp(rated->checks[i].check, check) == 0) {
            return &rated->checks[i];
        }
    }
    fail_msg("no check '%s'", check);
    return NULL;
}

static void a_check_is_declared_missing_or_unknown(void **state)
{
    static const struct {
        const char *check;
        const char *characteristic;
        enum writ_score_state bare, full;
        uint32_t line; /* of the full one */
    } cases[] = {
        {"domain", "discoverable", WRIT_SCORE_MISSING, WRIT_SCORE_DECLARED, 6},
        {"owner", "discoverable", WRIT_SCORE_MISSING, WRIT_SCORE_MISSING, 1},
        {"tags", "discoverable", WRIT_SCORE_MISSING, WRIT_SCORE_DECLARED, 7},
        {"id", "addressable", WRIT_SCORE_DECLARED, WRIT_SCORE_DECLARED, 3},
        {"version", "addressable", WRIT_SCORE_MISSING, WRIT_SCORE_UNKNOWN, 4},
        {"columns described", "understandable", WRIT_SCORE_UNKNOWN, WRIT_SCORE_MISSING, 12},
        {"status", "trustworthy", WRIT_SCORE_MISSING, WRIT_SCORE_DECLARED, 5},
        {"freshness", "trustworthy", WRIT_SCORE_MISSING, WRIT_SCORE_MISSING, 1},
        {"known protocol", "natively accessible", WRIT_SCORE_MISSING, WRIT_SCORE_MISSING, 1},
        {"key", "interoperable", WRIT_SCORE_UNKNOWN, WRIT_SCORE_DECLARED, 11},
        {"identifiers", "interoperable", WRIT_SCORE_UNKNOWN, WRIT_SCORE_UNKNOWN, 0},
        {"more than a copy", "valuable on its own", WRIT_SCORE_UNKNOWN, WRIT_SCORE_DECLARED, 1},
        {"classification", "secure", WRIT_SCORE_UNKNOWN, WRIT_SCORE_UNKNOWN, 12},
        {"lawful basis", "secure", WRIT_SCORE_MISSING, WRIT_SCORE_DECLARED, 0},
    };
    WRIT_AUTO(scoring) struct scoring scoring;
    struct writ_error err = {0};

    (void)state;
    scoring_start(&scoring);
    assert_int_equal(rate(&scoring, NULL, &err), WRIT_OK);
    assert_int_equal(writ_score_count(scoring.score), 2);
    assert_null(writ_score_product(scoring.score, 2));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct writ_score_check *full = find(&scoring, 1, cases[i].check);

        if (find(&scoring, 0, cases[i].check)->state != cases[i].bare ||
            full->state != cases[i].full || (cases[i].line != 0 && full->line != cases[i].line)) {
            fail_msg("%s: %d, %d at line %u", cases[i].check,
                     (int)find(&scoring, 0, cases[i].check)->state, (int)full->state,
                     (unsigned)full->line);
        }
        assert_string_equal(full->characteristic, cases[i].characteristic);
        assert_false(full->has_before);
        assert_true(writ_str_ends(writ_str_from(full->source), WRIT_LIT("/products/full.yaml")));
    }
}

static void an_earlier_report_is_compared_with(void **state)
{
    WRIT_AUTO(scoring) struct scoring scoring;
    struct writ_error err = {0};

    (void)state;
    scoring_start(&scoring);
    mesh_dir_put(&scoring.recording.dir, "old.json",
                 "{\"version\":1,\"command\":\"score\",\"products\":[{\"id\":\"full\",\"checks\":"
                 "[{\"check\":\"domain\",\"state\":\"missing\"}]}]}");
    assert_int_equal(rate(&scoring, "old.json", &err), WRIT_OK);
    assert_true(find(&scoring, 1, "domain")->has_before);
    assert_int_equal(find(&scoring, 1, "domain")->before, WRIT_SCORE_MISSING);
    assert_false(find(&scoring, 1, "owner")->has_before);
    assert_false(find(&scoring, 0, "domain")->has_before);
}

static void another_file_is_no_report(void **state)
{
    static const struct {
        const char *text;
        enum writ_status status;
    } cases[] = {{"{", WRIT_E_SYNTAX},
                 {"[]", WRIT_E_SCHEMA},
                 {"{\"version\":2,\"command\":\"score\",\"products\":[]}", WRIT_E_SCHEMA},
                 {"{\"version\":1,\"command\":\"check\",\"products\":[]}", WRIT_E_SCHEMA},
                 {"{\"version\":1,\"command\":\"score\",\"products\":{}}", WRIT_E_SCHEMA}};
    WRIT_AUTO(scoring) struct scoring scoring;

    (void)state;
    scoring_start(&scoring);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_error err = {0};

        mesh_dir_put(&scoring.recording.dir, "old.json", cases[i].text);
        assert_int_equal(rate(&scoring, "old.json", &err), cases[i].status);
        assert_int_equal(err.loc.line, 1);
        assert_null(scoring.score);
    }

    struct writ_error err = {0};

    assert_int_equal(rate(&scoring, "nowhere.json", &err), WRIT_E_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_is_declared_missing_or_unknown),
        cmocka_unit_test(an_earlier_report_is_compared_with),
        cmocka_unit_test(another_file_is_no_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
