/* SPDX-License-Identifier: Apache-2.0
 *
 * Key files, signatures, and public keys as text.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "signer.h"

static const char plain_key[] = "-----BEGIN PRIVATE KEY-----\n"
                                "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                "-----END PRIVATE KEY-----\n";
static const char encrypted_key[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgyA/YZdgyZcAICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEJrBWqw3pi4ChniRZUb9FGgEQIx7\n"
    "R+hR5Fj7a2GGgyYK59Ct0jSqctJ3RTMEfeFwkr5qAHrmcddFkqpxo9yiw0Yy2YN4\n"
    "RteWPP4A830YMxBYuEM=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
static const char x25519_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEIHhKgDX0AJ7Xz5DzEfVCoHQ2dlZDJM00TG3EfmJM+OtG\n"
    "-----END PRIVATE KEY-----\n";
static const char p256_key[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRZgWxfirJVSRulTJ\n"
                               "KABNjpeTUz2sgoGrlQIWLPJKr4KhRANCAAQi+0/YYahC9bd9pqX6jmqBhk8qo81a\n"
                               "ikGoFG03tV521vKGWQ8NOeJts3PKSiUyn3eupfQ7vcqymGP8NvIAau7G\n"
                               "-----END PRIVATE KEY-----\n";
static const char public_only[] = "-----BEGIN PUBLIC KEY-----\n"
                                  "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                                  "-----END PUBLIC KEY-----\n";

static const struct {
    const char *label;
    const char *pem;
    mode_t mode;
    enum writ_status status;
    const char *text; /* a part of the error */
    const char *hint;
} files[] = {
    {"owner may read and write", plain_key, 0600, WRIT_OK, "", ""},
    {"owner may read", plain_key, 0400, WRIT_OK, "", ""},
    {"others may read", plain_key, 0604, WRIT_E_CRYPTO, "mode 0604", "chmod 600"},
    {"the group may read", plain_key, 0640, WRIT_E_CRYPTO, "mode 0640", "chmod 600"},
    {"the group may execute", plain_key, 0610, WRIT_E_CRYPTO, "mode 0610", "chmod 600"},
    {"encrypted: refused without a prompt", encrypted_key, 0600, WRIT_E_CRYPTO, "encrypted",
     "openssl pkey"},
    {"a key for another purpose", x25519_key, 0600, WRIT_E_CRYPTO, "X25519", "genpkey"},
    {"a key of another kind", p256_key, 0600, WRIT_E_CRYPTO, "EC", "genpkey"},
    {"a public key", public_only, 0600, WRIT_E_CRYPTO, "not a PKCS#8 PEM file", "genpkey"},
    {"no PEM at all", "hello", 0600, WRIT_E_CRYPTO, "not a PKCS#8 PEM file", "genpkey"},
    {"empty", "", 0600, WRIT_E_CRYPTO, "not a PKCS#8 PEM file", "genpkey"},
};

static void accepts_only_private_ed25519_files_of_the_owner(void **state)
{
    char dir[OWN_PATH];
    char path[OWN_PATH];

    (void)state;
    own_dir_make(dir);
    own_path(dir, "key.pem", path);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
        struct writ_error err = {0};

        own_write(path, writ_str_from(files[i].pem), files[i].mode);

        const enum writ_status status = writ_signer_load(path, WRIT_LIT("a/b"), &signer, &err);

        if (status != files[i].status || strstr(err.text, files[i].text) == NULL ||
            strstr(err.hint, files[i].hint) == NULL) {
            fail_msg("%s: %s '%s' '%s'", files[i].label, writ_status_name(status), err.text,
                     err.hint);
        }
        assert_true((signer != NULL) == (status == WRIT_OK));
        assert_int_equal(unlink(path), 0);
    }
    own_dir_remove(dir);
}

static void refuses_what_is_not_a_file(void **state)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    char dir[OWN_PATH];
    char path[OWN_PATH];
    struct writ_error err = {0};

    (void)state;
    own_dir_make(dir);
    own_path(dir, "fifo", path);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not block either */
    assert_int_equal(writ_signer_load(path, WRIT_LIT("a"), &signer, &err), WRIT_E_CRYPTO);
    err = (struct writ_error){0};
    assert_int_equal(writ_signer_load(dir, WRIT_LIT("a"), &signer, &err), WRIT_E_CRYPTO);
    own_path(dir, "missing", path);
    err = (struct writ_error){0};
    assert_int_equal(writ_signer_load(path, WRIT_LIT("a"), &signer, &err), WRIT_E_NOTFOUND);
    own_dir_remove(dir);
}

static void a_generated_key_survives_its_pem(void **state)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    WRIT_AUTO(writ_signer) struct writ_signer *again = NULL;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf pem;
    struct writ_error err = {0};
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    char dir[OWN_PATH];
    char path[OWN_PATH];

    (void)state;
    writ_buf_init(&pem, &alloc, 4096);
    assert_int_equal(writ_signer_generate(WRIT_LIT("mesh/node"), &signer, &err), WRIT_OK);
    assert_int_equal(writ_signer_pem(signer, &pem, &err), WRIT_OK);
    own_dir_make(dir);
    own_path(dir, "key.pem", path);
    own_write(path, (struct writ_str){pem.ptr, pem.len}, 0600);
    assert_int_equal(writ_signer_load(path, WRIT_LIT("mesh/node"), &again, &err), WRIT_OK);
    assert_int_equal(writ_sign(again, WRIT_LIT("text"), signature, &err), WRIT_OK);
    assert_int_equal(
        writ_verify_signature(writ_signer_public(signer), WRIT_LIT("text"), signature, &err),
        WRIT_OK);
    assert_int_equal(writ_signer_public(signer)->key_id, writ_signer_public(again)->key_id);
    own_dir_remove(dir);
}

static void a_signature_holds_for_its_text_only(void **state)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = signer_from_seed(rfc8032_seed, "a");
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_sign(signer, WRIT_LIT("text"), signature, &err), WRIT_OK);
    assert_int_equal(
        writ_verify_signature(writ_signer_public(signer), WRIT_LIT("Text"), signature, &err),
        WRIT_E_CRYPTO);
    for (size_t i = 0; i < sizeof(signature); i++) {
        signature[i] ^= 1;
        assert_int_equal(
            writ_verify_signature(writ_signer_public(signer), WRIT_LIT("text"), signature, NULL),
            WRIT_E_CRYPTO);
        signature[i] ^= 1;
    }
}

static const struct {
    const char *name;
    bool is_valid;
} names[] = {
    {"acme/node-1/2026-11", true},
    {"\xc3\xa9t\xc3\xa9", true},
    {"", false},
    {"a b", false},
    {"a+b", false},
    {"a\nb", false},
    {"a\tb", false},
    {"a\xc2\xa0"
     "b",
     false},                  /* no-break space */
    {"a\xe2\x80\xa8", false}, /* line separator */
    {"\xe3\x80\x80z", false}, /* ideographic space */
    {"a\xff", false},         /* not UTF-8 */
};

static void key_names_follow_the_note_format(void **state)
{
    char long_name[257];

    (void)state;
    memset(long_name, 'x', sizeof(long_name));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
        const enum writ_status status =
            writ_signer_generate(writ_str_from(names[i].name), &signer, NULL);

        if ((status == WRIT_OK) != names[i].is_valid) {
            fail_msg("'%s': %s", names[i].name, writ_status_name(status));
        }
    }
    for (size_t len = 255; len <= 256; len++) {
        WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;

        assert_int_equal(writ_signer_generate((struct writ_str){long_name, len}, &signer, NULL),
                         len == 255 ? WRIT_OK : WRIT_E_CRYPTO);
    }
}

/* The key of RFC 8037, appendix A, which is that of RFC 8032's test 1. */
static void public_key_as_jwk_vkey_and_pem(void **state)
{
    WRIT_AUTO(writ_signer)
    struct writ_signer *signer = signer_from_seed(rfc8032_seed, "policy.example/decisions/2026");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_verifier *verifier = writ_signer_public(signer);
    struct writ_verifier back;
    struct writ_error err = {0};
    char kid[44];

    (void)state;
    writ_buf_init(&buf, &alloc, 4096);
    assert_int_equal(writ_verifier_kid(verifier, kid, &err), WRIT_OK);
    assert_string_equal(kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    writ_verifier_jwk(verifier, &buf);
    assert_true(writ_str_is((struct writ_str){buf.ptr, buf.len},
                            "{\"alg\":\"EdDSA\",\"crv\":\"Ed25519\","
                            "\"kid\":\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\","
                            "\"kty\":\"OKP\",\"use\":\"sig\","
                            "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"));
    writ_buf_clear(&buf);
    writ_verifier_vkey(verifier, &buf);
    assert_true(writ_str_is((struct writ_str){buf.ptr, buf.len},
                            "policy.example/decisions/2026+40e906b0+"
                            "AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"));
    assert_int_equal(writ_verifier_parse((struct writ_str){buf.ptr, buf.len}, &back, &err),
                     WRIT_OK);
    assert_memory_equal(back.public_key, verifier->public_key, sizeof(back.public_key));
    writ_buf_clear(&buf);
    assert_int_equal(writ_verifier_pem(verifier, &buf, &err), WRIT_OK);
    assert_true(writ_str_is((struct writ_str){buf.ptr, buf.len}, public_only));
}

/* Public keys that no honest key file has; the rest is filled so that only the key is at fault. */
static const struct {
    const char *label;
    unsigned char first, middle, last;
    const char *text;
} weak[] = {
    {"y = 0", 0, 0, 0, "small order"},
    {"y = 0, x negative", 0, 0, 0x80, "small order"},
    {"y = 1", 1, 0, 0, "small order"},
    {"y = 1, x negative", 1, 0, 0x80, "small order"},
    {"y = -1", 0xec, 0xff, 0x7f, "small order"},
    {"y = -1, x negative", 0xec, 0xff, 0xff, "small order"},
    {"y = p", 0xed, 0xff, 0x7f, "canonical"},
    {"y = p, x negative", 0xed, 0xff, 0xff, "canonical"},
    {"y = p + 1", 0xee, 0xff, 0x7f, "canonical"},
    {"y = 2^255 - 1", 0xff, 0xff, 0x7f, "canonical"},
    {"y = 2^255 - 1, x negative", 0xff, 0xff, 0xff, "canonical"},
};

static void check_weak(const struct writ_verifier *verifier, const char *label, const char *text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf vkey;
    struct writ_verifier parsed;
    struct writ_error err = {0};

    writ_buf_init(&vkey, &alloc, 1000);
    writ_verifier_vkey(verifier, &vkey);
    if (writ_verifier_parse((struct writ_str){vkey.ptr, vkey.len}, &parsed, &err) !=
            WRIT_E_CRYPTO ||
        strstr(err.text, text) == NULL) {
        fail_msg("%s: '%s'", label, err.text);
    }
}

static void refuses_weak_public_keys(void **state)
{
    static const char *const order8[] = {
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};
    struct writ_verifier verifier = {.name = "a", .use = WRIT_KEY_LOG};

    (void)state;
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        memset(verifier.public_key, weak[i].middle, sizeof(verifier.public_key));
        verifier.public_key[0] = weak[i].first;
        verifier.public_key[31] = weak[i].last;
        check_weak(&verifier, weak[i].label, weak[i].text);
    }
    for (size_t i = 0; i < 2; i++) {
        struct writ_digest bytes;

        assert_true(writ_digest_from_hex(writ_str_from(order8[i]), &bytes));
        memcpy(verifier.public_key, bytes.bytes, sizeof(bytes.bytes));
        check_weak(&verifier, order8[i], "small order");
        verifier.public_key[31] ^= 0x80;
        check_weak(&verifier, order8[i], "small order");
    }
}

static const char *const bad_vkeys[] = {
    "",
    "+",
    "++",
    "a",
    "a+40e906b0",
    "policy.example/decisions/2026+40e906b0+",
    "policy.example/decisions/2026+40e906b1+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    "policy.example/decisions/2026+40E906B0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    "policy.example/decisions/2027+40e906b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    "policy.example/decisions/2026+40e906b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n",
    "policy.example/decisions/2026+40e906b0+AtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    "policy.example/decisions/2026+40e906b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAA==",
};

static void refuses_malformed_vkeys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad_vkeys) / sizeof(bad_vkeys[0]); i++) {
        struct writ_verifier verifier;
        struct writ_error err = {0};

        if (writ_verifier_parse(writ_str_from(bad_vkeys[i]), &verifier, &err) == WRIT_OK ||
            err.text[0] == '\0') {
            fail_msg("accepted '%s'", bad_vkeys[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_only_private_ed25519_files_of_the_owner),
        cmocka_unit_test(refuses_what_is_not_a_file),
        cmocka_unit_test(a_generated_key_survives_its_pem),
        cmocka_unit_test(a_signature_holds_for_its_text_only),
        cmocka_unit_test(key_names_follow_the_note_format),
        cmocka_unit_test(public_key_as_jwk_vkey_and_pem),
        cmocka_unit_test(refuses_weak_public_keys),
        cmocka_unit_test(refuses_malformed_vkeys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
