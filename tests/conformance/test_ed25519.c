/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 8032, section 7.1: the same signatures byte for byte, and none that is malleable.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "signer.h"
#include "vectors.h"

static void check_vector(const json_t *vector)
{
    struct writ_verifier verifier = {.name = "rfc8032"};
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    unsigned char message[4096];
    const size_t len = vectors_hex(vectors_text(vector, "msg"), message, sizeof(message));
    const struct writ_str text = {(const char *)message, len};
    const struct writ_str seed = vectors_text(vector, "sk");
    const bool is_valid = json_is_true(json_object_get(vector, "valid"));

    assert_int_equal(vectors_hex(vectors_text(vector, "pk"), verifier.public_key, 32), 32);
    assert_int_equal(vectors_hex(vectors_text(vector, "sig"), signature, 64), 64);
    assert_int_equal(writ_verify_signature(&verifier, text, signature, NULL),
                     is_valid ? WRIT_OK : WRIT_E_CRYPTO);
    if (seed.ptr != NULL) {
        unsigned char own[WRIT_ED25519_SIGNATURE_SIZE];
        unsigned char secret[32];

        assert_int_equal(vectors_hex(seed, secret, sizeof(secret)), 32);

        WRIT_AUTO(writ_signer) struct writ_signer *signer = signer_from_seed(secret, "rfc8032");

        assert_memory_equal(writ_signer_public(signer)->public_key, verifier.public_key, 32);
        assert_int_equal(writ_sign(signer, text, own, NULL), WRIT_OK);
        assert_memory_equal(own, signature, sizeof(own));
    }
}

static void signs_and_verifies_as_rfc_8032(void **state)
{
    const json_t *list = json_object_get(*state, "vectors");
    const json_t *vector = NULL;
    size_t i = 0;

    assert_true(json_array_size(list) >= 6);
    json_array_foreach(list, i, vector)
    {
        check_vector(vector);
    }
}

/* DSSE v1: the signature is over the pre-authentication encoding, as another implementation made
 * it. */
static void verifies_a_dsse_envelope(void **state)
{
    const json_t *envelope = json_object_get(*state, "envelope");
    const json_t *signatures = json_object_get(envelope, "signatures");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf encoded;
    WRIT_AUTO(writ_buf) struct writ_buf signature;
    struct writ_verifier verifier = {.name = "dsse"};

    writ_buf_init(&encoded, &alloc, 4096);
    writ_buf_init(&signature, &alloc, 4096);
    assert_int_equal(vectors_hex(vectors_text(*state, "pubkey_hex"), verifier.public_key, 32), 32);
    assert_true(writ_base64_decode(&encoded, vectors_text(*state, "pae_b64")));
    assert_true(writ_base64_decode(&signature, vectors_text(json_array_get(signatures, 0), "sig")));
    assert_int_equal(signature.len, WRIT_ED25519_SIGNATURE_SIZE);
    assert_int_equal(writ_verify_signature(&verifier, (struct writ_str){encoded.ptr, encoded.len},
                                           (const unsigned char *)signature.ptr, NULL),
                     WRIT_OK);
}

int main(void)
{
    json_t *json = vectors_load("ed25519/rfc8032.json");
    json_t *dsse = vectors_load("generated/dsse_ed25519.json");

    if (json == NULL || dsse == NULL) {
        return VECTORS_SKIPPED;
    }

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(signs_and_verifies_as_rfc_8032, json),
        cmocka_unit_test_prestate(verifies_a_dsse_envelope, dsse),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    json_decref(json);
    json_decref(dsse);
    return failed;
}
