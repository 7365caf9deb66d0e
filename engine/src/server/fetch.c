/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths that the archive answers: the log as a public one, receipts, explanations.
 */
#include <stddef.h>

#include "base/error.h"
#include "base/try.h"
#include "server/archive_process.h"
#include "server/route.h"
#include "server/service.h"
#include "server/wire.h"

/* A document on its way. */
struct fetch {
    struct writ_letter letter;
    struct writ_exchange *exchange;
    struct writ_str content_type;
};

static enum writ_status keep_document(struct fetch *fetch, struct writ_str payload,
                                      struct writ_error *err)
{
    struct writ_wire wire = {.rest = payload};
    const struct writ_str type = writ_wire_text(&wire);
    const struct writ_str body = writ_wire_text(&wire);

    fetch->content_type = writ_arena_str(fetch->exchange->arena, type);
    writ_buf_add(&fetch->exchange->response->body, body);
    return writ_wire_is_read(&wire) && fetch->content_type.ptr != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_BUG, NULL, "the archive says what it should not");
}

static enum writ_status keep_refusal(struct writ_str payload, struct writ_error *err)
{
    struct writ_wire wire = {.rest = payload};
    const enum writ_status status = (enum writ_status)writ_wire_u32(&wire);
    const struct writ_str text = writ_wire_text(&wire);

    return writ_fail(err, status == WRIT_OK ? WRIT_E_BUG : status, NULL, "%.*s", WRIT_FMT(text));
}

static void answered(struct writ_letter *letter, const struct writ_message *answer,
                     const struct writ_error *err)
{
    struct fetch *fetch = (struct fetch *)(void *)((char *)letter - offsetof(struct fetch, letter));
    struct writ_error why = {0};

    if (answer == NULL) {
        why = *err;
    } else if (answer->kind == WRIT_ARCHIVE_FOUND) {
        (void)!keep_document(fetch, answer->payload, &why);
    } else {
        (void)!keep_refusal(answer->payload, &why);
    }
    writ_exchange_resume(fetch->exchange, &why);
}

/* Where it matters, the archive sees for itself who asks. */
static struct writ_str authorization_of(const struct writ_exchange *exchange)
{
    return (exchange->route->traits & WRIT_ROUTE_EXPLAINS) == 0
               ? WRIT_LIT("")
               : writ_str_from(writ_http_header(exchange->http, "Authorization"));
}

static enum writ_status ask(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_remote *archive = exchange->service->archive;
    struct fetch *fetch = writ_arena_alloc(exchange->arena, sizeof(*fetch));
    struct writ_buf *request;

    if (archive == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "this service has no archive");
    }
    if (fetch == NULL) {
        return writ_engine_no_memory(err);
    }
    *fetch = (struct fetch){.letter.answered = answered, .exchange = exchange};
    exchange->state = fetch;
    request = writ_remote_begin(archive, WRIT_ARCHIVE_GET);
    writ_wire_put_text(request, exchange->http->path);
    writ_wire_put_text(request, authorization_of(exchange));
    WRIT_TRY(writ_remote_end(archive, &fetch->letter, err));
    writ_exchange_suspend(exchange);
    return WRIT_OK;
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct fetch *fetch = exchange->state;

    (void)err;
    exchange->response->content_type = fetch->content_type.ptr;
    exchange->response->status = 200;
    return WRIT_OK;
}

const struct writ_route writ_archive_routes[] = {
    {"GET", "/log/", ask, answer, NULL, 0},
    {"GET", "/v1/explain/", ask, answer, NULL, WRIT_ROUTE_EXPLAINS},
    {0},
};
