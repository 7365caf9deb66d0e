/* SPDX-License-Identifier: Apache-2.0
 *
 * Sizes of heads and bodies: what is taken, what is refused, and that an answer reaches who still
 * sends.
 */
#include "cmocka_all.h"

#include <errno.h>

#include "http_talk.h"

static char sent[TEXT_MAX];

/* The head's own length, with one long field and `count` fields of 5 bytes. */
static size_t make_head(size_t len, size_t count)
{
    size_t at = (size_t)snprintf(sent, sizeof(sent), "GET / HTTP/1.1\r\n" HEAD);

    for (size_t i = 0; i < count; i++) {
        at += (size_t)snprintf(sent + at, sizeof(sent) - at, "a:b\r\n");
    }
    at += (size_t)snprintf(sent + at, sizeof(sent) - at, "X-Long: ");
    memset(sent + at, 'x', len - at);
    memcpy(sent + len - 4, "\r\n\r\n", 4);
    return len;
}

static size_t make_target(size_t len)
{
    static const char rest[] = " HTTP/1.1\r\n" HEAD "\r\n";

    memset(sent, 'x', len);
    memcpy(sent, "GET /", 5);
    memcpy(sent + len, rest, sizeof(rest) - 1);
    return len + sizeof(rest) - 1;
}

static size_t make_body(size_t len)
{
    const size_t at = (size_t)snprintf(sent, sizeof(sent), POST "Content-Length: %zu\r\n\r\n", len);

    memset(sent + at, 'b', len);
    return at + len;
}

static size_t make_chunks(size_t len)
{
    size_t at = (size_t)snprintf(sent, sizeof(sent), POST "Transfer-Encoding: chunked\r\n\r\n");

    for (size_t chunk; len > 0; len -= chunk) {
        chunk = len < 1000 ? len : 1000;
        at += (size_t)snprintf(sent + at, sizeof(sent) - at, "%zx\r\n", chunk);
        memset(sent + at, 'b', chunk);
        memcpy(sent + at + chunk, "\r\n", 2);
        at += chunk + 2;
    }
    memcpy(sent + at, "0\r\n\r\n", 5);
    return at + 5;
}

static void expect(const struct fixture *fixture, const char *label, size_t len, const char *wanted)
{
    char text[256];

    talk(fixture, sent, len);
    statuses(text);
    if (strcmp(text, wanted) != 0) {
        fail_msg("%s: %s", label, text);
    }
}

static void sizes_end_where_they_are_said_to(void **state)
{
    struct fixture *fixture = *state;

    expect(fixture, "a head of one long field", make_head(HEADER_MAX, 0), "200");
    expect(fixture, "a head of 64 fields", make_head(HEADER_MAX, 64), "200");
    expect(fixture, "a head too long", make_head(HEADER_MAX + 1, 0), "431");
    expect(fixture, "a head of many fields", make_head(HEADER_MAX, 2000), "431");
    expect(fixture, "a target too long", make_target(2 * HEADER_MAX), "414");
    assert_int_equal(fixture->handled, 2);
    expect(fixture, "the longest body", make_body(BODY_MAX), "200");
    expect(fixture, "a body too long", make_body(BODY_MAX + 1), "413");
    expect(fixture, "the longest body in chunks", make_chunks(BODY_MAX), "200");
    expect(fixture, "chunks that are too long", make_chunks(BODY_MAX + 1), "413");
    expect(fixture, "chunks that do not end", make_chunks(2 * BODY_MAX + 1), "");
    assert_int_equal(fixture->handled, 4);
}

/* Until so much of `sent` has been taken in, and there is nothing more to do. */
static void send_more(const struct fixture *fixture, int fd, size_t len)
{
    for (size_t given = 0; given < len;) {
        const ssize_t gone = send(fd, sent + given, len - given, MSG_NOSIGNAL | MSG_DONTWAIT);

        assert_true(gone > 0 || errno == EAGAIN);
        given += gone > 0 ? (size_t)gone : 0;
        (void)step(fixture);
    }
    for (int quiet = 0; quiet < 5;) {
        quiet = step(fixture) ? 0 : quiet + 1;
    }
}

static int begin_body(const struct fixture *fixture, size_t len)
{
    const int fd = raw_connect(fixture->listener.address);

    send_more(fixture, fd, len);
    return fd;
}

static void bodies_that_do_not_end_leave_room_for_small_ones(void **state)
{
    struct fixture *fixture = *state;
    int fds[BODIES_MAX / BODY_MAX];

    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        fds[i] = begin_body(fixture, make_body(BODY_MAX) - 1);
    }
    expect(fixture, "a large body beside them", make_body(BODY_MAX), "503");
    expect(fixture, "a large body in chunks", make_chunks(BODY_MAX), "503");
    expect(fixture, "a small body beside them", make_body(64 << 10), "200");
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        (void)close(fds[i]);
    }
    wait_for(fixture, 0);
    expect(fixture, "a large body after them", make_body(BODY_MAX), "200");
    assert_int_equal(fixture->handled, 2);
}

/* A client that reads nothing before it has sent everything: what is left in a socket that is
 * closed would reset the connection. */
static void a_refusal_reaches_who_still_sends(void **state)
{
    static const size_t rest[] = {0, 1, 3 << 20};
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
        const size_t head =
            (size_t)snprintf(sent, sizeof(sent), POST "Content-Length: %d\r\n\r\n", BODY_MAX + 1);
        const int fd = begin_body(fixture, head + rest[i]);

        assert_int_equal(shutdown(fd, SHUT_WR), 0);
        assert_int_equal(recv(fd, text, 12, MSG_WAITALL), 12);
        assert_int_equal(raw_status(text), 413);
        assert_in_range(recv(fd, text, sizeof(text), MSG_WAITALL), 1, sizeof(text) - 1);
        assert_int_equal(recv(fd, text, sizeof(text), 0), 0);
        (void)close(fd);
        wait_for(fixture, 0);
    }
    assert_int_equal(fixture->handled, 0);
}

/* The service ends, and a client has more questions in a row than it will answer. */
static void an_end_takes_no_answer_away(void **state)
{
    struct fixture *fixture = *state;
    const int fd = begin_body(fixture, make_body(BODY_MAX) - 1);
    char text[RAW_MAX];

    writ_http_quiesce(fixture->server);
    send_more(fixture, fd, 1);
    assert_int_equal(fixture->handled, 1);
    assert_int_equal(writ_http_connections(fixture->server), 1); /* till who asked is gone */
    for (int i = 0; i < 3; i++) {
        send_more(fixture, fd, make_body(BODY_MAX));
    }
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    assert_in_range(recv(fd, text, sizeof(text), MSG_WAITALL), 12, sizeof(text) - 1);
    assert_int_equal(raw_status(text), 200);
    assert_int_equal(recv(fd, text, sizeof(text), 0), 0);
    (void)close(fd);
    wait_for(fixture, 0);
    assert_int_equal(fixture->handled, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sizes_end_where_they_are_said_to, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bodies_that_do_not_end_leave_room_for_small_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_refusal_reaches_who_still_sends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_end_takes_no_answer_away, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
