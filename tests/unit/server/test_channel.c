/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages arrive whole, in their order and only within their bounds, however the bytes are cut.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/fd.h"
#include "base/time.h"
#include "server/channel.h"
#include "server/wire.h"

enum { MESSAGE_MAX = 100000, QUEUE_MAX = 300000 };

struct ends {
    struct writ_alloc alloc;
    struct writ_channel a;
    struct writ_channel b;
};

static int set_up(void **state)
{
    struct ends *ends = calloc(1, sizeof(*ends));
    int fds[2];

    assert_non_null(ends);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ends->alloc = WRIT_ALLOC_INIT(0);
    writ_channel_init(&ends->a, fds[0], &ends->alloc, MESSAGE_MAX, QUEUE_MAX);
    writ_channel_init(&ends->b, fds[1], &ends->alloc, MESSAGE_MAX, QUEUE_MAX);
    *state = ends;
    return 0;
}

static int tear_down(void **state)
{
    struct ends *ends = *state;

    writ_channel_done(&ends->a);
    writ_channel_done(&ends->b);
    assert_int_equal(ends->alloc.used_bytes, 0);
    free(ends);
    return 0;
}

static enum writ_status put(struct writ_channel *channel, uint64_t id, size_t len)
{
    struct writ_buf *payload = writ_channel_begin(channel, (unsigned)(id % 256), id);

    for (size_t i = 0; i < len; i++) {
        writ_buf_add_char(payload, (char)(unsigned char)(id + i));
    }
    return writ_channel_end(channel, NULL);
}

static void check(const struct writ_message *message, uint64_t id, size_t len)
{
    assert_int_equal(message->id, id);
    assert_int_equal(message->kind, id % 256);
    assert_int_equal(message->payload.len, len);
    for (size_t i = 0; i < len; i++) {
        assert_int_equal((unsigned char)message->payload.ptr[i], (unsigned char)(id + i));
    }
}

static bool take(struct writ_channel *channel, struct writ_message *ret_message)
{
    bool is_there = false;

    assert_int_equal(writ_channel_next(channel, ret_message, &is_there, NULL), WRIT_OK);
    return is_there;
}

static void messages_arrive_in_their_order(void **state)
{
    static const size_t lens[] = {0, 1, 12, 13, 14, 4096, 65535, 65536, MESSAGE_MAX, 3, 0};
    struct ends *ends = *state;
    const size_t count = sizeof(lens) / sizeof(lens[0]);
    size_t taken = 0;
    bool is_open = true;

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(put(&ends->a, 1000 + i, lens[i]), WRIT_OK);
    }
    while (taken < count) {
        struct writ_message message;

        assert_int_equal(writ_channel_flush(&ends->a, NULL), WRIT_OK);
        assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_OK);
        assert_true(is_open);
        while (take(&ends->b, &message)) {
            check(&message, 1000 + taken, lens[taken]);
            taken++;
        }
    }
    assert_false(writ_channel_has_output(&ends->a));
}

static void a_message_may_come_byte_by_byte(void **state)
{
    struct ends *ends = *state;
    struct writ_message message;
    bool is_open = true;

    assert_int_equal(put(&ends->a, 7, 5), WRIT_OK);
    for (size_t i = 0; i < ends->a.out.len; i++) {
        assert_int_equal(take(&ends->b, &message), false);
        assert_int_equal(write(ends->a.fd, ends->a.out.ptr + i, 1), 1);
        assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_OK);
    }
    assert_true(take(&ends->b, &message));
    check(&message, 7, 5);
}

static void what_was_said_before_the_end_is_heard(void **state)
{
    struct ends *ends = *state;
    struct writ_message message;
    bool is_open = true;

    assert_int_equal(put(&ends->a, 3, 10), WRIT_OK);
    assert_int_equal(writ_channel_flush(&ends->a, NULL), WRIT_OK);
    writ_channel_hang_up(&ends->a);
    assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_OK);
    assert_false(is_open);
    assert_true(take(&ends->b, &message));
    check(&message, 3, 10);
    assert_int_equal(put(&ends->b, 4, 1), WRIT_OK);
    assert_int_equal(writ_channel_flush(&ends->b, NULL), WRIT_E_IO);
}

static void bounds_hold_in_both_directions(void **state)
{
    static const char huge[] = "\xff\xff\xff\xff\1\0\0\0\0\0\0\0\0";
    struct ends *ends = *state;
    struct writ_error err = {0};
    struct writ_message message;
    bool is_there = true;
    bool is_open = true;

    assert_int_equal(put(&ends->a, 1, MESSAGE_MAX + 1), WRIT_E_LIMIT);
    assert_false(writ_channel_has_output(&ends->a));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(put(&ends->a, i, MESSAGE_MAX), WRIT_OK);
    }
    assert_int_equal(put(&ends->a, 2, MESSAGE_MAX), WRIT_E_LIMIT);
    assert_int_equal(ends->a.out.len, 2 * (13 + MESSAGE_MAX));

    assert_int_equal(write(ends->a.fd, huge, 13), 13);
    assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_OK);
    assert_int_equal(writ_channel_next(&ends->b, &message, &is_there, &err), WRIT_E_SYNTAX);
    assert_false(is_there);
    assert_string_equal(err.text, "a message of 4294967295 bytes, of 100000 at most");
}

/* More stays in the socket than one message, so a flood fills nobody's memory. */
static void a_flood_is_read_in_portions(void **state)
{
    struct ends *ends = *state;
    bool is_open = true;

    for (size_t round = 0; round < 5; round++) {
        for (uint64_t id = 0; put(&ends->a, id, 1000) == WRIT_OK; id++) {
        }
        assert_int_equal(writ_channel_flush(&ends->a, NULL), WRIT_OK);
        assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_OK);
    }
    assert_in_range(ends->b.in.len, MESSAGE_MAX, MESSAGE_MAX + 13 + (64 << 10));
}

static void waiting_ends_in_time(void **state)
{
    struct ends *ends = *state;

    assert_int_equal(writ_channel_wait(&ends->b, writ_time_monotonic_ms() + 10, NULL),
                     WRIT_E_TIMEOUT);
    assert_int_equal(put(&ends->a, 1, 1), WRIT_OK);
    assert_int_equal(writ_channel_flush(&ends->a, NULL), WRIT_OK);
    assert_int_equal(writ_channel_wait(&ends->b, writ_time_monotonic_ms() + 10000, NULL), WRIT_OK);
}

static void memory_that_is_refused_is_said(void **state)
{
    struct ends *ends = *state;
    bool is_open = true;

    assert_int_equal(put(&ends->a, 1, 10), WRIT_OK);
    assert_int_equal(writ_channel_flush(&ends->a, NULL), WRIT_OK);
    ends->alloc.fail_after = 0;
    assert_int_equal(writ_channel_fill(&ends->b, &is_open, NULL), WRIT_E_NOMEM);
    assert_int_equal(put(&ends->b, 2, 10), WRIT_E_NOMEM);
    assert_false(writ_channel_has_output(&ends->b));
    ends->alloc.fail_after = (size_t)-1;
    assert_int_equal(put(&ends->b, 2, 10), WRIT_OK);
}

static void a_short_text_is_noticed_once_at_the_end(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, 1000);
    writ_wire_put_u32(&buf, 0x01020304);
    writ_wire_put_u64(&buf, UINT64_MAX - 1);
    writ_wire_put_text(&buf, WRIT_LIT("text"));
    for (size_t len = 0; len <= buf.len; len++) {
        struct writ_wire wire = {.rest = {buf.ptr, len}};
        const uint32_t first = writ_wire_u32(&wire);
        const uint64_t second = writ_wire_u64(&wire);
        const struct writ_str text = writ_wire_text(&wire);

        assert_int_equal(first, len < 4 ? 0 : 0x01020304);
        assert_true(second == (len < 12 ? 0 : UINT64_MAX - 1));
        assert_int_equal(text.len, len < buf.len ? 0 : 4);
        assert_int_equal(writ_wire_is_read(&wire), len == buf.len);
    }
    writ_buf_add_char(&buf, 'x');

    struct writ_wire wire = {.rest = {buf.ptr, buf.len}};

    (void)writ_wire_bytes(&wire, buf.len - 1);
    assert_false(writ_wire_is_read(&wire));
    writ_buf_done(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_arrive_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_message_may_come_byte_by_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_said_before_the_end_is_heard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_hold_in_both_directions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flood_is_read_in_portions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(waiting_ends_in_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_is_refused_is_said, set_up, tear_down),
        cmocka_unit_test(a_short_text_is_noticed_once_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
