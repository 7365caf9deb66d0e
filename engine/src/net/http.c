/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <strings.h>
#include <time.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"

enum { DRAIN_STEP_MS = 5, MS_PER_S = 1000, NS_PER_MS = 1000000 };

struct writ_http_server {
    struct writ_alloc alloc;
    struct writ_http_options options;
    struct MHD_Daemon *daemon;
    atomic_uint busy; /* requests that have begun and not ended */
};

/* One request and its answer. Its memory is its own: threads share no allocator. */
struct exchange {
    struct writ_http_server *server;
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_str uri;
    struct writ_buf body;
    uint64_t received; /* of the body, kept or not */
    struct writ_http_response response;
    int64_t deadline_ms;
    bool has_begun;
};

struct writ_http_options writ_http_defaults(void)
{
    return (struct writ_http_options){
        .body_max = 1 << 20,
        .response_max = 16 << 20,
        .header_max = 16 << 10,
        .connections = 256,
        .threads = 2,
        .idle_s = 15,
        .request_s = 30,
        .drain_s = 10,
    };
}

const char *writ_http_header(const struct writ_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

/* The life of an exchange: the library calls begin() when it has the request line, and end() when
 * the answer is sent or the connection is gone. */

static void exchange_free(struct exchange *exchange)
{
    writ_buf_done(&exchange->body);
    writ_buf_done(&exchange->response.body);
    writ_arena_done(&exchange->arena);

    struct writ_alloc alloc = exchange->alloc;

    writ_free(&alloc, exchange, sizeof(*exchange));
}

static void *begin(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct writ_http_server *server = ctx;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct exchange *exchange = writ_calloc(&alloc, sizeof(*exchange));

    (void)connection;
    if (exchange == NULL) {
        return NULL;
    }
    exchange->server = server;
    exchange->alloc = alloc;
    writ_arena_init(&exchange->arena, &exchange->alloc);
    writ_buf_init(&exchange->body, &exchange->alloc, server->options.body_max);
    writ_buf_init(&exchange->response.body, &exchange->alloc, server->options.response_max);
    exchange->deadline_ms =
        writ_time_monotonic_ms() + (int64_t)server->options.request_s * MS_PER_S;
    exchange->uri = writ_arena_str(&exchange->arena, writ_str_from(uri));
    if (exchange->uri.ptr == NULL) {
        exchange_free(exchange);
        return NULL;
    }
    (void)atomic_fetch_add(&server->busy, 1);
    return exchange;
}

static void end(void *ctx, struct MHD_Connection *connection, void **slot,
                enum MHD_RequestTerminationCode code)
{
    struct writ_http_server *server = ctx;

    (void)connection;
    (void)code;
    if (*slot != NULL) {
        exchange_free(*slot);
        *slot = NULL;
        (void)atomic_fetch_sub(&server->busy, 1);
    }
}

/* Answers. */

static bool add_fields(struct MHD_Response *answer, const struct writ_http_response *response)
{
    if (response->content_type != NULL &&
        MHD_add_response_header(answer, MHD_HTTP_HEADER_CONTENT_TYPE, response->content_type) !=
            MHD_YES) {
        return false;
    }
    for (size_t i = 0; i < WRIT_HTTP_FIELDS_MAX && response->fields[i].name != NULL; i++) {
        if (MHD_add_response_header(answer, response->fields[i].name, response->fields[i].value) !=
            MHD_YES) {
            return false;
        }
    }
    return true;
}

static enum MHD_Result send_response(struct MHD_Connection *connection,
                                     struct writ_http_response *response)
{
    if (response->body.status != WRIT_OK) {
        writ_buf_clear(&response->body);
        response->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    }

    struct MHD_Response *answer = MHD_create_response_from_buffer(
        response->body.len, response->body.ptr, MHD_RESPMEM_MUST_COPY);

    if (answer == NULL) {
        return MHD_NO;
    }

    const enum MHD_Result result = add_fields(answer, response)
                                       ? MHD_queue_response(connection, response->status, answer)
                                       : MHD_NO;

    MHD_destroy_response(answer);
    return result;
}

static enum MHD_Result send_status(struct MHD_Connection *connection, struct exchange *exchange,
                                   unsigned status, const char *reason)
{
    exchange->response.status = status;
    exchange->response.content_type = "text/plain; charset=utf-8";
    writ_buf_add_text(&exchange->response.body, reason);
    return send_response(connection, &exchange->response);
}

static enum MHD_Result too_large(struct MHD_Connection *connection, struct exchange *exchange)
{
    return send_status(connection, exchange, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large\n");
}

/* How the body is framed, as its headers say. */
struct framing {
    unsigned lengths;
    unsigned encodings;
    uint64_t len;
    bool is_number;
};

static enum MHD_Result look_at(void *ctx, enum MHD_ValueKind kind, const char *name,
                               const char *value)
{
    struct framing *framing = ctx;

    (void)kind;
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        framing->lengths++;
        framing->is_number = value != NULL && writ_str_to_u64(writ_str_from(value), &framing->len);
    }
    framing->encodings += strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0 ? 1 : 0;
    return MHD_YES;
}

/* Before a byte of the body is read. Two framings are how requests are smuggled past a proxy. */
static enum MHD_Result check_head(struct MHD_Connection *connection, struct exchange *exchange)
{
    struct framing framing = {0, 0, 0, true};

    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at, &framing);
    if (framing.lengths + framing.encodings > 1 || !framing.is_number) {
        return send_status(connection, exchange, MHD_HTTP_BAD_REQUEST,
                           "the length of the body is ambiguous\n");
    }
    if (framing.len > exchange->server->options.body_max) {
        return too_large(connection, exchange);
    }
    return MHD_YES;
}

/* The library cannot answer before a body ends, so a little more than fits is read and dropped. */
static enum MHD_Result take_body(struct exchange *exchange, const char *bytes, size_t *len)
{
    const uint64_t patience = 2 * (uint64_t)exchange->server->options.body_max;

    writ_buf_add(&exchange->body, (struct writ_str){bytes, *len});
    exchange->received += *len;
    *len = 0;
    return exchange->received <= patience && writ_time_monotonic_ms() <= exchange->deadline_ms
               ? MHD_YES
               : MHD_NO;
}

static enum MHD_Result refuse_body(struct MHD_Connection *connection, struct exchange *exchange)
{
    return exchange->body.status == WRIT_E_LIMIT ? too_large(connection, exchange) : MHD_NO;
}

static enum MHD_Result answer(struct MHD_Connection *connection, struct exchange *exchange,
                              const char *method)
{
    const struct writ_http_options *options = &exchange->server->options;
    const size_t mark = writ_str_find(exchange->uri, '?');
    const struct writ_http_request request = {
        .method = writ_str_from(method),
        .path = writ_str_cut(exchange->uri, 0, mark),
        .query = writ_str_cut(exchange->uri, mark + 1, exchange->uri.len),
        .body = {exchange->body.ptr, exchange->body.len},
        .arena = &exchange->arena,
        .connection = connection,
    };

    exchange->response.status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    options->handler(options->ctx, &request, &exchange->response);
    return send_response(connection, &exchange->response);
}

static enum MHD_Result
/* NOLINTNEXTLINE(readability-function-size): a form that the library dictates */
on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *bytes, size_t *len, void **slot)
{
    struct exchange *exchange = *slot;

    (void)ctx;
    (void)url;
    (void)version;
    if (exchange == NULL) {
        return MHD_NO; /* out of memory */
    }
    if (!exchange->has_begun) {
        exchange->has_begun = true;
        return check_head(connection, exchange);
    }
    if (*len > 0) {
        return take_body(exchange, bytes, len);
    }
    return exchange->body.status == WRIT_OK ? answer(connection, exchange, method)
                                            : refuse_body(connection, exchange);
}

/* Starting and stopping. */

static struct MHD_Daemon *start(struct writ_http_server *server, int fd)
{
    const struct writ_http_options *options = &server->options;
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC;
    const struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)end, server},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)options->header_max, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)options->idle_s, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        /* a pool of one is the library's default, and asking for it an error */
        {options->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
         (intptr_t)options->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

enum writ_status writ_http_serve(const struct writ_listener *listener,
                                 const struct writ_http_options *options,
                                 struct writ_http_server **ret_server, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(listener->address, 0, 0);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_http_server *server = writ_calloc(&alloc, sizeof(*server));
    int fd = fcntl(listener->fd, F_DUPFD_CLOEXEC, 0); /* the library closes what it is given */

    if (server != NULL && fd >= 0) {
        server->alloc = alloc;
        server->options = *options;
        atomic_init(&server->busy, 0);
        server->daemon = start(server, fd);
    }
    if (server == NULL || fd < 0 || server->daemon == NULL) {
        writ_fd_autop(&fd);
        writ_free(&alloc, server, sizeof(*server));
        return writ_fail(err, WRIT_E_IO, &loc, "cannot start the HTTP server: %s", strerror(errno));
    }
    *ret_server = server;
    return WRIT_OK;
}

void writ_http_stop(struct writ_http_server *server)
{
    if (server == NULL) {
        return;
    }

    const struct timespec step = {0, (long)DRAIN_STEP_MS * NS_PER_MS};
    const unsigned steps = server->options.drain_s * MS_PER_S / DRAIN_STEP_MS;
    const int fd = MHD_quiesce_daemon(server->daemon);
    struct writ_alloc alloc = server->alloc;

    for (unsigned i = 0; i < steps && atomic_load(&server->busy) > 0; i++) {
        (void)nanosleep(&step, NULL);
    }
    MHD_stop_daemon(server->daemon);
    writ_fd_autop(&fd);
    writ_free(&alloc, server, sizeof(*server));
}
