/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_exchange.h"

#include <assert.h>
#include <strings.h>

#include "net/http_deadline.h"
#include "net/http_head.h"
#include "net/http_peer.h"

/* What ended exchanges may keep for those to come. */
enum { SPARE_MAX = 128, SPARE_BYTES = 16 << 10 };

/* So that clients who send much, and slowly, leave room for those who send little. */
enum { SMALL_BODY = 64 << 10 };

/* Of one exchange: its body, its answer, and all that is made of them. */
enum { EXCHANGE_BYTES = 512 << 20 };

struct writ_http_exchange {
    struct writ_http_traffic *traffic;
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_buf body;
    struct MHD_Connection *connection;
    struct writ_str uri;
    uint64_t received; /* of the body, kept or not */
    bool has_begun;
    bool is_handled;
    struct writ_http_request request;
    struct writ_http_response response;
    struct writ_http_exchange **link; /* what points at it while it is deferred; else NULL */
    struct writ_http_exchange *next;  /* of the deferred, or of the spare ones */
};

const char *writ_http_header(const struct writ_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->exchange->connection, MHD_HEADER_KIND, name);
}

struct counting {
    const char *name;
    size_t count;
};

static enum MHD_Result count_one(void *ctx, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct counting *counting = ctx;

    (void)kind;
    (void)value;
    counting->count += strcasecmp(name, counting->name) == 0 ? 1 : 0;
    return MHD_YES;
}

bool writ_http_is_repeated(const struct writ_http_request *request, const char *name)
{
    struct counting counting = {name, 0};

    (void)MHD_get_connection_values(request->exchange->connection, MHD_HEADER_KIND, count_one,
                                    &counting);
    return counting.count > 1;
}

struct writ_http_traffic *writ_http_traffic(const struct writ_http_request *request)
{
    return request->exchange->traffic;
}

struct MHD_Connection *writ_http_connection(const struct writ_http_request *request)
{
    return request->exchange->connection;
}

/* The life of an exchange. */

static void exchange_free(struct writ_http_exchange *exchange)
{
    writ_buf_done(&exchange->body);
    writ_buf_done(&exchange->response.body);
    writ_arena_done(&exchange->arena);

    struct writ_alloc alloc = exchange->alloc;

    writ_free(&alloc, exchange, sizeof(*exchange));
}

static struct writ_http_exchange *exchange_new(struct writ_http_traffic *traffic)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(EXCHANGE_BYTES);
    struct writ_http_exchange *exchange = writ_calloc(&alloc, sizeof(*exchange));

    if (exchange == NULL) {
        return NULL;
    }
    exchange->traffic = traffic;
    exchange->alloc = alloc;
    writ_arena_init(&exchange->arena, &exchange->alloc);
    writ_buf_init(&exchange->body, &exchange->alloc, traffic->options.body_max);
    writ_buf_init(&exchange->response.body, &exchange->alloc, traffic->options.response_max);
    return exchange;
}

/* As new, but for its memory. */
static void exchange_clear(struct writ_http_exchange *exchange)
{
    writ_arena_reset(&exchange->arena);
    writ_buf_clear(&exchange->body);
    writ_buf_clear(&exchange->response.body);
    exchange->received = 0;
    exchange->has_begun = false;
    exchange->is_handled = false;
    exchange->response = (struct writ_http_response){.body = exchange->response.body};
}

static struct writ_http_exchange *exchange_take(struct writ_http_traffic *traffic)
{
    struct writ_http_exchange *exchange = traffic->spare;

    if (exchange == NULL) {
        return exchange_new(traffic);
    }
    traffic->spare = exchange->next;
    traffic->spare_count--;
    exchange_clear(exchange);
    return exchange;
}

static void exchange_give_back(struct writ_http_exchange *exchange)
{
    struct writ_http_traffic *traffic = exchange->traffic;

    traffic->body_bytes -= exchange->body.len;
    if (traffic->spare_count >= SPARE_MAX || exchange->alloc.used_bytes > SPARE_BYTES) {
        exchange_free(exchange);
        return;
    }
    exchange->next = traffic->spare;
    traffic->spare = exchange;
    traffic->spare_count++;
}

void writ_http_traffic_done(struct writ_http_traffic *traffic)
{
    while (traffic->spare != NULL) {
        struct writ_http_exchange *exchange = traffic->spare;

        traffic->spare = exchange->next;
        exchange_free(exchange);
    }
}

void *writ_http_begin(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct writ_http_traffic *traffic = ctx;
    struct writ_http_exchange *exchange = exchange_take(traffic);

    if (exchange == NULL) {
        return NULL;
    }
    exchange->connection = connection;
    exchange->uri = writ_arena_str(&exchange->arena, writ_str_from(uri));
    if (exchange->uri.ptr == NULL) {
        exchange_give_back(exchange);
        return NULL;
    }
    traffic->busy++;
    traffic->has_moved = true;
    return exchange;
}

void writ_http_end(void *ctx, struct MHD_Connection *connection, void **slot,
                   enum MHD_RequestTerminationCode code)
{
    struct writ_http_traffic *traffic = ctx;

    (void)code;
    traffic->has_moved = true;
    if (*slot != NULL) {
        exchange_give_back(*slot);
        *slot = NULL;
        traffic->busy--;
        writ_http_await(traffic, writ_http_peer_of(connection));
    }
}

/* Answers. */

static bool add_field(struct MHD_Response *answer, const char *name, const char *value)
{
    return MHD_add_response_header(answer, name, value) == MHD_YES;
}

static bool add_fields(struct MHD_Response *answer, const struct writ_http_response *response)
{
    if (response->content_type != NULL &&
        !add_field(answer, MHD_HTTP_HEADER_CONTENT_TYPE, response->content_type)) {
        return false;
    }
    for (size_t i = 0; i < WRIT_HTTP_FIELDS_MAX && response->fields[i].name != NULL; i++) {
        if (!add_field(answer, response->fields[i].name, response->fields[i].value)) {
            return false;
        }
    }
    return true;
}

/* The body is not copied: it lives in the exchange, which ends after it was sent. */
static struct MHD_Response *make_answer(struct writ_http_response *response)
{
    struct writ_str body = response->text;

    if (response->body.status != WRIT_OK) {
        response->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
        body = WRIT_LIT("");
    } else if (body.ptr == NULL) {
        body = (struct writ_str){response->body.ptr, response->body.len};
    }
    /* The library asks for bytes it may write to, and writes none. */
    return MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.ptr,
                                           MHD_RESPMEM_PERSISTENT);
}

/* The connection will end without a wish of its client, who may be sending already. */
static void cut_short(const struct writ_http_exchange *exchange)
{
    struct writ_http_peer *peer = writ_http_peer_of(exchange->connection);

    if (peer != NULL) {
        peer->is_cut_short = true;
    }
}

static enum MHD_Result send_response(struct writ_http_exchange *exchange)
{
    struct MHD_Response *answer = make_answer(&exchange->response);

    if (answer == NULL) {
        return MHD_NO;
    }
    if (exchange->traffic->is_ending) {
        cut_short(exchange);
    }

    const bool is_ready =
        add_fields(answer, &exchange->response) &&
        (!exchange->traffic->is_ending || add_field(answer, MHD_HTTP_HEADER_CONNECTION, "close"));
    const enum MHD_Result result =
        is_ready ? MHD_queue_response(exchange->connection, exchange->response.status, answer)
                 : MHD_NO;

    MHD_destroy_response(answer);
    writ_http_await(exchange->traffic, writ_http_peer_of(exchange->connection));
    return result;
}

static void set_status(struct writ_http_response *response, unsigned status, struct writ_str reason)
{
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    response->text = reason;
    response->fields[0].name = NULL;
}

static enum MHD_Result send_status(struct writ_http_exchange *exchange, unsigned status,
                                   struct writ_str reason)
{
    set_status(&exchange->response, status, reason);
    return send_response(exchange);
}

static enum MHD_Result too_large(struct writ_http_exchange *exchange)
{
    return send_status(exchange, MHD_HTTP_CONTENT_TOO_LARGE, WRIT_LIT("the body is too large\n"));
}

/* Requests. */

static enum MHD_Result check_head(struct writ_http_exchange *exchange, const char *method,
                                  const char *version)
{
    const struct writ_http_head head = {method, version, exchange->uri};
    const struct writ_http_refusal refusal =
        writ_http_check_head(exchange->connection, &head, &exchange->traffic->options);

    exchange->has_begun = true;
    if (refusal.status == 0) {
        return MHD_YES;
    }
    cut_short(exchange);
    return send_status(exchange, refusal.status, refusal.reason);
}

static void drop_body(struct writ_http_exchange *exchange, enum writ_status status)
{
    exchange->traffic->body_bytes -= exchange->body.len;
    writ_buf_done(&exchange->body);
    exchange->body.status = status;
}

static void keep_body(struct writ_http_exchange *exchange, struct writ_str bytes)
{
    struct writ_http_traffic *traffic = exchange->traffic;
    struct writ_buf *body = &exchange->body;

    if (body->status != WRIT_OK) {
        return;
    }
    if (body->len + bytes.len > SMALL_BODY &&
        traffic->body_bytes + bytes.len > traffic->options.bodies_max) {
        drop_body(exchange, WRIT_E_NOMEM);
        return;
    }
    writ_buf_add(body, bytes);
    if (body->status != WRIT_OK) {
        drop_body(exchange, body->status);
        return;
    }
    traffic->body_bytes += bytes.len;
}

/* The library cannot answer before a body ends, so a little more than fits is read and dropped. */
static enum MHD_Result take_body(struct writ_http_exchange *exchange, const char *bytes,
                                 size_t *len)
{
    const uint64_t patience = 2 * (uint64_t)exchange->traffic->options.body_max;

    keep_body(exchange, (struct writ_str){bytes, *len});
    exchange->received += *len;
    *len = 0;
    return exchange->received <= patience ? MHD_YES : MHD_NO;
}

static enum MHD_Result refuse_body(struct writ_http_exchange *exchange)
{
    return exchange->body.status == WRIT_E_LIMIT
               ? too_large(exchange)
               : send_status(exchange, MHD_HTTP_SERVICE_UNAVAILABLE,
                             WRIT_LIT("there is no room for the body: try again later\n"));
}

/* Deferring: the library leaves the connection alone until it is resumed, and then asks once more.
 */

static void defer(struct writ_http_exchange *exchange)
{
    struct writ_http_traffic *traffic = exchange->traffic;

    exchange->next = traffic->deferred;
    exchange->link = &traffic->deferred;
    if (exchange->next != NULL) {
        exchange->next->link = &exchange->next;
    }
    traffic->deferred = exchange;
    MHD_suspend_connection(exchange->connection);
}

void writ_http_answer(const struct writ_http_request *request)
{
    struct writ_http_exchange *exchange = request->exchange;

    assert(exchange->link != NULL);
    *exchange->link = exchange->next;
    if (exchange->next != NULL) {
        exchange->next->link = exchange->link;
    }
    exchange->link = NULL;
    exchange->traffic->has_answers = true;
    MHD_resume_connection(exchange->connection);
}

void writ_http_give_up(struct writ_http_traffic *traffic)
{
    while (traffic->deferred != NULL) {
        set_status(&traffic->deferred->response, MHD_HTTP_SERVICE_UNAVAILABLE,
                   WRIT_LIT("the service is stopping\n"));
        writ_http_answer(&traffic->deferred->request);
    }
}

/* A trailer whose first line is folded makes the library take away the name of the head's last
 * field. */
static bool has_trailer(const struct writ_http_exchange *exchange)
{
    return MHD_get_connection_values(exchange->connection, MHD_FOOTER_KIND, NULL, NULL) > 0;
}

static enum MHD_Result handle(struct writ_http_exchange *exchange, const char *method)
{
    const struct writ_http_options *options = &exchange->traffic->options;
    const struct writ_str target = writ_http_origin_form(exchange->uri);
    const size_t mark = writ_str_find(target, '?');

    exchange->is_handled = true;
    writ_http_relax(exchange->traffic, writ_http_peer_of(exchange->connection));
    exchange->request = (struct writ_http_request){
        .method = writ_str_from(method),
        .path = mark == 0 ? WRIT_LIT("/") : writ_str_cut(target, 0, mark),
        .query = writ_str_cut(target, mark + 1, target.len),
        .body = {exchange->body.ptr, exchange->body.len},
        .arena = &exchange->arena,
        .exchange = exchange,
    };
    exchange->response.status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    options->handler(options->ctx, &exchange->request, &exchange->response);
    if (!exchange->response.is_deferred) {
        return send_response(exchange);
    }
    defer(exchange);
    return MHD_YES;
}

enum MHD_Result
/* NOLINTNEXTLINE(readability-function-size): a form that the library dictates */
writ_http_on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                     const char *method, const char *version, const char *bytes, size_t *len,
                     void **slot)
{
    struct writ_http_traffic *traffic = ctx;
    struct writ_http_exchange *exchange = *slot;

    traffic->has_moved = true;
    (void)connection;
    (void)url;
    if (exchange == NULL) {
        return MHD_NO; /* out of memory */
    }
    if (!exchange->has_begun) {
        return check_head(exchange, method, version);
    }
    if (*len > 0) {
        return take_body(exchange, bytes, len);
    }
    if (exchange->is_handled) {
        return send_response(exchange);
    }
    if (has_trailer(exchange)) {
        return send_status(exchange, MHD_HTTP_BAD_REQUEST, WRIT_LIT("trailers are not taken\n"));
    }
    return exchange->body.status == WRIT_OK ? handle(exchange, method) : refuse_body(exchange);
}
