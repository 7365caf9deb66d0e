/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed notes and detached JWS: what is written is read back, and nothing else is.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/note.h"
#include "oom.h"
#include "signer.h"

static const char text[] = "acme/node-1/2026-11\n2\ncQf1xQ20wdqfvwCosPXPAaRYB1wyVUEAS9FX8CcvoUU=\n";

struct fixture {
    struct writ_alloc alloc;
    struct writ_signer *signer;
    struct writ_buf note;
    struct writ_buf jws;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct writ_error err = {0};

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    fixture->signer = signer_from_seed(rfc8032_seed, "acme/node-1/2026-11");
    writ_buf_init(&fixture->note, &fixture->alloc, 4096);
    writ_buf_init(&fixture->jws, &fixture->alloc, 4096);
    assert_int_equal(writ_note_sign(&fixture->note, writ_str_from(text), fixture->signer, &err),
                     WRIT_OK);
    assert_int_equal(
        writ_jws_sign_detached(&fixture->jws, writ_str_from(text), fixture->signer, &err), WRIT_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_buf_done(&fixture->note);
    writ_buf_done(&fixture->jws);
    writ_signer_free(fixture->signer);
    free(fixture);
    return 0;
}

static void a_note_opens_to_its_text(void **state)
{
    struct fixture *fixture = *state;
    struct writ_error err = {0};
    struct writ_str opened;

    assert_int_equal(writ_note_open((struct writ_str){fixture->note.ptr, fixture->note.len},
                                    writ_signer_public(fixture->signer), &opened, &err),
                     WRIT_OK);
    assert_true(writ_str_is(opened, text));
}

static void every_changed_byte_of_a_note_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct writ_str opened;

    for (size_t i = 0; i < fixture->note.len; i++) {
        for (unsigned bit = 1; bit < 256; bit *= 2) {
            fixture->note.ptr[i] = (char)(fixture->note.ptr[i] ^ (char)bit);
            if (writ_note_open((struct writ_str){fixture->note.ptr, fixture->note.len},
                               writ_signer_public(fixture->signer), &opened, NULL) == WRIT_OK) {
                fail_msg("byte %zu, bit %u", i, bit);
            }
            fixture->note.ptr[i] = (char)(fixture->note.ptr[i] ^ (char)bit);
        }
    }
}

static void every_cut_of_a_note_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct writ_str opened;

    for (size_t len = 0; len < fixture->note.len; len++) {
        assert_int_not_equal(writ_note_open((struct writ_str){fixture->note.ptr, len},
                                            writ_signer_public(fixture->signer), &opened, NULL),
                             WRIT_OK);
    }
}

static void a_foreign_signature_is_ignored_and_a_bad_own_one_is_not(void **state)
{
    struct fixture *fixture = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *witness = signer_from_seed(rfc8032_seed, "witness");
    WRIT_AUTO(writ_buf) struct writ_buf both;
    struct writ_error err = {0};
    struct writ_str opened;

    writ_buf_init(&both, &fixture->alloc, 4096);
    assert_int_equal(writ_note_sign(&both, writ_str_from(text), witness, &err), WRIT_OK);
    writ_buf_add(&both, writ_str_cut((struct writ_str){fixture->note.ptr, fixture->note.len},
                                     sizeof(text), fixture->note.len));
    assert_int_equal(writ_note_open((struct writ_str){both.ptr, both.len},
                                    writ_signer_public(fixture->signer), &opened, &err),
                     WRIT_OK);
    assert_true(writ_str_is(opened, text));
    assert_int_equal(writ_note_open((struct writ_str){both.ptr, both.len},
                                    writ_signer_public(witness), &opened, &err),
                     WRIT_OK);
    writ_buf_add(&both, writ_str_cut((struct writ_str){fixture->note.ptr, fixture->note.len},
                                     sizeof(text), fixture->note.len));
    both.ptr[both.len - 10] = both.ptr[both.len - 10] == 'A' ? 'B' : 'A';
    assert_int_equal(writ_note_open((struct writ_str){both.ptr, both.len},
                                    writ_signer_public(fixture->signer), &opened, &err),
                     WRIT_E_CRYPTO);
}

static void signs_only_what_can_be_a_note(void **state)
{
    static const char *const bad[] = {"", "no newline", "a\r\n", "a\tb\n", "\xff\n"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        writ_buf_clear(&fixture->note);
        assert_int_equal(
            writ_note_sign(&fixture->note, writ_str_from(bad[i]), fixture->signer, NULL),
            WRIT_E_SYNTAX);
        assert_int_equal(fixture->note.len, 0);
    }
}

static void a_text_may_hold_empty_lines(void **state)
{
    struct fixture *fixture = *state;
    struct writ_error err = {0};
    struct writ_str opened;

    writ_buf_clear(&fixture->note);
    assert_int_equal(writ_note_sign(&fixture->note, WRIT_LIT("\n\na\n\n"), fixture->signer, &err),
                     WRIT_OK);
    assert_int_equal(writ_note_open((struct writ_str){fixture->note.ptr, fixture->note.len},
                                    writ_signer_public(fixture->signer), &opened, &err),
                     WRIT_OK);
    assert_true(writ_str_is(opened, "\n\na\n\n"));
}

static void a_jws_has_one_header_and_holds(void **state)
{
    struct fixture *fixture = *state;
    const struct writ_str jws = {fixture->jws.ptr, fixture->jws.len};
    WRIT_AUTO(writ_buf) struct writ_buf header;
    struct writ_error err = {0};

    writ_buf_init(&header, &fixture->alloc, 4096);
    assert_int_equal(writ_jws_verify_detached(jws, writ_str_from(text),
                                              writ_signer_public(fixture->signer), &err),
                     WRIT_OK);
    assert_true(writ_base64url_decode(&header, writ_str_cut(jws, 0, writ_str_find(jws, '.'))));
    assert_true(writ_str_is((struct writ_str){header.ptr, header.len},
                            "{\"alg\":\"EdDSA\",\"b64\":false,\"crit\":[\"b64\"],"
                            "\"kid\":\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\"}"));
}

static void every_changed_byte_of_a_jws_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < fixture->jws.len; i++) {
        fixture->jws.ptr[i] = (char)(fixture->jws.ptr[i] ^ 1);
        if (writ_jws_verify_detached((struct writ_str){fixture->jws.ptr, fixture->jws.len},
                                     writ_str_from(text), writ_signer_public(fixture->signer),
                                     NULL) == WRIT_OK) {
            fail_msg("byte %zu", i);
        }
        fixture->jws.ptr[i] = (char)(fixture->jws.ptr[i] ^ 1);
        assert_int_not_equal(writ_jws_verify_detached((struct writ_str){fixture->jws.ptr, i},
                                                      writ_str_from(text),
                                                      writ_signer_public(fixture->signer), NULL),
                             WRIT_OK);
    }
}

static void a_jws_holds_for_its_payload_and_key_only(void **state)
{
    struct fixture *fixture = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *other = NULL;
    const struct writ_str jws = {fixture->jws.ptr, fixture->jws.len};

    assert_int_equal(writ_signer_generate(WRIT_LIT("acme/node-1/2026-11"), &other, NULL), WRIT_OK);
    assert_int_equal(writ_jws_verify_detached(jws, WRIT_LIT("other\n"),
                                              writ_signer_public(fixture->signer), NULL),
                     WRIT_E_CRYPTO);
    assert_int_equal(
        writ_jws_verify_detached(jws, writ_str_from(text), writ_signer_public(other), NULL),
        WRIT_E_CRYPTO);
}

static enum writ_status sign_both(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    WRIT_AUTO(writ_buf) struct writ_buf note;
    WRIT_AUTO(writ_buf) struct writ_buf jws;

    writ_buf_init(&note, alloc, 4096);
    writ_buf_init(&jws, alloc, 4096);
    WRIT_TRY(writ_signer_generate(WRIT_LIT("a"), &signer, NULL));
    WRIT_TRY(writ_note_sign(&note, writ_str_from(text), signer, NULL));
    return writ_jws_sign_detached(&jws, writ_str_from(text), signer, NULL);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(sign_both, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_note_opens_to_its_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_byte_of_a_note_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_cut_of_a_note_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_foreign_signature_is_ignored_and_a_bad_own_one_is_not,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(signs_only_what_can_be_a_note, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_may_hold_empty_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_jws_has_one_header_and_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_byte_of_a_jws_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_jws_holds_for_its_payload_and_key_only, set_up,
                                        tear_down),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
