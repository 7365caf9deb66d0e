/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames and commit records: the bytes on disk.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/crc32c.h"
#include "ledger/segment.h"
#include "oom.h"

/* RFC 3720, appendix B.4, and the usual check value. */
static void crc_is_castagnoli(void **state)
{
    char bytes[32];

    (void)state;
    assert_int_equal(writ_crc32c(0, WRIT_LIT("123456789")), 0xe3069283u);
    memset(bytes, 0, sizeof(bytes));
    assert_int_equal(writ_crc32c(0, (struct writ_str){bytes, 32}), 0x8a9136aau);
    memset(bytes, 0xff, sizeof(bytes));
    assert_int_equal(writ_crc32c(0, (struct writ_str){bytes, 32}), 0x62a8ab43u);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)i;
    }
    assert_int_equal(writ_crc32c(0, (struct writ_str){bytes, 32}), 0x46dd794eu);
    assert_int_equal(
        writ_crc32c(writ_crc32c(0, (struct writ_str){bytes, 5}), (struct writ_str){bytes + 5, 27}),
        0x46dd794eu);
}

/* The layout is on disks: a change here is a change of format. */
static void a_frame_has_these_bytes(void **state)
{
    static const char expected[] = {3,          0,          0,          0,   1,   (char)0x96,
                                    (char)0x03, (char)0x06, (char)0xdc, 'a', 'b', 'c'};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, 100);
    writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("abc"));
    assert_int_equal(buf.len, sizeof(expected));
    assert_memory_equal(buf.ptr, expected, sizeof(expected));
}

static void a_frame_decodes_whole_and_unharmed_only(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_frame frame;

    (void)state;
    writ_buf_init(&buf, &alloc, 100);
    writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("{\"v\":1}"));
    assert_true(writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame));
    assert_int_equal(frame.type, WRIT_FRAME_LEAF);
    assert_true(writ_str_is(frame.body, "{\"v\":1}"));
    for (size_t len = 0; len < buf.len; len++) {
        assert_false(writ_frame_decode((struct writ_str){buf.ptr, len}, &frame));
    }
    for (size_t i = 0; i < 8 * buf.len; i++) {
        buf.ptr[i / 8] = (char)(buf.ptr[i / 8] ^ (char)(1u << i % 8));
        assert_false(writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame));
        buf.ptr[i / 8] = (char)(buf.ptr[i / 8] ^ (char)(1u << i % 8));
    }
}

static void zeroes_are_no_frame(void **state)
{
    static const char zeroes[64];
    struct writ_frame frame;

    (void)state;
    assert_false(writ_frame_decode((struct writ_str){zeroes, sizeof(zeroes)}, &frame));
}

static void a_commit_record_survives_its_bytes(void **state)
{
    const struct writ_commit_record record = {.first = 0x0102030405060708u,
                                              .count = 9,
                                              .size = 0x0102030405060711u,
                                              .root = {{1, 2, 3}},
                                              .previous = {{4, 5, 6}}};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_commit_record back;
    struct writ_frame frame;

    (void)state;
    writ_buf_init(&buf, &alloc, 200);
    writ_commit_record_add(&buf, &record);
    assert_int_equal(buf.len, WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE);
    assert_true(writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame));
    assert_int_equal(frame.type, WRIT_FRAME_COMMIT);
    assert_true(writ_commit_record_decode(frame.body, &back));
    assert_int_equal(back.first, record.first);
    assert_int_equal(back.count, record.count);
    assert_int_equal(back.size, record.size);
    assert_true(writ_digest_equal(&back.root, &record.root));
    assert_true(writ_digest_equal(&back.previous, &record.previous));
    assert_false(writ_commit_record_decode(writ_str_cut(frame.body, 0, 83), &back));
}

static void refuses_records_that_do_not_add_up(void **state)
{
    static const struct writ_commit_record bad[] = {
        {.first = 0, .count = 0, .size = 0},
        {.first = 5, .count = 1, .size = 7},
        {.first = 5, .count = 1, .size = 4},
        {.first = UINT64_MAX, .count = 1, .size = 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf buf;
        struct writ_commit_record back;
        struct writ_frame frame;

        writ_buf_init(&buf, &alloc, 200);
        writ_commit_record_add(&buf, &bad[i]);
        assert_true(writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame));
        assert_false(writ_commit_record_decode(frame.body, &back));
    }
}

static const struct {
    const char *name;
    bool is_valid;
    uint64_t first;
} names[] = {
    {"segment-00000000000000000000", true, 0},
    {"segment-00000000000000000010", true, 10},
    {"segment-18446744073709551615", true, UINT64_MAX},
    {"segment-18446744073709551616", false, 0},
    {"segment-0000000000000000000", false, 0},
    {"segment-000000000000000000000", false, 0},
    {"segment-0000000000000000000a", false, 0},
    {"segment-00000000000000000000.tmp", false, 0},
    {"checkpoint", false, 0},
    {"", false, 0},
};

static void segment_names_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[WRIT_SEGMENT_NAME_SIZE];
        uint64_t first = 0;

        assert_int_equal(writ_segment_name_parse(writ_str_from(names[i].name), &first),
                         names[i].is_valid);
        if (names[i].is_valid) {
            assert_int_equal(first, names[i].first);
            writ_segment_name(first, name);
            assert_string_equal(name, names[i].name);
        }
    }
}

static enum writ_status add_frames(struct writ_alloc *alloc)
{
    const struct writ_commit_record record = {.first = 0, .count = 1, .size = 1};
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, alloc, 1000);
    writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("abc"));
    writ_commit_record_add(&buf, &record);
    return buf.status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(add_frames, 16);
}

/* Who marks a frame as erased and leaves the text has erased nothing. */
static void an_erased_frame_has_nothing_but_zeros(void **state)
{
    static const char zeros[10];
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_side_frame frame;
    char body[WRIT_SIDE_INDEX + sizeof(zeros)] = {7};

    (void)state;
    for (size_t i = WRIT_SIDE_INDEX; i <= sizeof(body); i++) {
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        writ_buf_init(&buf, &alloc, 100);
        memcpy(body + WRIT_SIDE_INDEX, zeros, sizeof(zeros));
        if (i < sizeof(body)) {
            body[i] = 'x';
        }
        writ_frame_add(&buf, WRIT_FRAME_ERASED, (struct writ_str){body, sizeof(body)});
        assert_int_equal(writ_side_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame),
                         i == sizeof(body));
    }
    assert_true(frame.is_erased);
    assert_int_equal(frame.index, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc_is_castagnoli),
        cmocka_unit_test(a_frame_has_these_bytes),
        cmocka_unit_test(a_frame_decodes_whole_and_unharmed_only),
        cmocka_unit_test(zeroes_are_no_frame),
        cmocka_unit_test(a_commit_record_survives_its_bytes),
        cmocka_unit_test(refuses_records_that_do_not_add_up),
        cmocka_unit_test(segment_names_round_trip),
        cmocka_unit_test(survives_every_allocation_failure),
        cmocka_unit_test(an_erased_frame_has_nothing_but_zeros),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
