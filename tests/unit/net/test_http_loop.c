/* SPDX-License-Identifier: Apache-2.0
 *
 * A server without threads: turns, answers that come later, and the ways to end. Client and server
 * share one thread, so that each step is where the test puts it.
 */
#include "cmocka_all.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "base/time.h"
#include "http_raw.h"
#include "net/http.h"

enum {
    PENDING_MAX = 8,
    IDLE_S = 1,
    REQUEST_S = 1,
    PATIENCE = 2000,
    BIG = 64 << 20,
    SIP = 512 << 10
};

static char big[BIG]; /* more than sockets hold */
static char sip[SIP];

struct fixture {
    struct writ_listener listener;
    struct writ_http_server *server;
    struct {
        const struct writ_http_request *request;
        struct writ_http_response *response;
    } pending[PENDING_MAX]; /* what "/later" deferred */
    size_t count;
};

static void handle(void *ctx, const struct writ_http_request *request,
                   struct writ_http_response *response)
{
    struct fixture *fixture = ctx;

    response->status = 200;
    if (writ_str_is(request->path, "/later")) {
        response->is_deferred = true;
        fixture->pending[fixture->count].request = request;
        fixture->pending[fixture->count].response = response;
        fixture->count++;
    } else if (writ_str_is(request->path, "/big")) {
        response->text = (struct writ_str){big, BIG};
    } else {
        response->text = WRIT_LIT("now");
    }
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct writ_http_options options = writ_http_defaults();
    struct writ_error err = {0};

    assert_non_null(fixture);
    options.handler = handle;
    options.ctx = fixture;
    options.idle_s = IDLE_S;
    options.request_s = REQUEST_S;
    if (writ_listen("127.0.0.1:0", false, &fixture->listener, &err) != WRIT_OK ||
        writ_http_serve(&fixture->listener, &options, &fixture->server, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_http_stop(fixture->server);
    writ_listener_close(&fixture->listener);
    free(fixture);
    return 0;
}

/* As an owner does: wait, but not longer than it was told, then turn. */
static void step(const struct fixture *fixture)
{
    struct pollfd events = {.fd = writ_http_fd(fixture->server), .events = POLLIN};
    const int wait_ms = writ_http_wait_ms(fixture->server);

    (void)poll(&events, 1, wait_ms >= 0 && wait_ms < 1 ? wait_ms : 1);
    assert_int_equal(writ_http_turn(fixture->server, NULL), WRIT_OK);
}

/* What arrives at the client, until it holds `until` or the server closes. */
static unsigned receive(const struct fixture *fixture, int fd, const char *until,
                        char ret_text[RAW_MAX])
{
    size_t len = 0;
    ssize_t got = -1;

    for (int i = 0; i < PATIENCE && got != 0; i++) {
        step(fixture);
        got = recv(fd, ret_text + len, RAW_MAX - 1 - len, MSG_DONTWAIT);
        len += got > 0 ? (size_t)got : 0;
        ret_text[len] = '\0';
        if (until != NULL && strstr(ret_text, until) != NULL) {
            return raw_status(ret_text);
        }
    }
    assert_int_equal(got, 0);
    return raw_status(ret_text);
}

static void ask(int fd, const char *path)
{
    char bytes[256];
    const int len = snprintf(bytes, sizeof(bytes),
                             "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody", path);

    assert_int_equal(send(fd, bytes, (size_t)len, MSG_NOSIGNAL), len);
}

static void wait_for_pending(const struct fixture *fixture, size_t count)
{
    for (int i = 0; i < PATIENCE && fixture->count < count; i++) {
        step(fixture);
    }
    assert_int_equal(fixture->count, count);
}

static void answer(const struct fixture *fixture, size_t i, const char *text)
{
    writ_buf_add_text(&fixture->pending[i].response->body, text);
    writ_http_answer(fixture->pending[i].request);
}

static void nothing_to_do_needs_no_turn(void **state)
{
    const struct fixture *fixture = *state;
    struct pollfd events = {.fd = writ_http_fd(fixture->server), .events = POLLIN};

    step(fixture);
    assert_int_equal(writ_http_wait_ms(fixture->server), -1);
    assert_int_equal(poll(&events, 1, 20), 0);

    const int fd = raw_connect(fixture->listener.address);

    assert_int_equal(poll(&events, 1, 1000), 1);
    step(fixture);
    assert_int_equal(writ_http_connections(fixture->server), 1);
    assert_in_range(writ_http_wait_ms(fixture->server), 1, IDLE_S * 1000 + 1);
    (void)close(fd);
}

/* Whoever stops in the middle of something: the owner sleeps until it goes on. */
static void waiting_for_a_client_needs_no_turn(void **state)
{
    static const char *const halves[] = {
        "GET /",
        "GET / HTTP/1.1\r\nHost: a\r\nX-",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
        "GET /big HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"};
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
        const int fd = raw_connect(fixture->listener.address);

        assert_true(send(fd, halves[i], strlen(halves[i]), MSG_NOSIGNAL) > 0);
        for (int round = 0; round < 20; round++) {
            step(fixture);
        }
        if (writ_http_wait_ms(fixture->server) == 0) {
            fail_msg("%s", halves[i]);
        }
        (void)close(fd);
    }
    answer(fixture, 0, "");
}

static void an_answer_may_come_later_and_out_of_order(void **state)
{
    const struct fixture *fixture = *state;
    const int first = raw_connect(fixture->listener.address);
    const int second = raw_connect(fixture->listener.address);
    char text[RAW_MAX];

    ask(first, "/later");
    wait_for_pending(fixture, 1);
    ask(second, "/later");
    wait_for_pending(fixture, 2);
    assert_int_equal(writ_http_busy(fixture->server), 2);
    assert_true(writ_str_is(fixture->pending[0].request->body, "body"));
    assert_string_equal(writ_http_header(fixture->pending[0].request, "host"), "a");
    answer(fixture, 1, "two");
    assert_int_equal(receive(fixture, second, "two", text), 200);
    assert_int_equal(recv(first, text, 1, MSG_DONTWAIT), -1);
    answer(fixture, 0, "one");
    assert_int_equal(receive(fixture, first, "one", text), 200);
    ask(first, "/now"); /* the connection lives on */
    assert_int_equal(receive(fixture, first, "now", text), 200);
    assert_int_equal(writ_http_busy(fixture->server), 0);
    (void)close(first);
    (void)close(second);
}

static void a_client_that_left_is_answered_all_the_same(void **state)
{
    const struct fixture *fixture = *state;
    const int fd = raw_connect(fixture->listener.address);

    ask(fd, "/later");
    wait_for_pending(fixture, 1);
    (void)close(fd);
    step(fixture);
    assert_int_equal(writ_http_busy(fixture->server), 1);
    answer(fixture, 0, "nobody reads this");
    for (int i = 0; i < PATIENCE && writ_http_connections(fixture->server) > 0; i++) {
        step(fixture);
    }
    assert_int_equal(writ_http_busy(fixture->server), 0);
    assert_int_equal(writ_http_connections(fixture->server), 0);
}

static void requests_behind_a_deferred_one_keep_their_order(void **state)
{
    const struct fixture *fixture = *state;
    const int fd = raw_connect(fixture->listener.address);
    char text[RAW_MAX];

    ask(fd, "/later");
    ask(fd, "/now");
    wait_for_pending(fixture, 1);
    step(fixture);
    answer(fixture, 0, "first");
    assert_int_equal(receive(fixture, fd, "now", text), 200);
    assert_true(strstr(text, "first") < strstr(text, "now"));
    (void)close(fd);
}

static void stopping_answers_503_to_what_is_deferred(void **state)
{
    struct fixture *fixture = *state;
    const int fd = raw_connect(fixture->listener.address);
    char text[RAW_MAX];

    ask(fd, "/later");
    wait_for_pending(fixture, 1);
    writ_http_stop(fixture->server);
    fixture->server = NULL;
    assert_int_equal(raw_read(fd, text), 503);
}

/* Who has been told that the connection ends, and is not gone yet, still counts. */
static void leave(const struct fixture *fixture, int fd, unsigned others)
{
    assert_int_equal(writ_http_connections(fixture->server), others + 1);
    (void)close(fd);
    for (int i = 0; i < PATIENCE && writ_http_connections(fixture->server) > others; i++) {
        step(fixture);
    }
    assert_int_equal(writ_http_connections(fixture->server), others);
}

static void quiescing_ends_connections_one_by_one(void **state)
{
    const struct fixture *fixture = *state;
    const int busy = raw_connect(fixture->listener.address);
    const int idle = raw_connect(fixture->listener.address);
    const int active = raw_connect(fixture->listener.address);
    char text[RAW_MAX];

    ask(busy, "/later");
    wait_for_pending(fixture, 1);
    ask(idle, "/now");
    assert_int_equal(receive(fixture, idle, "now", text), 200);
    ask(active, "/now");
    assert_int_equal(receive(fixture, active, "now", text), 200);
    writ_http_quiesce(fixture->server);
    writ_http_quiesce(fixture->server); /* twice is once */
    ask(active, "/now");
    assert_int_equal(receive(fixture, active, NULL, text), 200);
    assert_non_null(strstr(text, "Connection: close"));
    leave(fixture, active, 2);
    answer(fixture, 0, "late");
    assert_int_equal(receive(fixture, busy, NULL, text), 200);
    assert_non_null(strstr(text, "late"));
    leave(fixture, busy, 1);
    assert_int_equal(receive(fixture, idle, NULL, text), 0); /* after its idle time */
    step(fixture);
    assert_int_equal(writ_http_connections(fixture->server), 0);
    (void)close(idle);
}

/* Another server, as in another process, goes on where one has been quiesced and stopped. */
static void a_shared_listener_outlives_a_server(void **state)
{
    struct fixture *fixture = *state;
    struct writ_http_options options = writ_http_defaults();
    struct writ_http_server *old = fixture->server;
    char text[RAW_MAX];

    options.handler = handle;
    options.ctx = fixture;
    assert_int_equal(writ_http_serve(&fixture->listener, &options, &fixture->server, NULL),
                     WRIT_OK);
    writ_http_quiesce(old);

    const int fd = raw_connect(fixture->listener.address);

    writ_http_stop(old);
    ask(fd, "/now");
    assert_int_equal(receive(fixture, fd, "now", text), 200);
    (void)close(fd);
}

static const struct {
    const char *label;
    const char *first;
    bool reads; /* instead of sending */
} slow[] = {
    {"a head", "GET / HTTP/1.1\r\nHost: a\r\nX-Long: ", false},
    {"a request line", "GET /", false},
    {"a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", false},
    {"chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n", false},
    {"an answer", "GET /big HTTP/1.1\r\nHost: a\r\n\r\n", true},
};

/* A little now and then: never idle, never done. */
static void a_trickle_ends(void **state)
{
    const struct fixture *fixture = *state;
    int fds[sizeof(slow) / sizeof(slow[0])];
    const int64_t start_ms = writ_time_monotonic_ms();

    for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
        fds[i] = raw_connect(fixture->listener.address);
        assert_true(send(fds[i], slow[i].first, strlen(slow[i].first), MSG_NOSIGNAL) > 0);
    }
    step(fixture);
    while (writ_http_connections(fixture->server) > 0) {
        (void)nanosleep(&(struct timespec){0, 50000000}, NULL);
        step(fixture);
        for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
            (void)(slow[i].reads ? recv(fds[i], sip, SIP, MSG_DONTWAIT)
                                 : send(fds[i], "a", 1, MSG_NOSIGNAL));
        }
        assert_true(writ_time_monotonic_ms() - start_ms < 2 * (IDLE_S + REQUEST_S) * 1000);
    }
    assert_true(writ_time_monotonic_ms() - start_ms >= (IDLE_S + REQUEST_S) * 1000);
    for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
        (void)close(fds[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_to_do_needs_no_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(waiting_for_a_client_needs_no_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_may_come_later_and_out_of_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_client_that_left_is_answered_all_the_same, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(requests_behind_a_deferred_one_keep_their_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(stopping_answers_503_to_what_is_deferred, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(quiescing_ends_connections_one_by_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_trickle_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shared_listener_outlives_a_server, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
