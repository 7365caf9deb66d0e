/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "recording.h"

/* A log of three entries; `log` is its folder. */
static void make(struct recording *recording, char log[RECORDING_PATH])
{
    recording_make(recording);
    recording_open(recording);
    for (int i = 0; i < 3; i++) {
        writ_decision_free(recording_decide(recording));
    }
    writ_engine_close(recording->engine);
    recording->engine = NULL;
    (void)recording_path(recording, ".writ/log", log);
}

static const struct {
    const char *label;
    struct writ_audit_range range;
    enum writ_status status;
    size_t entries; /* in the page */
} ranges[] = {
    {"all", {0, UINT64_MAX}, WRIT_OK, 3},
    {"from the second", {1, UINT64_MAX}, WRIT_OK, 2},
    {"one", {1, 1}, WRIT_OK, 1},
    {"beyond the end", {0, 3}, WRIT_E_NOTFOUND, 0},
    {"wholly beyond the end", {3, UINT64_MAX}, WRIT_E_NOTFOUND, 0},
    {"backwards", {2, 1}, WRIT_E_NOTFOUND, 0},
};

static size_t count(const char *text, const char *part)
{
    size_t found = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        found++;
    }
    return found;
}

static void a_report_holds_the_entries_asked_for(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    const struct writ_audit_terms terms = {.since_source = NULL};
    char log[RECORDING_PATH];

    (void)state;
    make(&recording, log);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        struct writ_bytes html = {NULL, 0};
        struct writ_error err = {0};
        const enum writ_status status =
            writ_audit_report(log, &terms, &ranges[i].range, &html, &err);

        if (status != ranges[i].status) {
            fail_msg("%s: %s", ranges[i].label, err.text);
        }
        if (status == WRIT_OK) {
            assert_int_equal(count(html.ptr, "{\"leaf\":\""), ranges[i].entries);
            assert_int_equal(count(html.ptr, "small/local/1"),
                             3); /* the key; the checkpoint and its signature */
            assert_int_equal(count(html.ptr, "{{report}}"), 0);
        }
        writ_bytes_free(&html);
    }
}

static void nothing_personal_is_in_a_report(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    const struct writ_audit_terms terms = {.since_source = NULL};
    const struct writ_audit_range all = {0, UINT64_MAX};
    struct writ_bytes html = {NULL, 0};
    struct writ_error err = {0};
    char log[RECORDING_PATH];

    (void)state;
    make(&recording, log);
    assert_int_equal(writ_audit_report(log, &terms, &all, &html, &err), WRIT_OK);
    assert_int_equal(count(html.ptr, "\\\"ann\\\""), 0);
    writ_bytes_free(&html);
}

static void another_key_is_no_report(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    const struct writ_audit_range all = {0, UINT64_MAX};
    struct writ_bytes html = {NULL, 0};
    struct writ_bytes other = {NULL, 0};
    struct writ_error err = {0};
    char log[RECORDING_PATH];
    char path[RECORDING_PATH];

    (void)state;
    make(&recording, log);
    assert_int_equal(
        writ_keygen(recording_path(&recording, "other", path), RECORDING_NAME, &other, &err),
        WRIT_OK);

    const struct writ_audit_terms terms = {.vkey = {other.ptr, other.len}};

    assert_int_equal(writ_audit_report(log, &terms, &all, &html, &err), WRIT_E_CRYPTO);
    assert_null(html.ptr);
    writ_bytes_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_holds_the_entries_asked_for),
        cmocka_unit_test(nothing_personal_is_in_a_report),
        cmocka_unit_test(another_key_is_no_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
