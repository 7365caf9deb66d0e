/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 and its hex.
 */
#include "cmocka_all.h"

#include "crypto/digest.h"

/* FIPS 180-4 examples. */
static const struct {
    const char *text;
    const char *hex;
} known[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void matches_the_standard_however_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const struct writ_str text = writ_str_from(known[i].text);

        for (size_t cut = 0; cut <= text.len; cut++) {
            const struct writ_str pieces[] = {
                writ_str_cut(text, 0, cut), {NULL, 0}, writ_str_cut(text, cut, text.len)};
            struct writ_error err = {0};
            struct writ_digest digest;
            char hex[WRIT_SHA256_HEX_SIZE];

            assert_int_equal(writ_sha256(pieces, 3, &digest, &err), WRIT_OK);
            writ_digest_hex(&digest, hex);
            assert_string_equal(hex, known[i].hex);
        }
    }
}

static void reads_its_own_hex_only(void **state)
{
    static const char *const bad[] = {
        "", "e3b0", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550"};
    struct writ_digest digest;
    char hex[WRIT_SHA256_HEX_SIZE];

    (void)state;
    assert_true(writ_digest_from_hex(writ_str_from(known[1].hex), &digest));
    writ_digest_hex(&digest, hex);
    assert_string_equal(hex, known[1].hex);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(writ_digest_from_hex(writ_str_from(bad[i]), &digest));
    }
}

static void reads_its_own_text_only(void **state)
{
    struct writ_digest digest, read;
    char text[WRIT_DIGEST_TEXT_SIZE];
    char expected[WRIT_DIGEST_TEXT_SIZE] = "sha256:";

    (void)state;
    assert_true(writ_digest_from_hex(writ_str_from(known[1].hex), &digest));
    writ_digest_text(&digest, text);
    strcat(expected, known[1].hex);
    assert_string_equal(text, expected);
    assert_true(writ_digest_read(writ_str_from(text), &read));
    assert_true(writ_digest_equal(&digest, &read));
    assert_false(writ_digest_read(writ_str_from(known[1].hex), &read));
    assert_false(writ_digest_read(WRIT_LIT("sha256:"), &read));
    text[0] = 'S';
    assert_false(writ_digest_read(writ_str_from(text), &read));
}

static void compares_every_byte(void **state)
{
    struct writ_digest a = {{0}};

    (void)state;
    for (size_t i = 0; i < sizeof(a.bytes); i++) {
        struct writ_digest b = a;

        assert_true(writ_digest_equal(&a, &b));
        b.bytes[i] ^= 1;
        assert_false(writ_digest_equal(&a, &b));
    }
}

static void random_bytes_differ(void **state)
{
    unsigned char a[16] = {0};
    unsigned char b[16] = {0};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_random(a, sizeof(a), &err), WRIT_OK);
    assert_int_equal(writ_random(b, sizeof(b), &err), WRIT_OK);
    assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_the_standard_however_it_is_cut),
        cmocka_unit_test(reads_its_own_hex_only),
        cmocka_unit_test(reads_its_own_text_only),
        cmocka_unit_test(compares_every_byte),
        cmocka_unit_test(random_bytes_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
