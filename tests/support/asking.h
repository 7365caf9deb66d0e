/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/asking.h - requests at the service without HTTP between: the way of a request as a
 * worker has it, with a scribe that has everything recorded at its next turn, or refuses to.
 *
 * The functions of HTTP that the service calls are stood in for, and the clock
 * (tests/CMakeLists.txt:
 * --wrap).
 */
#ifndef WRIT_TESTS_ASKING_H
#define WRIT_TESTS_ASKING_H

#include "base/error.h"
#include "server/service.h"
#include "writ/engine.h"

enum { ASKING_WAITING_MAX = 128, ASKING_ANSWER_MAX = 64 << 20 };

struct asking_scribe {
    struct writ_scribe base;
    struct writ_submitted *waiting[ASKING_WAITING_MAX];
    size_t count;
    uint64_t records;
    enum writ_status status; /* what comes of a submission */
};

struct asking {
    struct asking_scribe scribe;
    struct writ_service service;

    /* the last request */
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_http_response response;
    uint64_t records; /* that it left */
};

static size_t asking_answers; /* sent, of the last request */

/* How long each look at the clock takes, and all of them have taken. */
static uint64_t asking_look_ns, asking_looked_ns;

/* So that a request is soon too long, with a sanitizer too. */
static const uint64_t asking_long_look_ns = 6000000000;

/* What the request has beside its Content-Type. */
static struct {
    const char *name, *value;
} asking_headers[5];

const char *__wrap_writ_http_header(const struct writ_http_request *request, const char *name);
bool __wrap_writ_http_is_repeated(const struct writ_http_request *request, const char *name);
void __wrap_writ_http_answer(const struct writ_http_request *request);
uint64_t __real_writ_time_monotonic_ns(void);
uint64_t __wrap_writ_time_monotonic_ns(void);

const char *__wrap_writ_http_header(const struct writ_http_request *request, const char *name)
{
    (void)request;
    for (size_t i = 0; i < sizeof(asking_headers) / sizeof(asking_headers[0]); i++) {
        if (asking_headers[i].name != NULL && strcmp(name, asking_headers[i].name) == 0) {
            return asking_headers[i].value;
        }
    }
    return strcmp(name, "Content-Type") == 0 ? "application/json" : NULL;
}

bool __wrap_writ_http_is_repeated(const struct writ_http_request *request, const char *name)
{
    size_t count = 0;

    (void)request;
    for (size_t i = 0; i < sizeof(asking_headers) / sizeof(asking_headers[0]); i++) {
        count +=
            asking_headers[i].name != NULL && strcmp(name, asking_headers[i].name) == 0 ? 1 : 0;
    }
    return count > 1;
}

void __wrap_writ_http_answer(const struct writ_http_request *request)
{
    (void)request;
    asking_answers++;
}

uint64_t __wrap_writ_time_monotonic_ns(void)
{
    asking_looked_ns += asking_look_ns;
    return __real_writ_time_monotonic_ns() + asking_looked_ns;
}

static enum writ_status asking_submit(struct writ_scribe *base, struct writ_submitted *submitted,
                                      struct writ_error *err)
{
    struct asking_scribe *scribe = (struct asking_scribe *)base;

    size_t bytes = 0;

    for (size_t i = 0; i < submitted->count; i++) {
        bytes += submitted->records[i].leaf.len + submitted->records[i].side.len;
    }
    if (scribe->count == ASKING_WAITING_MAX || submitted->count > WRIT_SUBMISSION_RECORDS_MAX ||
        (submitted->count > 1 && bytes > WRIT_SUBMISSION_BYTES_MAX)) {
        return writ_fail(err, WRIT_E_IO, NULL, "too many are waiting");
    }
    scribe->waiting[scribe->count++] = submitted;
    return WRIT_OK;
}

static void asking_turn(struct writ_scribe *base)
{
    struct asking_scribe *scribe = (struct asking_scribe *)base;

    for (size_t i = 0; i < scribe->count; i++) {
        struct writ_submitted *submitted = scribe->waiting[i];

        if (scribe->status == WRIT_OK) {
            submitted->status = WRIT_OK;
            submitted->first = scribe->records;
            submitted->receipt = submitted->wants_receipt ? WRIT_LIT("receipt\n") : WRIT_LIT("");
            scribe->records += submitted->count;
        } else {
            submitted->status = writ_fail(&submitted->err, scribe->status, NULL, "the log is gone");
        }
        submitted->done(submitted);
    }
    scribe->count = 0;
}

/* @retval other  the mesh cannot be loaded */
static inline enum writ_status asking_open(struct asking *asking, const char *mesh_dir)
{
    static const struct writ_scribe_kind kind = {.submit = asking_submit, .turn = asking_turn};
    const struct writ_options options = {.mesh_dir = mesh_dir};

    *asking = (struct asking){.scribe = {.base = {&kind}}};
    asking->service = (struct writ_service){.scribe = &asking->scribe.base,
                                            .origin = "asking/pdp/1",
                                            .public_url = "https://pdp.example.com",
                                            .metrics = writ_metrics_new()};
    return asking->service.metrics == NULL
               ? WRIT_E_NOMEM
               : writ_engine_open(&options, &asking->service.engine, NULL);
}

static inline void asking_autop(struct asking *asking)
{
    writ_engine_close(asking->service.engine);
    writ_metrics_free(asking->service.metrics);
}

/* Send one and wait for its answer. @param fail_after  allocations of the request that succeed */
static inline void asking_send(struct asking *asking, const char *path, struct writ_str body,
                               size_t fail_after)
{
    const uint64_t before = asking->scribe.records;

    asking->alloc = WRIT_ALLOC_INIT(0);
    asking->alloc.fail_after = fail_after;
    asking->response = (struct writ_http_response){.status = 500};
    asking_answers = 0;
    writ_arena_init(&asking->arena, &asking->alloc);
    writ_buf_init(&asking->response.body, &asking->alloc, ASKING_ANSWER_MAX);

    const struct writ_http_request request = {.method = WRIT_LIT("POST"),
                                              .path = writ_str_from(path),
                                              .body = body,
                                              .arena = &asking->arena};

    writ_service_handle(&asking->service, &request, &asking->response);
    writ_scribe_turn(&asking->scribe.base);
    asking->records = asking->scribe.records - before;
}

/* Its status as a client sees it: an answer that does not fit is none. */
static inline unsigned asking_status(const struct asking *asking)
{
    return asking->response.body.status == WRIT_OK ? asking->response.status : 500;
}

static inline struct writ_str asking_text(const struct asking *asking)
{
    return (struct writ_str){asking->response.body.ptr, asking->response.body.len};
}

/* Every request is ended before the next one is sent. */
static inline void asking_end(struct asking *asking)
{
    writ_buf_done(&asking->response.body);
    writ_arena_done(&asking->arena);
}

#endif
