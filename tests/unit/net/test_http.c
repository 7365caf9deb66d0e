/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP server and client: what arrives, what is refused, and that stopping lets requests end.
 */
#include "cmocka_all.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "base/fd.h"
#include "base/try.h"
#include "http_raw.h"
#include "net/http_client.h"
#include "net/http_pool.h"

enum { BODY_MAX = 4096, HEADER_MAX = 4096 };

struct fixture {
    struct writ_listener listener;
    struct writ_http_pool *server;
    atomic_uint handled;
};

/* Says what it got: of "/host" the host, with '+' behind a header that there is more of; "/slow"
 * takes its time. */
static void echo(void *ctx, const struct writ_http_request *request,
                 struct writ_http_response *response)
{
    struct fixture *fixture = ctx;
    const char *name = writ_str_is(request->path, "/host") ? "host" : "x-token";
    const char *token = writ_http_header(request, name);

    (void)atomic_fetch_add(&fixture->handled, 1);
    if (writ_str_is(request->path, "/slow")) {
        (void)nanosleep(&(struct timespec){0, 200000000}, NULL);
    }
    if (writ_str_is(request->path, "/poisoned")) {
        response->body.status = WRIT_E_NOMEM;
    }
    response->status = writ_str_is(request->path, "/silent") ? 500 : 200;
    response->content_type = "text/plain";
    response->fields[0] = (struct writ_http_field){"X-Was-Here", "yes"};
    writ_buf_addf(&response->body, "%.*s %.*s?%.*s token=%s%s %zu\n", WRIT_FMT(request->method),
                  WRIT_FMT(request->path), WRIT_FMT(request->query), token == NULL ? "" : token,
                  writ_http_is_repeated(request, name) ? "+" : "", request->body.len);
    writ_buf_add(&response->body, request->body);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct writ_http_options options = writ_http_defaults();
    struct writ_error err = {0};

    assert_non_null(fixture);
    options.handler = echo;
    options.ctx = fixture;
    options.body_max = BODY_MAX;
    options.header_max = HEADER_MAX;
    options.idle_s = 1;
    options.request_s = 1;
    if (writ_listen("127.0.0.1:0", false, &fixture->listener, &err) != WRIT_OK ||
        writ_http_pool_start(&fixture->listener, &options, 2, &fixture->server, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_listener_close(&fixture->listener);
    writ_http_pool_stop(fixture->server);
    free(fixture);
    return 0;
}

static unsigned raw(const struct fixture *fixture, const char *bytes, size_t len,
                    char ret_text[RAW_MAX])
{
    const int fd = raw_connect(fixture->listener.address);

    (void)send(fd, bytes, len, MSG_NOSIGNAL);
    return raw_read(fd, ret_text);
}

#define CLOSE "Host: a\r\nConnection: close\r\n"

static void a_request_arrives_whole(void **state)
{
    char text[RAW_MAX];

    assert_int_equal(raw(*state, "GET /a%2Fb?c=%20&d HTTP/1.1\r\nX-Token: t\r\n" CLOSE "\r\n",
                         strlen("GET /a%2Fb?c=%20&d HTTP/1.1\r\nX-Token: t\r\n" CLOSE "\r\n"),
                         text),
                     200);
    assert_non_null(strstr(text, "\r\n\r\nGET /a%2Fb?c=%20&d token=t 0\n"));
    assert_non_null(strstr(text, "X-Was-Here: yes"));
    assert_non_null(strstr(text, "Content-Type: text/plain"));
}

static void a_repeated_header_is_seen_to_be_one(void **state)
{
    static const char get[] = "GET / HTTP/1.1\r\nX-Token: t\r\nx-TOKEN: u\r\n" CLOSE "\r\n";
    char text[RAW_MAX];

    assert_int_equal(raw(*state, get, sizeof(get) - 1, text), 200);
    assert_non_null(strstr(text, "token=t+ 0\n"));
}

static void a_poisoned_answer_is_500(void **state)
{
    static const char get[] = "GET /poisoned HTTP/1.1\r\n" CLOSE "\r\n";
    char text[RAW_MAX];

    assert_int_equal(raw(*state, get, sizeof(get) - 1, text), 500);
}

static const struct {
    const char *label;
    const char *text;
    unsigned least, most; /* acceptable statuses; 0: the connection just ends */
} hostile[] = {
    {"no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 0, 499},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400, 400},
    {"two lengths", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
     0, 499},
    {"negative length", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: -1\r\n\r\n", 0, 499},
    {"no number", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: x\r\n\r\n", 0, 499},
    {"huge length", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: 99999999999999999999\r\n\r\n", 0,
     499},
    {"too long", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: 4097\r\n\r\n", 413, 413},
    {"length and chunks",
     "POST / HTTP/1.1\r\n" CLOSE "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
     "0\r\n\r\n",
     0, 499},
    {"bad chunk", "POST / HTTP/1.1\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 0, 499},
    {"space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 0, 499},
    {"a body that does not come", "POST / HTTP/1.1\r\n" CLOSE "Content-Length: 10\r\n\r\nabc", 0,
     499},
    {"a head that does not end", "GET / HTTP/1.1\r\nHost: a\r\nX-Tok", 0, 499},
};

static void hostile_input_never_reaches_the_handler(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        const unsigned status = raw(fixture, hostile[i].text, strlen(hostile[i].text), text);

        if (status < hostile[i].least || status > hostile[i].most) {
            fail_msg("%s: %u", hostile[i].label, status);
        }
        if (atomic_load(&fixture->handled) != 0) {
            fail_msg("%s was handled", hostile[i].label);
        }
    }
}

static void long_heads_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static char bytes[4 * HEADER_MAX];
    char text[RAW_MAX];
    size_t len;

    memset(bytes, 'a', sizeof(bytes));
    (void)snprintf(bytes, sizeof(bytes), "GET /");
    bytes[5] = 'a';
    assert_in_range(raw(fixture, bytes, sizeof(bytes), text), 0, 499); /* the URI */
    len = (size_t)snprintf(bytes, sizeof(bytes), "GET / HTTP/1.1\r\nHost: a\r\nX-Long: ");
    bytes[len] = 'a';
    assert_in_range(raw(fixture, bytes, sizeof(bytes), text), 0, 499);
    assert_int_equal(atomic_load(&fixture->handled), 0);
}

/* The length of chunks is not announced, so it is known when they have been read. */
static const struct {
    size_t body;
    unsigned status; /* 0: the connection just ends */
} chunked[] = {{BODY_MAX, 200}, {BODY_MAX + 1, 413}, {2 * BODY_MAX, 413}, {2 * BODY_MAX + 1, 0}};

static void a_chunked_body_has_the_limit_of_any_other(void **state)
{
    struct fixture *fixture = *state;
    char bytes[256];
    char text[RAW_MAX];

    for (size_t i = 0; i < sizeof(chunked) / sizeof(chunked[0]); i++) {
        const size_t body = chunked[i].body;
        const int len =
            snprintf(bytes, sizeof(bytes),
                     "POST / HTTP/1.1\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", body);
        char *all = malloc((size_t)len + body + 7);

        assert_non_null(all);
        memcpy(all, bytes, (size_t)len);
        memset(all + len, 'b', body);
        memcpy(all + len + body, "\r\n0\r\n\r\n", 7);
        assert_int_equal(raw(fixture, all, (size_t)len + body + 7, text), chunked[i].status);
        free(all);
    }
    assert_int_equal(atomic_load(&fixture->handled), 1);
}

static enum writ_status post(const struct fixture *fixture, const char *path, struct writ_str body,
                             struct writ_http_answer *answer, struct writ_error *err)
{
    char url[256];
    const struct writ_http_post request = {
        .url = url, .content_type = "text/x-test", .body = body, .timeout_ms = 3000};

    (void)snprintf(url, sizeof(url), "http://%s%s", fixture->listener.address, path);
    return writ_http_send(&request, answer, err);
}

static void the_client_sends_and_receives_bytes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};
    struct writ_error err = {0};

    writ_buf_init(&body, &alloc, 100);
    if (post(*state, "/x", (struct writ_str){"a\0b", 3}, &answer, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content_type, "text/plain");
    assert_true(writ_str_eq((struct writ_str){body.ptr, body.len},
                            (struct writ_str){"POST /x? token= 3\na\0b", 21}));
}

/* The server here stands for the proxy, which is asked for the whole URL. */
static void the_client_goes_through_the_proxy_of_the_environment(void **state)
{
    const struct fixture *fixture = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};
    const struct writ_http_post request = {
        .url = "http://witness.invalid/host", .content_type = "text/plain", .timeout_ms = 3000};
    char proxy[256];

    writ_buf_init(&body, &alloc, 100);
    (void)snprintf(proxy, sizeof(proxy), "http://%s", fixture->listener.address);
    assert_int_equal(setenv("http_proxy", proxy, 1), 0);

    const enum writ_status proxied = writ_http_send(&request, &answer, NULL);

    assert_int_equal(setenv("no_proxy", "witness.invalid", 1), 0);

    const enum writ_status direct =
        writ_http_send(&request, &(struct writ_http_answer){.body = &body}, NULL);

    assert_int_equal(unsetenv("no_proxy"), 0);
    assert_int_equal(unsetenv("http_proxy"), 0);
    assert_int_equal(proxied, WRIT_OK);
    assert_int_equal(direct, WRIT_E_IO);
    assert_true(writ_str_is((struct writ_str){body.ptr, body.len},
                            "POST /host? token=witness.invalid 0\n"));
}

static const char *const other_schemes[] = {"file:///etc/hostname", "ftp://127.0.0.1/x",
                                            "gopher://127.0.0.1/x", "ws://127.0.0.1/x",
                                            "no scheme at all"};

static void the_client_speaks_http_only(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};

    (void)state;
    writ_buf_init(&body, &alloc, 100);
    for (size_t i = 0; i < sizeof(other_schemes) / sizeof(other_schemes[0]); i++) {
        const struct writ_http_post request = {
            .url = other_schemes[i], .content_type = "text/plain", .timeout_ms = 1000};
        struct writ_error err = {0};

        if (writ_http_send(&request, &answer, &err) != WRIT_E_IO || err.text[0] == '\0' ||
            body.len != 0) {
            fail_msg("%s: %s", other_schemes[i], err.text);
        }
    }
}

static void the_client_gives_up_in_words(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};
    struct writ_error err = {0};
    const struct writ_http_post request = {
        .url = "http://127.0.0.1:1/", .content_type = "text/plain", .timeout_ms = 1000};

    writ_buf_init(&body, &alloc, 10);
    assert_int_equal(post(*state, "/x", WRIT_LIT("0123456789"), &answer, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, "too long"));
    writ_buf_clear(&body);
    err = (struct writ_error){0};
    assert_int_equal(writ_http_send(&request, &answer, &err), WRIT_E_IO);
    assert_string_equal(err.loc.source, request.url);
}

static void *post_slowly(void *ctx)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};

    writ_buf_init(&body, &alloc, 100);
    return post(ctx, "/slow", WRIT_LIT("x"), &answer, NULL) == WRIT_OK && answer.status == 200
               ? ctx
               : NULL;
}

enum { CLIENTS = 4 };

static void stopping_lets_requests_end(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[CLIENTS];

    for (size_t i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, post_slowly, fixture), 0);
    }
    while (atomic_load(&fixture->handled) < 2) { /* both threads of the server are at work */
        (void)nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    writ_http_pool_stop(fixture->server);
    fixture->server = NULL;

    size_t answered = 0;

    for (size_t i = 0; i < CLIENTS; i++) {
        void *result = NULL;

        if (i == CLIENTS - 1) {
            writ_listener_close(&fixture->listener); /* who was not accepted yet is sent away */
        }
        assert_int_equal(pthread_join(threads[i], &result), 0);
        answered += result != NULL ? 1 : 0;
    }
    assert_true(answered >= 2 && answered == atomic_load(&fixture->handled));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_arrives_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_repeated_header_is_seen_to_be_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_poisoned_answer_is_500, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_input_never_reaches_the_handler, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_heads_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_chunked_body_has_the_limit_of_any_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_client_sends_and_receives_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_client_goes_through_the_proxy_of_the_environment,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_client_speaks_http_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_client_gives_up_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopping_lets_requests_end, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
