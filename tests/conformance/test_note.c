/* SPDX-License-Identifier: Apache-2.0
 *
 * C2SP signed notes: the cases of golang.org/x/mod/sumdb/note, the specification's example and real
 * checkpoints.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/note.h"
#include "signer.h"
#include "vectors.h"

struct vectors {
    json_t *notes;
    json_t *vkeys;
};

static enum writ_status expected_status(struct writ_str result)
{
    if (writ_str_is(result, "ok")) {
        return WRIT_OK;
    }
    return writ_str_is(result, "malformed") ? WRIT_E_SYNTAX : WRIT_E_CRYPTO;
}

static void check_note(struct writ_str note, const struct writ_verifier *verifier,
                       const json_t *vector)
{
    const struct writ_str result = vectors_text(vector, "result");
    struct writ_error err = {0};
    struct writ_str text;
    const enum writ_status status = writ_note_open(note, verifier, &text, &err);

    if (status != expected_status(result)) {
        fail_msg("%s: expected %.*s, got %s '%s'", vectors_text(vector, "name").ptr,
                 WRIT_FMT(result), writ_status_name(status), err.text);
    }
}

/* A key that signed none of these. */
static struct writ_verifier stranger(void)
{
    struct writ_signer *signer = signer_from_seed(rfc8032_seed, "stranger");
    const struct writ_verifier verifier = *writ_signer_public(signer);

    writ_signer_free(signer);
    return verifier;
}

/* A log that publishes no vkey. With a wrong hash it is refused, and the error says the right one.
 */
static struct writ_verifier plain_key(const json_t *vector)
{
    const struct writ_str name = vectors_text(vector, "key_name");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf vkey;
    struct writ_verifier verifier = {.use = WRIT_KEY_LOG};
    struct writ_error err = {0};

    writ_buf_init(&vkey, &alloc, 4096);
    assert_true(name.len < sizeof(verifier.name));
    memcpy(verifier.name, name.ptr, name.len);
    assert_int_equal(vectors_hex(vectors_text(vector, "pubkey_hex"), verifier.public_key, 32), 32);
    writ_verifier_vkey(&verifier, &vkey);
    assert_int_equal(writ_verifier_parse((struct writ_str){vkey.ptr, vkey.len}, &verifier, &err),
                     WRIT_E_CRYPTO);
    verifier.key_id = (uint32_t)strtoul(err.text + strlen(err.text) - 8, NULL, 16);
    return verifier;
}

static void check_with_each_key(struct writ_str note, const json_t *vector)
{
    const json_t *vkeys = json_object_get(vector, "vkeys");
    const json_t *vkey = NULL;
    struct writ_verifier verifier = stranger();
    size_t i = 0;

    json_array_foreach(vkeys, i, vkey)
    {
        assert_int_equal(
            writ_verifier_parse(writ_str_from(json_string_value(vkey)), &verifier, NULL), WRIT_OK);
        check_note(note, &verifier, vector);
    }
    if (json_object_get(vector, "pubkey_hex") != NULL) {
        verifier = plain_key(vector);
        check_note(note, &verifier, vector);
    } else if (json_array_size(vkeys) == 0) {
        check_note(note, &verifier, vector);
    }
}

/* A signer in Go's own text form: PRIVATE+KEY+name+hash+base64(type || seed). */
static void check_signing(const json_t *vector)
{
    struct writ_str rest = vectors_text(vector, "signer_skey_TEST_ONLY");
    const struct writ_str note = vectors_text(vector, "note");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf seed;
    WRIT_AUTO(writ_buf) struct writ_buf own;
    struct writ_str part = {NULL, 0};
    char name[64] = "";
    struct writ_str text;

    writ_buf_init(&seed, &alloc, 64);
    writ_buf_init(&own, &alloc, 4096);
    for (size_t i = 0; i < 3; i++) {
        assert_true(writ_str_split(&rest, '+', &part));
    }
    memcpy(name, part.ptr, part.len);
    assert_true(writ_str_split(&rest, '+', &part)); /* the hash; the key's base64 may hold a '+' */
    assert_true(writ_base64_decode(&seed, rest) && seed.len == 33);

    WRIT_AUTO(writ_signer)
    struct writ_signer *signer = signer_from_seed((const unsigned char *)seed.ptr + 1, name);

    assert_int_equal(writ_note_open(note, writ_signer_public(signer), &text, NULL), WRIT_OK);
    assert_int_equal(writ_note_sign(&own, text, signer, NULL), WRIT_OK);
    assert_true(writ_str_eq((struct writ_str){own.ptr, own.len}, note));
}

static void opens_what_others_signed_and_refuses_the_rest(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *vector = NULL;
    size_t i = 0;

    assert_true(json_array_size(vectors->notes) >= 16);
    json_array_foreach(vectors->notes, i, vector)
    {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf bytes;
        struct writ_str note = vectors_text(vector, "note");

        writ_buf_init(&bytes, &alloc, 1 << 20);
        if (note.ptr == NULL) { /* not UTF-8, so not a JSON text */
            assert_true(writ_base64_decode(&bytes, vectors_text(vector, "note_b64")));
            note = (struct writ_str){bytes.ptr, bytes.len};
        }
        check_with_each_key(note, vector);
        if (json_object_get(vector, "signer_skey_TEST_ONLY") != NULL) {
            check_signing(vector);
        }
    }
}

static void reads_ed25519_vkeys_only(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *good = json_object_get(vectors->vkeys, "good");
    const json_t *bad = json_object_get(vectors->vkeys, "bad");
    struct writ_verifier verifier;

    assert_true(json_array_size(good) == 2 && json_array_size(bad) == 2);
    for (size_t i = 0; i < json_array_size(good); i++) {
        const struct writ_str vkey = writ_str_from(json_string_value(json_array_get(good, i)));
        char copy[256];

        assert_int_equal(writ_verifier_parse(vkey, &verifier, NULL), WRIT_OK);
        for (size_t from = 0; from < vkey.len; from++) {
            for (size_t to = from; to <= vkey.len; to++) {
                const bool is_whole = from == 0 && to == vkey.len;

                assert_true(is_whole || writ_verifier_parse(writ_str_cut(vkey, from, to), &verifier,
                                                            NULL) != WRIT_OK);
            }
            memcpy(copy, vkey.ptr, vkey.len);
            copy[from]++;
            assert_int_not_equal(
                writ_verifier_parse((struct writ_str){copy, vkey.len}, &verifier, NULL), WRIT_OK);
        }
    }
    for (size_t i = 0; i < json_array_size(bad); i++) {
        assert_int_not_equal(
            writ_verifier_parse(writ_str_from(json_string_value(json_array_get(bad, i))), &verifier,
                                NULL),
            WRIT_OK);
    }
}

int main(void)
{
    struct vectors vectors = {vectors_load("note/notes.json"), vectors_load("note/bad_vkeys.json")};

    if (vectors.notes == NULL || vectors.vkeys == NULL) {
        return VECTORS_SKIPPED;
    }

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(opens_what_others_signed_and_refuses_the_rest, &vectors),
        cmocka_unit_test_prestate(reads_ed25519_vkeys_only, &vectors),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    json_decref(vectors.notes);
    json_decref(vectors.vkeys);
    return failed;
}
