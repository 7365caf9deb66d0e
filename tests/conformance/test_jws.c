/* SPDX-License-Identifier: Apache-2.0
 *
 * JWS of others: EdDSA signatures of RFC 8037 hold, its thumbprint is ours, a detached JWS made
 * elsewhere holds over the checkpoint's text; and what is not exactly ours is not a JWS of a log.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/base64.h"
#include "crypto/note.h"
#include "signer.h"
#include "vectors.h"

struct vectors {
    json_t *attached;
    json_t *detached;
};

static void decode(struct writ_str text, unsigned char *ret_bytes, size_t len)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, 4096);
    assert_true(writ_base64url_decode(&buf, text));
    assert_int_equal(buf.len, len);
    memcpy(ret_bytes, buf.ptr, len);
}

static struct writ_verifier from_jwk(const json_t *jwk)
{
    struct writ_verifier verifier = {.name = "jwk"};

    assert_true(writ_str_is(vectors_text(jwk, "kty"), "OKP"));
    decode(vectors_text(jwk, "x"), verifier.public_key, sizeof(verifier.public_key));
    return verifier;
}

/* header.payload is what is signed; with "b64": false the payload is as it is, else base64url. */
static enum writ_status verify_parts(struct writ_str header, struct writ_str payload,
                                     struct writ_str signature,
                                     const struct writ_verifier *verifier)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf input;
    unsigned char bytes[WRIT_ED25519_SIGNATURE_SIZE];

    decode(signature, bytes, sizeof(bytes));
    writ_buf_init(&input, &alloc, 65536);
    writ_buf_add(&input, header);
    writ_buf_add_char(&input, '.');
    writ_buf_add(&input, payload);
    return writ_verify_signature(verifier, (struct writ_str){input.ptr, input.len}, bytes, NULL);
}

static void check_eddsa(const json_t *vector)
{
    const struct writ_verifier verifier = from_jwk(json_object_get(vector, "jwk"));
    struct writ_str rest = vectors_text(vector, "compact");
    struct writ_str header;
    struct writ_str payload = {NULL, 0};
    char kid[44];

    assert_true(writ_str_split(&rest, '.', &header) && writ_str_split(&rest, '.', &payload));
    assert_int_equal(verify_parts(header, payload, rest, &verifier), WRIT_OK);
    assert_int_equal(writ_verifier_kid(&verifier, kid, NULL), WRIT_OK);
    assert_true(writ_str_is(vectors_text(vector, "thumbprint"), kid));
}

/* Other algorithms, "none" above all, and attached payloads. */
static void no_other_jws_passes_for_ours(void **state)
{
    const struct vectors *vectors = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *signer = signer_from_seed(rfc8032_seed, "a");
    const json_t *vector = NULL;
    size_t eddsa = 0;
    size_t i = 0;

    assert_int_equal(json_array_size(vectors->attached), 6);
    json_array_foreach(vectors->attached, i, vector)
    {
        const struct writ_str compact = vectors_text(vector, "compact");

        assert_int_not_equal(writ_jws_verify_detached(compact, WRIT_LIT("payload"),
                                                      writ_signer_public(signer), NULL),
                             WRIT_OK);
        if (json_object_get(vector, "thumbprint") != NULL) {
            check_eddsa(vector);
            eddsa++;
        }
    }
    assert_int_equal(eddsa, 1);
}

static void a_detached_jws_made_elsewhere_holds(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *jws = json_object_get(vectors->detached, "jws");
    const struct writ_str payload = vectors_text(vectors->detached, "payload_text");
    const struct writ_str header = vectors_text(jws, "protected");
    const struct writ_str signature = vectors_text(jws, "signature");
    const struct writ_verifier verifier = from_jwk(json_object_get(vectors->detached, "jwk"));
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf compact;

    writ_buf_init(&compact, &alloc, 4096);
    assert_int_equal(verify_parts(header, payload, signature, &verifier), WRIT_OK);
    assert_int_equal(verify_parts(header, WRIT_LIT("other"), signature, &verifier), WRIT_E_CRYPTO);
    writ_buf_add(&compact, header);
    writ_buf_add_text(&compact, "..");
    writ_buf_add(&compact, signature);
    /* its header has a "typ" as well: a log's JWS has exactly one header, so it is not a log's */
    assert_int_equal(writ_jws_verify_detached((struct writ_str){compact.ptr, compact.len}, payload,
                                              &verifier, NULL),
                     WRIT_E_CRYPTO);
}

/* Ours, as anyone who knows RFC 7797 checks it. */
static void ours_holds_part_by_part(void **state)
{
    const struct vectors *vectors = *state;
    const struct writ_str payload = vectors_text(vectors->detached, "payload_text");
    WRIT_AUTO(writ_signer) struct writ_signer *signer = signer_from_seed(rfc8032_seed, "a");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf jws;
    struct writ_str header;
    struct writ_str nothing = {NULL, 0};

    writ_buf_init(&jws, &alloc, 4096);
    assert_int_equal(writ_jws_sign_detached(&jws, payload, signer, NULL), WRIT_OK);

    struct writ_str rest = {jws.ptr, jws.len};

    assert_true(writ_str_split(&rest, '.', &header) && writ_str_split(&rest, '.', &nothing));
    assert_int_equal(nothing.len, 0);
    assert_int_equal(verify_parts(header, payload, rest, writ_signer_public(signer)), WRIT_OK);
}

int main(void)
{
    struct vectors vectors = {vectors_load("jws/rfc7515_8037.json"),
                              vectors_load("generated/jws_detached_checkpoint.json")};

    if (vectors.attached == NULL || vectors.detached == NULL) {
        return VECTORS_SKIPPED;
    }

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(no_other_jws_passes_for_ours, &vectors),
        cmocka_unit_test_prestate(a_detached_jws_made_elsewhere_holds, &vectors),
        cmocka_unit_test_prestate(ours_holds_part_by_part, &vectors),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    json_decref(vectors.attached);
    json_decref(vectors.detached);
    return failed;
}
