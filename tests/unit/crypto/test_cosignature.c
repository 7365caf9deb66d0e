/* SPDX-License-Identifier: Apache-2.0
 *
 * Cosignatures of witnesses: by the right kind of key, over text and time, and nothing else.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/cosignature.h"
#include "crypto/note.h"
#include "signer.h"

enum { TIME = 1679315147, NOTE_MAX = 4096 };

static const char text[] = "acme/node-1/2026-11\n2\ncQf1xQ20wdqfvwCosPXPAaRYB1wyVUEAS9FX8CcvoUU=\n";

/* The example of c2sp.org/tlog-cosignature; its key is not published, so only its form is tested.
 */
static const char example[] =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\xe2\x80\x94 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\xe2\x80\x94 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+"
    "mbIUBkBIfZ+qnA==\n";

struct fixture {
    struct writ_alloc alloc;
    struct writ_signer *log;
    struct writ_signer *signer;
    struct writ_verifier witness;
    struct writ_buf note; /* signed by the log, cosigned by the witness */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    fixture->log = signer_from_seed(rfc8032_seed, "acme/node-1/2026-11");
    fixture->signer = signer_from_seed(rfc8032_seed, "witness.example/w1");
    assert_int_equal(writ_signer_witness(fixture->signer, &fixture->witness, NULL), WRIT_OK);
    writ_buf_init(&fixture->note, &fixture->alloc, NOTE_MAX);
    assert_int_equal(writ_note_sign(&fixture->note, writ_str_from(text), fixture->log, NULL),
                     WRIT_OK);
    assert_int_equal(writ_cosign(&fixture->note, writ_str_from(text), fixture->signer, TIME, NULL),
                     WRIT_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_buf_done(&fixture->note);
    writ_signer_free(fixture->log);
    writ_signer_free(fixture->signer);
    free(fixture);
    return 0;
}

static struct writ_str note_of(const struct fixture *fixture)
{
    return (struct writ_str){fixture->note.ptr, fixture->note.len};
}

static bool is_signed(const struct fixture *fixture, const struct writ_verifier *by)
{
    struct writ_error err = {0};
    bool is_signed_by = false;

    if (writ_note_is_signed(note_of(fixture), by, &is_signed_by, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    return is_signed_by;
}

static void log_and_witness_each_open_the_note(void **state)
{
    const struct fixture *fixture = *state;
    struct writ_str opened;

    assert_int_equal(
        writ_note_open(note_of(fixture), writ_signer_public(fixture->log), &opened, NULL), WRIT_OK);
    assert_int_equal(writ_note_open(note_of(fixture), &fixture->witness, &opened, NULL), WRIT_OK);
    assert_true(writ_str_is(opened, text));
}

/* The same 32 bytes as a key of another use are another key: a cosignature never passes as a log's.
 */
static void uses_are_kept_apart(void **state)
{
    const struct fixture *fixture = *state;
    struct writ_verifier log_as_witness;

    assert_int_equal(writ_signer_witness(fixture->log, &log_as_witness, NULL), WRIT_OK);
    assert_false(is_signed(fixture, &log_as_witness));
    assert_false(is_signed(fixture, writ_signer_public(fixture->signer)));
    assert_true(is_signed(fixture, &fixture->witness));
}

static void every_changed_bit_of_text_time_and_signature_is_noticed(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < 8 * fixture->note.len; i++) {
        char *byte = &fixture->note.ptr[i / 8];
        const char kept = *byte;
        bool by_log = false;
        bool by_witness = false;

        *byte = (char)(kept ^ (char)(1u << i % 8));
        if (writ_note_is_signed(note_of(fixture), &fixture->witness, &by_witness, NULL) ==
                WRIT_OK &&
            by_witness &&
            writ_note_is_signed(note_of(fixture), writ_signer_public(fixture->log), &by_log,
                                NULL) == WRIT_OK &&
            by_log) {
            fail_msg("byte %zu, bit %zu", i / 8, i % 8);
        }
        *byte = kept;
    }
}

static void a_time_is_needed(void **state)
{
    struct fixture *fixture = *state;
    static const uint64_t times[] = {0, UINT64_MAX, (uint64_t)INT64_MAX + 1};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct writ_error err = {0};
        struct writ_str opened;

        writ_buf_clear(&fixture->note);
        writ_buf_add_text(&fixture->note, text);
        writ_buf_add_char(&fixture->note, '\n');
        assert_int_equal(
            writ_cosign(&fixture->note, writ_str_from(text), fixture->signer, times[i], NULL),
            WRIT_OK);
        assert_int_equal(writ_note_open(note_of(fixture), &fixture->witness, &opened, &err),
                         WRIT_E_CRYPTO);
        assert_non_null(strstr(err.text, "no time"));
    }
}

static void a_cosignature_has_72_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct writ_error err = {0};
    struct writ_str opened;
    const char zeros[WRIT_ED25519_SIGNATURE_SIZE] = {0};

    writ_note_line_add(&fixture->note, &fixture->witness, (struct writ_str){zeros, sizeof(zeros)});
    assert_int_equal(writ_note_open(note_of(fixture), &fixture->witness, &opened, &err),
                     WRIT_E_CRYPTO);
    assert_non_null(strstr(err.text, "72 bytes"));
}

static void the_example_of_the_specification_is_read(void **state)
{
    struct writ_str opened;
    struct writ_error err = {0};
    struct fixture *fixture = *state;
    bool by_witness = true;

    assert_int_equal(writ_note_text(writ_str_from(example), &opened, &err), WRIT_OK);
    assert_true(writ_str_starts(opened, WRIT_LIT("example.com/behind-the-sofa\n20852163\n")));
    assert_int_equal(
        writ_note_is_signed(writ_str_from(example), &fixture->witness, &by_witness, &err), WRIT_OK);
    assert_false(by_witness);
}

static void vkeys_say_what_they_are_for(void **state)
{
    const struct fixture *fixture = *state;
    WRIT_AUTO(writ_buf) struct writ_buf vkey;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_verifier parsed;
    struct writ_error err = {0};

    writ_buf_init(&vkey, &alloc, NOTE_MAX);
    writ_verifier_vkey(&fixture->witness, &vkey);
    assert_int_equal(writ_witness_parse((struct writ_str){vkey.ptr, vkey.len}, &parsed, &err),
                     WRIT_OK);
    assert_int_equal(parsed.key_id, fixture->witness.key_id);
    assert_int_equal(writ_verifier_parse((struct writ_str){vkey.ptr, vkey.len}, &parsed, &err),
                     WRIT_E_CRYPTO);
    assert_non_null(strstr(err.text, "witness"));
    writ_buf_clear(&vkey);
    err = (struct writ_error){0};
    writ_verifier_vkey(writ_signer_public(fixture->signer), &vkey);
    assert_int_equal(writ_witness_parse((struct writ_str){vkey.ptr, vkey.len}, &parsed, &err),
                     WRIT_E_CRYPTO);
}

static void lines_name_their_key(void **state)
{
    const struct fixture *fixture = *state;
    struct writ_str rest = note_of(fixture);
    struct writ_str line;
    size_t by_witness = 0;

    while (writ_str_split(&rest, '\n', &line)) {
        by_witness += writ_note_line_is_by(line, &fixture->witness) ? 1 : 0;
    }
    assert_int_equal(by_witness, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(log_and_witness_each_open_the_note, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uses_are_kept_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_bit_of_text_time_and_signature_is_noticed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_time_is_needed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cosignature_has_72_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_example_of_the_specification_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(vkeys_say_what_they_are_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_name_their_key, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
