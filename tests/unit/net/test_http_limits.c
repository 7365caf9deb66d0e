/* SPDX-License-Identifier: Apache-2.0
 *
 * What arrives at the handler and what does not: forms of requests, and how many at a time.
 */
#include "cmocka_all.h"

#include <sys/resource.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "http_talk.h"
#include "own_dir.h"

static const struct {
    const char *label;
    const char *text;
    const char *statuses;
    const char *last; /* what the handler saw last; NULL: it was not called */
} forms[] = {
    {"plain", "GET /a?b HTTP/1.1\r\n" HEAD "\r\n", "200", "GET /a?b 0"},
    {"pipelined",
     "GET /1 HTTP/1.1\r\n" HEAD "\r\n" POST "Content-Length: 2\r\n\r\nabGET /3 HTTP/1.1\r\n" HEAD
     "\r\n",
     "200 200 200", "GET /3? 0"},
    {"pipelined behind a last one",
     "GET /1 HTTP/1.1\r\n" HEAD "Connection: close\r\n\r\nGET /2 HTTP/1.1\r\n" HEAD "\r\n", "200",
     "GET /1? 0"},
    {"pipelined behind a bad one",
     "GET /1 HTTP/1.1\r\n" HEAD "\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n" HEAD "\r\n",
     "200 400", "GET /1? 0"},
    {"HTTP/1.0 ends", "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", "200", "GET /1? 0"},
    {"HTTP/1.0 kept alive",
     "GET /1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", "200 200",
     "GET /2? 0"},
    {"HTTP/0.9", "GET /\r\n\r\n", "400", NULL},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", NULL},
    {"HTTP/1.2 is as 1.1", "GET /1 HTTP/1.2\r\n" HEAD "\r\n", "200", "GET /1? 0"},
    {"lower case", "GET / http/1.1\r\n" HEAD "\r\n", "400", NULL},
    {"absolute", "GET http://a.example:80/x?y HTTP/1.1\r\n" HEAD "\r\n", "200", "GET /x?y 0"},
    {"absolute, encrypted", "GET HTTPS://a/x HTTP/1.1\r\n" HEAD "\r\n", "200", "GET /x? 0"},
    {"absolute without a path", "GET http://a HTTP/1.1\r\n" HEAD "\r\n", "200", "GET /? 0"},
    {"absolute with a query alone", "GET http://a?b/c HTTP/1.1\r\n" HEAD "\r\n", "200",
     "GET /?b/c 0"},
    {"asterisk", "OPTIONS * HTTP/1.1\r\n" HEAD "\r\n", "200", "OPTIONS *? 0"},
    {"nothing decoded", "GET /%2e%2E/%00?%3f HTTP/1.1\r\n" HEAD "\r\n", "200",
     "GET /%2e%2E/%00?%3f 0"},
    {"no target", "GET HTTP/1.1\r\n" HEAD "\r\n", "400", NULL},
    {"a space in the target", "GET /a b HTTP/1.1\r\n" HEAD "\r\n", "400", NULL},
    {"a tab in the target", "GET /a\tb HTTP/1.1\r\n" HEAD "\r\n", "400", NULL},
    {"a strange method", "G@T / HTTP/1.1\r\n" HEAD "\r\n", "400", NULL},
    {"a method of one's own", "PURGE / HTTP/1.1\r\n" HEAD "\r\n", "200", "PURGE /? 0"},
    {"no host", "GET / HTTP/1.1\r\n\r\n", "400", NULL},
    {"two hosts", "GET / HTTP/1.1\r\n" HEAD "Host: b\r\n\r\n", "400", NULL},
    {"a space before the colon", "GET / HTTP/1.1\r\n" HEAD "X : 1\r\n\r\n", "400", NULL},
    {"a length with a space before the colon", POST "Content-Length : 1\r\n\r\na", "400", NULL},
    {"no colon", "GET / HTTP/1.1\r\n" HEAD "X\r\n\r\n", "400", NULL},
    {"no name, which ends a head for this library", "GET / HTTP/1.1\r\n" HEAD ": x\r\nX: y\r\n\r\n",
     "200 400", "GET /? 0"},
    {"a carriage return alone", "GET / HTTP/1.1\r\n" HEAD "X: a\rY: b\r\n\r\n", "400", NULL},
    {"a control character", "GET / HTTP/1.1\r\n" HEAD "X: a\x01\r\n\r\n", "400", NULL},
    {"a tab and UTF-8 in a value", "GET / HTTP/1.1\r\n" HEAD "X: a\t\xc3\xa4\r\n\r\n", "200",
     "GET /? 0"},
    {"lines without carriage returns", "GET / HTTP/1.1\nHost: a\n\n", "200", "GET /? 0"},
    {"a body", POST "Content-Length: 3\r\n\r\nabc", "200", "POST /? 3"},
    {"an empty body", POST "Content-Length: 0\r\n\r\n", "200", "POST /? 0"},
    {"two equal lengths", POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", "400", NULL},
    {"a length with a leading zero", POST "Content-Length: 01\r\n\r\na", "400", NULL},
    {"a length and chunks", POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "400", NULL},
    {"two encodings",
     POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", NULL},
    {"another encoding", POST "Transfer-Encoding: gzip\r\n\r\nabc", "400", NULL},
    {"another encoding below chunks", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     "400", NULL},
    {"identity", POST "Transfer-Encoding: identity\r\n\r\nabc", "400", NULL},
    {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400",
     NULL},
    {"chunks",
     POST "Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "200",
     "POST /? 13"},
    {"chunks and a trailer",
     POST "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nContent-Length: 99\r\n\r\n"
          "GET /2 HTTP/1.1\r\n" HEAD "\r\n",
     "400 200", "GET /2? 0"},
    {"a folded trailer", POST "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n b: c\r\n\r\n",
     "400", NULL},
    {"a chunk without its end", POST "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
     "400", NULL},
    {"a chunk of negative size", POST "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
     "400", NULL},
    {"a chunk of prefixed size", POST "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
     "400", NULL},
    {"a chunk beyond all numbers",
     POST "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\na\r\n0\r\n\r\n", "413", NULL},
    {"100-continue", POST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "100 200",
     "POST /? 3"},
    {"100-continue for too much", POST "Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n",
     "413", NULL},
    {"a gibibyte", POST "Content-Length: 1073741824\r\n\r\nabc", "413", NULL},
    /* The library answers these itself, and sends the head of its last answer twice. */
    {"two lengths in one", POST "Content-Length: 1, 1\r\n\r\na", "400 400", NULL},
    {"a signed length", POST "Content-Length: +1\r\n\r\na", "400 400", NULL},
    {"an empty length", POST "Content-Length:\r\n\r\n", "400 400", NULL},
    {"a length in hexadecimal", POST "Content-Length: 0x1\r\n\r\na", "400 400", NULL},
    {"more than a number", POST "Content-Length: 99999999999999999999\r\n\r\nabc", "413 413", NULL},
};

static void forms_are_taken_as_the_standard_says(void **state)
{
    struct fixture *fixture = *state;
    char text[256];

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        fixture->last[0] = '\0';
        talk(fixture, forms[i].text, strlen(forms[i].text));
        statuses(text);
        if (strcmp(text, forms[i].statuses) != 0 ||
            strcmp(fixture->last, forms[i].last == NULL ? "" : forms[i].last) != 0) {
            fail_msg("%s: %s, handler saw '%s'", forms[i].label, text, fixture->last);
        }
    }
}

/* Connections. */

static int connect_unix(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memcpy(name.sun_path, path, strlen(path));
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&name, sizeof(name)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void allow_files(rlim_t count)
{
    struct rlimit limit = {0, 0};

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_max < count) {
        skip();
    }
    limit.rlim_cur = count;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* In a process of its own: `count` connections, each of which asks once when `asks`, until `stop`
 * is closed. */
static pid_t crowd(const char *path, size_t count, bool asks, const int stop[2])
{
    const pid_t pid = fork();
    char byte = 0;

    if (pid == 0) {
        allow_files(count + 100);
        (void)close(stop[1]);
        for (size_t i = 0; i < count; i++) {
            const int fd = connect_unix(path);

            if (fd < 0 || (asks && send(fd, forms[0].text, strlen(forms[0].text), 0) < 0)) {
                _exit(1);
            }
        }
        (void)!read(stop[0], &byte, 1);
        _exit(0);
    }
    return pid;
}

static long resident_kib(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*d %ld", &pages), 1);
    (void)fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A crowd, and somebody who comes when it is there. */
static void hold(unsigned limit, size_t count, unsigned admitted, bool asks)
{
    char dir[OWN_PATH];
    char address[OWN_PATH + 8];
    int stop[2];
    int status = 0;

    own_dir_make(dir);
    (void)snprintf(address, sizeof(address), "unix:%s/s", dir);
    assert_int_equal(pipe(stop), 0);

    struct fixture *fixture = start(address, limit);
    const long before_kib = resident_kib();
    const pid_t pid = crowd(address + 5, count, asks, stop);

    wait_for(fixture, admitted);
    for (int i = 0; i < PATIENCE && asks && fixture->handled < admitted; i++) {
        (void)step(fixture);
    }
    assert_int_equal(fixture->handled, asks ? admitted : 0);
    print_message("%u connections: %.1f KiB each\n", admitted,
                  (double)(resident_kib() - before_kib) / admitted);

    const int late = connect_unix(address + 5);

    assert_true(late >= 0);
    assert_true(send(late, forms[0].text, strlen(forms[0].text), MSG_NOSIGNAL) > 0);
    for (int i = 0; i < 10; i++) {
        (void)step(fixture);
    }
    assert_int_equal(writ_http_connections(fixture->server),
                     count > admitted ? admitted : admitted + 1); /* or it waits */
    (void)close(stop[1]);
    (void)close(stop[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    wait_for(fixture, 1);
    for (int i = 0; i < 10; i++) {
        (void)step(fixture);
    }
    assert_true(recv(late, got, 100, MSG_DONTWAIT) > 0);
    (void)close(late);
    tear_down((void **)&fixture);
    own_dir_remove(dir);
}

static void who_comes_too_late_waits(void **state)
{
    (void)state;
    hold(8, 20, 8, true);
}

static void ten_thousand_may_be_idle(void **state)
{
    (void)state;
    allow_files(10200);
    hold(10001, 10000, 10000, false);
    hold(10001, 10000, 10000, true);
}

/* The rest of the process goes on opening files when a crowd has come. */
static void descriptors_are_left_to_others(void **state)
{
    int fds[40];

    (void)state;
    allow_files(160);
    hold(10000, 200, 96, true);
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        assert_true(fds[i] >= 0);
    }
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        (void)close(fds[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forms_are_taken_as_the_standard_says, set_up, tear_down),
        cmocka_unit_test(who_comes_too_late_waits),
        cmocka_unit_test(descriptors_are_left_to_others),
        cmocka_unit_test(ten_thousand_may_be_idle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
