/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_authzen.c - any body at an endpoint of the AuthZEN API, through the way of a
 * request at the service. The first byte says which endpoint, the rest is the body. The answer is
 * 200 or 400 and is JSON; what was refused left no record; an evaluation is answered when it is
 * recorded, each of them once; a search leaves no record.
 *
 * HTTP is left out: its two functions that the service calls are stood in for here
 * (tests/CMakeLists.txt).
 */
#include "codec/codec.h"
#include "fuzz.h"
#include "server/service.h"
#include "writ/engine.h"

static const struct {
    const char *path;
    bool is_search;
} endpoints[] = {
    {"/access/v1/evaluation", false},    {"/access/v1/evaluations", false},
    {"/access/v1/search/subject", true}, {"/access/v1/search/resource", true},
    {"/access/v1/search/action", true},
};

enum { ENDPOINTS = sizeof(endpoints) / sizeof(endpoints[0]), WAITING_MAX = 128 };

/* A scribe that has everything recorded at its next turn. */
struct scribe {
    struct writ_scribe base;
    struct writ_submitted *waiting[WAITING_MAX];
    size_t count;
    uint64_t records;
};

static enum writ_status submit(struct writ_scribe *base, struct writ_submitted *submitted,
                               struct writ_error *err)
{
    struct scribe *scribe = (struct scribe *)base;

    (void)err;
    for (size_t i = 0; i < submitted->count; i++) {
        promise(submitted->records[i].leaf.len > 0 && submitted->records[i].side.len > 0,
                "a record has a leaf and what opens it");
    }
    promise(scribe->count < WAITING_MAX, "submissions are few");
    scribe->waiting[scribe->count++] = submitted;
    return WRIT_OK;
}

static void turn(struct writ_scribe *base)
{
    struct scribe *scribe = (struct scribe *)base;

    for (size_t i = 0; i < scribe->count; i++) {
        struct writ_submitted *submitted = scribe->waiting[i];

        submitted->status = WRIT_OK;
        submitted->first = scribe->records;
        submitted->receipt = submitted->wants_receipt ? WRIT_LIT("receipt\n") : WRIT_LIT("");
        scribe->records += submitted->count;
        submitted->done(submitted);
    }
    scribe->count = 0;
}

static bool is_answered;

const char *__wrap_writ_http_header(const struct writ_http_request *request, const char *name);
void __wrap_writ_http_answer(const struct writ_http_request *request);

const char *__wrap_writ_http_header(const struct writ_http_request *request, const char *name)
{
    (void)request;
    return strcmp(name, "Content-Type") == 0 ? "application/json" : NULL;
}

void __wrap_writ_http_answer(const struct writ_http_request *request)
{
    (void)request;
    promise(!is_answered, "an answer is sent once");
    is_answered = true;
}

/* How many decisions are in an answer. */
static uint64_t decisions_in(const struct writ_value *body)
{
    const struct writ_value *list = writ_value_member(body, "evaluations");
    uint64_t count = 0;

    if (list == NULL) {
        return 1;
    }
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);
        const bool is_decided = writ_value_path(one, "context.error") == NULL;

        promise(writ_value_member(one, "decision")->kind == WRIT_BOOL, "each has a decision");
        promise(is_decided || !writ_value_is_true(writ_value_member(one, "decision")),
                "what failed is a denial");
        count += is_decided ? 1 : 0;
    }
    return count;
}

static void check_answer(struct writ_arena *arena, const struct writ_http_response *response,
                         bool is_search, uint64_t records)
{
    const struct writ_value *body = NULL;
    const struct writ_str text = {response->body.ptr, response->body.len};
    const bool is_done = response->status == 200;

    promise(is_done || response->status == 400, "the status is 200 or 400");
    promise(response->body.status == WRIT_OK, "the answer fits");
    require(writ_json_read(arena, "answer", text, WRIT_CODEC_LIMITS, &body, NULL) == WRIT_OK);
    promise(is_done || (records == 0 && writ_value_member(body, "message") != NULL),
            "what is refused is not recorded, and says why");
    promise(!is_done || records == (is_search ? 0 : decisions_in(body)),
            "every decision that is answered is recorded, and no search");
}

/* One service for all inputs, as in a worker. */
static struct writ_service *the_service(void)
{
    static const struct writ_scribe_kind kind = {.submit = submit, .turn = turn};
    static struct scribe scribe = {.base = {&kind}};
    static struct writ_service service = {
        .scribe = &scribe.base, .origin = "fuzz/pdp/1", .public_url = ""};
    const struct writ_options options = {.mesh_dir = FIXTURE};

    if (service.engine == NULL) {
        require(writ_engine_open(&options, &service.engine, NULL) == WRIT_OK);
        service.metrics = writ_metrics_new();
        require(service.metrics != NULL);
    }
    return &service;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_http_response response = {.status = 500};
    struct writ_service *service = the_service();
    const struct scribe *scribe = (const struct scribe *)service->scribe;
    const uint64_t before = scribe->records;

    if (size == 0) {
        return 0;
    }
    writ_arena_init(&arena, &alloc);
    writ_buf_init(&response.body, &alloc, 64 << 20);

    const struct writ_http_request request = {
        .method = WRIT_LIT("POST"),
        .path = writ_str_from(endpoints[data[0] % ENDPOINTS].path),
        .body = {(const char *)data + 1, size - 1},
        .arena = &arena};

    is_answered = false;
    writ_service_handle(service, &request, &response);
    promise(response.is_deferred == (scribe->count > 0), "it waits for its records, and only then");
    writ_scribe_turn(service->scribe);
    promise(response.is_deferred == is_answered, "and is answered when they are there");
    check_answer(&arena, &response, endpoints[data[0] % ENDPOINTS].is_search,
                 scribe->records - before);
    writ_buf_done(&response.body);
    return 0;
}
