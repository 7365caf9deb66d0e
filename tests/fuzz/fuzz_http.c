/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes on a connection to a real server, in pieces of any size. What reaches the handler is one request for every
 * reader; the server answers in HTTP or hangs up; nothing of a connection stays when the client is gone. The first byte
 * says how the others are sent.
 */
#include "fuzz.h"

#include <errno.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/http.h"

enum { HEADER_MAX = 1024, BODY_MAX = 512, PENDING_MAX = 4, ROUNDS = 200, ANSWERS_MAX = 1 << 16 };

/* Bits of the first byte; the others are the size of a piece. */
enum { LEAVES = 0x80, ENDS = 0x40, PIECE = 0x3f };

struct run {
    struct writ_http_server *server;
    struct sockaddr_un name;
    socklen_t name_len;
    const struct writ_http_request *pending[PENDING_MAX]; /* what "/later" deferred */
    size_t count;
};

static bool is_graphic(struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == '\x7f') {
            return false;
        }
    }
    return true;
}

static void check_request(const struct writ_http_request *request)
{
    const char *length = writ_http_header(request, "Content-Length");
    const char *encoding = writ_http_header(request, "Transfer-Encoding");

    promise(request->method.len > 0 && is_graphic(request->method), "a method is a token");
    promise(request->path.len > 0 && is_graphic(request->path) && is_graphic(request->query),
            "a target has no space in it");
    promise(length == NULL || encoding == NULL, "a body is framed once");
    promise(encoding == NULL || strcasecmp(encoding, "chunked") == 0, "chunks are all there is");
    promise(length == NULL || strtoull(length, NULL, 10) == request->body.len,
            "a body has the length it is said to have");
    promise(length != NULL || encoding != NULL || request->body.len == 0, "a body is announced");
    promise(request->body.len <= BODY_MAX, "a body is not too long");
}

static void echo(void *ctx, const struct writ_http_request *request,
                 struct writ_http_response *response)
{
    struct run *run = ctx;

    check_request(request);
    response->status = 200;
    writ_buf_add(&response->body, request->body);
    if (writ_str_starts(request->path, WRIT_LIT("/later")) && run->count < PENDING_MAX) {
        response->is_deferred = true;
        run->pending[run->count++] = request;
    }
}

/* A socket without a name in any folder. */
static struct writ_listener listen_nowhere(struct run *run)
{
    const struct sockaddr_un any = {.sun_family = AF_UNIX};
    struct writ_listener listener = {
        .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), .address = "nowhere"};

    run->name_len = sizeof(run->name);
    require(bind(listener.fd, (const struct sockaddr *)&any, sizeof(any.sun_family)) == 0 &&
            listen(listener.fd, SOMAXCONN) == 0 &&
            getsockname(listener.fd, (struct sockaddr *)&run->name, &run->name_len) == 0);
    return listener;
}

/* Inputs follow each other on one server, as connections do. */
static struct run *the_run(void)
{
    static struct run run;
    struct writ_http_options options = writ_http_defaults();

    if (run.server == NULL) {
        struct writ_listener listener = listen_nowhere(&run);

        options.handler = echo;
        options.ctx = &run;
        options.header_max = HEADER_MAX;
        options.body_max = BODY_MAX;
        require(writ_http_serve(&listener, &options, &run.server, NULL) == WRIT_OK);
        (void)close(listener.fd);
    }
    return &run;
}

/* What a turn deferred is answered before the next. */
static void turn(struct run *run)
{
    require(writ_http_turn(run->server, NULL) == WRIT_OK);
    for (size_t i = 0; i < run->count; i++) {
        writ_http_answer(run->pending[i]);
    }
    run->count = 0;
}

/* Whatever comes back; its beginning is kept. */
static size_t take(int fd, char *answers, size_t len)
{
    const ssize_t more = recv(fd, answers + len, ANSWERS_MAX - len, MSG_DONTWAIT);

    return more > 0 ? len + (size_t)more : len;
}

static size_t talk(struct run *run, int fd, const uint8_t *data, size_t size, char *answers)
{
    const uint8_t how = data[0];
    const size_t piece = (how & PIECE) == 0 ? size : (size_t)(how & PIECE);
    size_t len = 0;

    for (size_t at = 1; at < size;) {
        const size_t left = size - at;
        const ssize_t gone =
            send(fd, data + at, left < piece ? left : piece, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (gone < 0 && errno != EAGAIN) {
            break;
        }
        at += gone > 0 ? (size_t)gone : 0;
        turn(run);
        len = take(fd, answers, len);
    }
    if ((how & LEAVES) != 0) {
        return len;
    }
    if ((how & ENDS) != 0) {
        (void)shutdown(fd, SHUT_WR);
    }
    for (int i = 0; i < 3 || (i < ROUNDS && writ_http_wait_ms(run->server) == 0); i++) {
        turn(run);
        len = take(fd, answers, len);
    }
    return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char answers[ANSWERS_MAX];
    struct run *run = the_run();
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (size < 2) {
        (void)close(fd);
        return 0;
    }
    require(connect(fd, (const struct sockaddr *)&run->name, run->name_len) == 0);

    const size_t len = talk(run, fd, data, size, answers);

    promise(len < 9 || memcmp(answers, "HTTP/1.1 ", 9) == 0, "an answer is HTTP");
    (void)close(fd);
    for (int i = 0; i < ROUNDS && writ_http_connections(run->server) > 0; i++) {
        turn(run);
    }
    promise(writ_http_connections(run->server) == 0 && writ_http_busy(run->server) == 0,
            "nothing stays of a connection");
    return 0;
}
