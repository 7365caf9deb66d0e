/* SPDX-License-Identifier: Apache-2.0
 *
 * The two base64 alphabets: RFC 4648's examples, and strictness.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/base64.h"
#include "oom.h"

/* RFC 4648, section 10, and two bytes that need the last digits. */
static const struct {
    const char *bytes;
    const char *standard;
    const char *url;
} pairs[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xfb\xff\xbe", "+/++", "-_--"},
};

typedef void (*encoder)(struct writ_buf *buf, struct writ_str bytes);
typedef bool (*decoder)(struct writ_buf *buf, struct writ_str text);

static void check_pair(encoder encode, decoder decode, const char *bytes, const char *text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf encoded;
    WRIT_AUTO(writ_buf) struct writ_buf decoded;

    writ_buf_init(&encoded, &alloc, 100);
    writ_buf_init(&decoded, &alloc, 100);
    encode(&encoded, writ_str_from(bytes));
    assert_true(writ_str_is((struct writ_str){encoded.ptr, encoded.len}, text));
    assert_true(decode(&decoded, writ_str_from(text)));
    assert_true(writ_str_is((struct writ_str){decoded.ptr, decoded.len}, bytes));
}

static void encodes_and_decodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        check_pair(writ_base64_add, writ_base64_decode, pairs[i].bytes, pairs[i].standard);
        check_pair(writ_base64url_add, writ_base64url_decode, pairs[i].bytes, pairs[i].url);
    }
}

static const struct {
    const char *label;
    decoder decode;
    const char *text;
} refused[] = {
    {"missing padding", writ_base64_decode, "Zg"},
    {"half the padding", writ_base64_decode, "Zg="},
    {"surplus padding", writ_base64_decode, "Zm8=="},
    {"a whole group of padding", writ_base64_decode, "Zm9v===="},
    {"only padding", writ_base64_decode, "===="},
    {"padding in the middle", writ_base64_decode, "Zg==Zg=="},
    {"unused bits set", writ_base64_decode, "Zh=="},
    {"unused bits set, two bytes", writ_base64_decode, "Zm9="},
    {"the other alphabet", writ_base64_decode, "-_--"},
    {"white space", writ_base64_decode, "Zm9v\n"},
    {"white space inside", writ_base64_decode, "Zm 9"},
    {"padding", writ_base64url_decode, "Zg=="},
    {"unused bits set", writ_base64url_decode, "Zh"},
    {"the other alphabet", writ_base64url_decode, "+/++"},
    {"one digit too many", writ_base64url_decode, "Zm9vY"},
    {"not ASCII", writ_base64url_decode, "Zm9\xc3"},
};

static void refuses_lax_text_and_appends_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        writ_buf_init(&buf, &alloc, 100);
        writ_buf_add_text(&buf, "kept");
        if (refused[i].decode(&buf, writ_str_from(refused[i].text)) || buf.len != 4) {
            fail_msg("%s: '%s' was accepted", refused[i].label, refused[i].text);
        }
    }
}

static void refuses_a_nul(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, 100);
    assert_false(writ_base64url_decode(&buf, (struct writ_str){"AA\0A", 4}));
}

static void decodes_what_it_encodes(void **state)
{
    char bytes[256];

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(unsigned char)(i * 7 + 3);
    }
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf text;
        WRIT_AUTO(writ_buf) struct writ_buf back;

        writ_buf_init(&text, &alloc, 1000);
        writ_buf_init(&back, &alloc, 1000);
        writ_base64_add(&text, (struct writ_str){bytes, len});
        assert_true(writ_base64_decode(&back, (struct writ_str){text.ptr, text.len}));
        assert_int_equal(back.len, len);
        assert_true(len == 0 || memcmp(back.ptr, bytes, len) == 0);
    }
}

static enum writ_status encode_then_decode(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_buf) struct writ_buf text;
    WRIT_AUTO(writ_buf) struct writ_buf back;

    writ_buf_init(&text, alloc, 1000);
    writ_buf_init(&back, alloc, 1000);
    for (size_t i = 0; i < 40; i++) {
        writ_base64_add(&text, WRIT_LIT("abc"));
    }
    if (text.status != WRIT_OK) {
        return text.status;
    }
    assert_true(writ_base64_decode(&back, (struct writ_str){text.ptr, text.len}));
    return back.status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(encode_then_decode, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_and_decodes),
        cmocka_unit_test(refuses_lax_text_and_appends_nothing),
        cmocka_unit_test(refuses_a_nul),
        cmocka_unit_test(decodes_what_it_encodes),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
