/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenID AuthZEN Authorization API 1.0: searches (section 8). Each candidate that the mesh knows is
 * judged as an evaluation would judge it. That permits nothing and is not recorded: who acts on a
 * result asks for an evaluation (docs/decisions/0025).
 */
#include "base/try.h"
#include "server/candidates.h"
#include "server/page_token.h"
#include "server/route.h"
#include "server/service.h"

/* One page's work, so that others are served meanwhile: what it leaves is the next page's, even
 * when it found nothing. */
enum { RESULTS_MAX = 1000, JUDGED_MAX = 1000, JUDGING_MS_MAX = 1000 };

/* What is searched for. */
struct kind {
    const char *entity;
    const char *key; /* the member of the entity that a candidate is */
    enum writ_status (*candidates)(const struct writ_mesh *mesh, struct writ_str type,
                                   struct writ_arena *arena, struct writ_candidates *ret_list,
                                   struct writ_error *err);
};

static const struct kind subjects = {"subject", "id", writ_candidate_subjects};
static const struct kind resources = {"resource", "id", writ_candidate_resources};
static const struct kind actions = {"action", "name", writ_candidate_actions};

struct search {
    struct writ_exchange *exchange;
    const struct kind *kind;
    const struct writ_value *asked; /* what the client sent */
    struct writ_page page;
    struct writ_candidates candidates;
    struct writ_build results;
};

static bool is_of_action(const struct search *search)
{
    return search->kind == &actions;
}

static const struct writ_value *searched(const struct search *search)
{
    return writ_value_member(search->asked, search->kind->entity);
}

/* The entity that is searched for with a candidate's name in it, whatever name the client gave. */
static const struct writ_value *entity_of(const struct search *search, struct writ_str name,
                                          struct writ_arena *arena)
{
    const struct writ_value *given = is_of_action(search) ? NULL : searched(search);
    struct writ_build entity;

    writ_build_object(&entity, arena);
    for (size_t i = 0; i < writ_value_count(given); i++) {
        const struct writ_member *member = &given->as.object.members[i];

        if (!writ_str_is(member->key, search->kind->key)) {
            writ_build_member(&entity, member->key, member->value);
        }
    }
    writ_build_put_text(&entity, search->kind->key, name);
    return writ_value_placed(arena, writ_build_end(&entity), given);
}

/* The evaluation request of a candidate. An entity that is no object stays what it is, to be
 * refused. */
static const struct writ_value *request_of(const struct search *search, struct writ_str name,
                                           struct writ_arena *arena)
{
    static const char *const entities[] = {"subject", "action", "resource", "context"};
    const struct writ_value *given = searched(search);
    const bool is_filled = is_of_action(search) || (given != NULL && given->kind == WRIT_OBJECT);
    struct writ_build request;

    writ_build_object(&request, arena);
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (is_filled && strcmp(entities[i], search->kind->entity) == 0) {
            writ_build_put(&request, entities[i], entity_of(search, name, arena));
        } else {
            writ_build_put_known(&request, entities[i],
                                 writ_value_member(search->asked, entities[i]));
        }
    }
    return writ_value_placed(arena, writ_build_end(&request), search->asked);
}

/* As an evaluation with some candidate would be checked. */
static enum writ_status check(const struct search *search, struct writ_error *err)
{
    const struct writ_value *request = request_of(search, WRIT_LIT("*"), search->exchange->arena);
    const struct writ_loc at = writ_value_loc(search->asked);
    struct writ_request checked;

    if (search->asked->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "the request is not an object");
    }
    return request == NULL ? writ_engine_no_memory(err)
                           : writ_request_read(request, 0, &checked, err);
}

/* What must stay the same from page to page. */
static const struct writ_value *bound(const struct search *search)
{
    struct writ_arena *arena = search->exchange->arena;
    struct writ_build query;

    writ_build_array(&query, arena);
    writ_build_item(&query, writ_value_string(arena, writ_str_from(search->kind->entity)));
    writ_build_item(&query, request_of(search, WRIT_LIT("*"), arena));
    return writ_build_end(&query);
}

static enum writ_status read_limit(const struct writ_value *limit, struct writ_page *page,
                                   struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(limit);
    int64_t number = RESULTS_MAX;

    if (limit != NULL && (!writ_value_integer(limit, &number) || number < 0)) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'page.limit' is no whole number from 0 on");
    }
    page->limit = number < RESULTS_MAX ? (uint64_t)number : RESULTS_MAX;
    return WRIT_OK;
}

/* Empty is what the last page's token is: a client that sends it begins again. */
static enum writ_status read_token(struct search *search, const struct writ_value *page,
                                   struct writ_error *err)
{
    const struct writ_value *token = writ_value_member(page, "token");
    const struct writ_value *limit = writ_value_member(page, "limit");
    const struct writ_loc at = writ_value_loc(limit);
    struct writ_page begun;

    if (token == NULL || writ_value_is_text(token, "")) {
        return WRIT_OK;
    }

    const struct writ_value *query = bound(search);

    if (query == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_page_of_token(search->exchange->arena, query, token, &begun, err));
    if (limit != NULL && begun.limit != search->page.limit) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'page.limit' is another than on the first page");
    }
    search->page = begun;
    return WRIT_OK;
}

static enum writ_status read_page(struct search *search, struct writ_error *err)
{
    const struct writ_value *page = writ_value_member(search->asked, "page");
    const struct writ_loc at = writ_value_loc(page);

    if (page != NULL && page->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'page' is not an object");
    }
    WRIT_TRY(read_limit(writ_value_member(page, "limit"), &search->page, err));
    return read_token(search, page, err);
}

/* On the wire: what identifies it, and nothing else. */
static void add_result(struct search *search, struct writ_str name)
{
    struct writ_build result;

    writ_build_object(&result, search->exchange->arena);
    writ_build_put_known(&result, "type",
                         is_of_action(search) ? NULL : writ_value_member(searched(search), "type"));
    writ_build_put_text(&result, search->kind->key, name);
    writ_build_item(&search->results, writ_build_end(&result));
}

/* The query itself is checked: what no request may ask for is not permitted. */
static enum writ_status judge_one(const struct search *search, const struct writ_value *request,
                                  struct writ_arena *arena, bool *ret_permit,
                                  struct writ_error *err)
{
    struct writ_error why = {0};
    struct writ_ruling *ruling = NULL;
    const enum writ_status status =
        writ_exchange_judge(search->exchange, request, arena, &ruling, &why);

    if (status != WRIT_OK && status != WRIT_E_SCHEMA) {
        *err = why;
        return status;
    }
    *ret_permit = ruling != NULL && ruling->evaluation.is_permit;
    return WRIT_OK;
}

/* Judge one after the other, each in the same memory. @param ret_next  the first that was not
 * judged */
static enum writ_status judge(struct search *search, struct writ_arena *arena, uint64_t *ret_next,
                              struct writ_error *err)
{
    const int64_t begun_ms = writ_time_monotonic_ms();
    uint64_t next = search->page.position;

    for (size_t i = 0; i < JUDGED_MAX && next < search->candidates.count &&
                       search->results.count < search->page.limit &&
                       (i == 0 || writ_time_monotonic_ms() - begun_ms < JUDGING_MS_MAX);
         i++, next++) {
        const struct writ_str name = search->candidates.names[next];
        const struct writ_value *request = request_of(search, name, arena);
        bool is_permit = false;

        if (request == NULL) {
            return writ_engine_no_memory(err);
        }
        WRIT_TRY(judge_one(search, request, arena, &is_permit, err));
        if (is_permit) {
            add_result(search, name);
        }
        writ_arena_reset(arena);
    }
    *ret_next = next;
    return WRIT_OK;
}

static enum writ_status body_of(struct search *search, uint64_t next,
                                const struct writ_value **ret_body, struct writ_error *err)
{
    struct writ_arena *arena = search->exchange->arena;
    const bool is_last = next >= search->candidates.count;
    struct writ_str token = WRIT_LIT("");
    struct writ_build page, body;

    if (!is_last) {
        const struct writ_value *query = bound(search);

        if (query == NULL) {
            return writ_engine_no_memory(err);
        }
        WRIT_TRY(writ_page_token(arena, query, (struct writ_page){next, search->page.limit}, &token,
                                 err));
    }
    writ_build_object(&body, arena);
    if (!is_last || writ_value_member(search->asked, "page") != NULL) {
        writ_build_object(&page, arena);
        writ_build_put_text(&page, "next_token", token);
        writ_build_put_int(&page, "count", (int64_t)search->results.count);
        writ_build_put(&body, "page", writ_build_end(&page));
    }
    writ_build_put(&body, "results", writ_build_end(&search->results));
    *ret_body = writ_build_end(&body);
    return *ret_body == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status find(struct search *search, struct writ_error *err)
{
    struct writ_exchange *exchange = search->exchange;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *body = NULL;
    uint64_t next = 0;

    writ_arena_init(&arena, exchange->arena->alloc);
    writ_build_array(&search->results, exchange->arena);
    WRIT_TRY(search->kind->candidates(exchange->service->engine->mesh,
                                      writ_value_text(writ_value_member(searched(search), "type")),
                                      exchange->arena, &search->candidates, err));
    WRIT_TRY(judge(search, &arena, &next, err));
    WRIT_TRY(body_of(search, next, &body, err));
    return writ_exchange_reply(exchange, 200, body, err);
}

static enum writ_status search_for(const struct kind *kind, struct writ_exchange *exchange,
                                   struct writ_error *err)
{
    struct search search = {.exchange = exchange, .kind = kind};

    WRIT_TRY(writ_exchange_json(exchange, &search.asked, err));
    WRIT_TRY(check(&search, err));
    WRIT_TRY(read_page(&search, err));
    return find(&search, err);
}

static enum writ_status answer_subjects(struct writ_exchange *exchange, struct writ_error *err)
{
    return search_for(&subjects, exchange, err);
}

static enum writ_status answer_resources(struct writ_exchange *exchange, struct writ_error *err)
{
    return search_for(&resources, exchange, err);
}

static enum writ_status answer_actions(struct writ_exchange *exchange, struct writ_error *err)
{
    return search_for(&actions, exchange, err);
}

const struct writ_route writ_authzen_search_routes[] = {
    {"POST", "/access/v1/search/subject", writ_route_ask_nothing, answer_subjects, NULL, 0},
    {"POST", "/access/v1/search/resource", writ_route_ask_nothing, answer_resources, NULL, 0},
    {"POST", "/access/v1/search/action", writ_route_ask_nothing, answer_actions, NULL, 0},
    {0},
};
