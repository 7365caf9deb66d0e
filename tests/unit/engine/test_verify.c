/* SPDX-License-Identifier: Apache-2.0
 *
 * A recorded decision verifies; with any single byte of writ or receipt changed it does not.
 */
#include "cmocka_all.h"
#include "recording.h"

/* One decision of several, so that its receipt has a path. */
struct sample {
    struct recording recording;
    struct writ_decision *decision;
    struct writ_str writ, receipt, vkey;
};

static void sample_make(struct sample *sample)
{
    recording_make(&sample->recording);
    recording_open(&sample->recording);
    for (int i = 0; i < 3; i++) {
        writ_decision_free(recording_decide(&sample->recording));
    }
    sample->decision = recording_decide(&sample->recording);
    sample->writ = writ_decision_writ(sample->decision);
    sample->receipt = writ_decision_receipt(sample->decision);
    sample->vkey = writ_bytes_str(sample->recording.vkey);
}

static void sample_autop(struct sample *sample)
{
    writ_decision_free(sample->decision);
    recording_autop(&sample->recording);
}

static enum writ_status verify(const struct sample *sample, struct writ_str writ,
                               struct writ_str receipt)
{
    struct writ_verified verified = {.index = 77};
    struct writ_error err = {0};
    const enum writ_status status = writ_verify(writ, receipt, sample->vkey, &verified, &err);

    assert_int_equal(err.status, status);
    assert_true(status == WRIT_OK || (verified.index == 77 && err.text[0] != '\0'));
    return status;
}

static void a_recorded_decision_verifies(void **state)
{
    WRIT_AUTO(sample) struct sample sample;
    struct writ_verified verified;
    struct writ_error err = {0};

    (void)state;
    sample_make(&sample);
    assert_int_equal(writ_verify(sample.writ, sample.receipt, sample.vkey, &verified, &err),
                     WRIT_OK);
    assert_string_equal(verified.origin, RECORDING_NAME);
    assert_string_equal(verified.decision, "permit");
    assert_int_equal(verified.index, 3);
    assert_int_equal(verified.log_size, 4);
}

/* A change of one byte, or of the length, that must not pass. */
static void check_every_byte(const struct sample *sample, struct writ_str text, bool is_receipt)
{
    char *copy = malloc(text.len + 1);
    const struct writ_str changed = {copy, text.len};

    assert_non_null(copy);
    memcpy(copy, text.ptr, text.len);
    for (size_t i = 0; i < 2 * text.len; i++) {
        const char kept = copy[i / 2];

        copy[i / 2] = (char)(i % 2 == 0 ? kept ^ 1 : kept + 1);
        if (verify(sample, is_receipt ? sample->writ : changed,
                   is_receipt ? changed : sample->receipt) == WRIT_OK) {
            fail_msg("byte %zu may be changed from '%c' to '%c'", i / 2, kept, copy[i / 2]);
        }
        copy[i / 2] = kept;
    }
    for (size_t len = 0; len < text.len; len++) {
        const struct writ_str head = {copy, len};

        if (verify(sample, is_receipt ? sample->writ : head, is_receipt ? head : sample->receipt) ==
            WRIT_OK) {
            fail_msg("only %zu of %zu bytes are needed", len, text.len);
        }
    }
    free(copy);
}

static void no_byte_of_the_writ_can_change(void **state)
{
    WRIT_AUTO(sample) struct sample sample;

    (void)state;
    sample_make(&sample);
    check_every_byte(&sample, sample.writ, false);
}

static void no_byte_of_the_receipt_can_change(void **state)
{
    WRIT_AUTO(sample) struct sample sample;

    (void)state;
    sample_make(&sample);
    check_every_byte(&sample, sample.receipt, true);
}

static void a_newline_behind_the_writ_is_all_that_may_follow(void **state)
{
    static const struct {
        const char *more;
        bool is_fine;
    } cases[] = {{"\n", true}, {"\n\n", false}, {" ", false}, {"\r\n", false}, {"x", false}};
    WRIT_AUTO(sample) struct sample sample;

    (void)state;
    sample_make(&sample);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const size_t size = sample.writ.len + 8;
        char *text = malloc(size);

        assert_non_null(text);
        (void)snprintf(text, size, "%.*s%s", (int)sample.writ.len, sample.writ.ptr, cases[i].more);
        assert_int_equal(verify(&sample, writ_str_from(text), sample.receipt) == WRIT_OK,
                         cases[i].is_fine);
        assert_int_not_equal(verify(&sample, (struct writ_str){NULL, 0}, sample.receipt), WRIT_OK);
        free(text);
    }
}

static void another_key_is_refused(void **state)
{
    WRIT_AUTO(sample) struct sample sample;
    struct writ_bytes other = {NULL, 0};
    struct writ_verified verified;
    struct writ_error err = {0};
    char path[RECORDING_PATH];
    static const char *const bad[] = {"", "\n", "x", "a+b+c", "small/local/1+00000000+AAAA"};

    (void)state;
    sample_make(&sample);
    /* the same name, another key; and another name */
    assert_int_equal(
        writ_keygen(recording_path(&sample.recording, "k/one", path), RECORDING_NAME, &other, &err),
        WRIT_OK);
    assert_int_equal(writ_verify(sample.writ, sample.receipt,
                                 (struct writ_str){other.ptr, other.len}, &verified, &err),
                     WRIT_E_CRYPTO);
    writ_bytes_free(&other);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        err = (struct writ_error){0};
        assert_int_not_equal(
            writ_verify(sample.writ, sample.receipt, writ_str_from(bad[i]), &verified, &err),
            WRIT_OK);
    }
}

/* Two decisions of one log: neither's receipt is good for the other. */
static void a_receipt_is_for_one_writ(void **state)
{
    WRIT_AUTO(sample) struct sample sample;
    WRIT_AUTO(writ_decision) struct writ_decision *other = NULL;

    (void)state;
    sample_make(&sample);
    other = recording_decide(&sample.recording);
    assert_int_equal(verify(&sample, writ_decision_writ(other), writ_decision_receipt(other)),
                     WRIT_OK);
    assert_int_equal(verify(&sample, sample.writ, writ_decision_receipt(other)), WRIT_E_CRYPTO);
    assert_int_equal(verify(&sample, writ_decision_writ(other), sample.receipt), WRIT_E_CRYPTO);
}

/* Shapes that are canonical JSON, but no writ. */
static void other_documents_are_no_writs(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "null",
        "[1,2,3]",
        "{\"decision\":{},\"disclosures\":[],\"leaf\":{}}",
        "{\"decision\":1,\"disclosures\":2,\"leaf\":3}",
        "{\"decision\":{},\"disclosures\":[\"\"],\"leaf\":{\"_sd\":[\"\"]}}",
        "{\"decision\":{},\"disclosures\":{\"a\":\"b\"},\"leaf\":{}}",
        "{\"decision\":{},\"disclosures\":[[]],\"leaf\":[]}",
        "{\"decision\":{},\"disclosures\":[\"W10\"],\"leaf\":{}}",
        "{\"a\":1,\"decision\":{},\"disclosures\":[],\"leaf\":{}}"};
    WRIT_AUTO(sample) struct sample sample;

    (void)state;
    sample_make(&sample);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_not_equal(verify(&sample, writ_str_from(texts[i]), sample.receipt), WRIT_OK);
    }
}

static void an_error_says_which_input_it_is_about(void **state)
{
    WRIT_AUTO(sample) struct sample sample;
    const struct writ_str none = WRIT_LIT("none");

    (void)state;
    sample_make(&sample);

    const struct {
        struct writ_str writ, receipt, vkey;
        const char *source;
    } rows[] = {
        {none, sample.receipt, sample.vkey, "writ"},
        {WRIT_LIT("{}"), sample.receipt, sample.vkey, "writ"},
        {sample.writ, none, sample.vkey, "receipt"},
        {sample.writ, sample.receipt, none, "key"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_verified verified;
        struct writ_error err = {0};

        assert_int_not_equal(
            writ_verify(rows[i].writ, rows[i].receipt, rows[i].vkey, &verified, &err), WRIT_OK);
        assert_string_equal(err.loc.source, rows[i].source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_decision_verifies),
        cmocka_unit_test(no_byte_of_the_writ_can_change),
        cmocka_unit_test(no_byte_of_the_receipt_can_change),
        cmocka_unit_test(a_newline_behind_the_writ_is_all_that_may_follow),
        cmocka_unit_test(another_key_is_refused),
        cmocka_unit_test(a_receipt_is_for_one_writ),
        cmocka_unit_test(other_documents_are_no_writs),
        cmocka_unit_test(an_error_says_which_input_it_is_about),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
