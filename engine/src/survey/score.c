/* SPDX-License-Identifier: Apache-2.0
 *
 * The scores of stdlib/score.lua as the public API gives them, beside those of an earlier report.
 */
#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"
#include "codec/codec.h"
#include "survey/library.h"
#include "writ/mesh.h"

struct writ_score {
    struct writ_owned own;
    const struct writ_value *before; /* the products of an earlier report, or NULL */
    struct writ_score_product *products;
    size_t count;
};

/* One call under way. */
struct scoring {
    struct writ_engine *engine;
    struct writ_score *score;
    struct writ_error *err;
};

static const char *copied(struct scoring *scoring, struct writ_str text)
{
    return writ_arena_text(&scoring->score->own.arena, text);
}

static const struct writ_value *find_by(const struct writ_value *list, const char *member,
                                        struct writ_str text)
{
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *item = writ_value_item(list, i);

        if (writ_str_eq(writ_value_text(writ_value_member(item, member)), text)) {
            return item;
        }
    }
    return NULL;
}

static enum writ_score_state state_of(const struct writ_value *word)
{
    if (writ_value_is_text(word, "declared")) {
        return WRIT_SCORE_DECLARED;
    }
    return writ_value_is_text(word, "missing") ? WRIT_SCORE_MISSING : WRIT_SCORE_UNKNOWN;
}

static enum writ_status fill_check(struct scoring *scoring, const struct writ_value *said,
                                   const struct writ_value *before, struct writ_score_check *check)
{
    const struct writ_loc at = writ_said_place(writ_value_member(said, "at"));
    const struct writ_str name = writ_value_text(writ_value_member(said, "check"));
    const struct writ_value *earlier = find_by(before, "check", name);
    const char *source = copied(scoring, writ_str_from(at.source));

    *check = (struct writ_score_check){
        .characteristic =
            copied(scoring, writ_value_text(writ_value_member(said, "characteristic"))),
        .check = copied(scoring, name),
        .state = state_of(writ_value_member(said, "state")),
        .has_before = earlier != NULL,
        .before = state_of(writ_value_member(earlier, "state")),
        .line = at.line,
        .column = at.column};
    if (check->characteristic == NULL || check->check == NULL || source == NULL) {
        return writ_engine_no_memory(scoring->err);
    }
    check->source = writ_engine_shown(scoring->engine, &scoring->score->own.arena, source);
    return WRIT_OK;
}

static enum writ_status fill_product(struct scoring *scoring, const struct writ_value *said,
                                     struct writ_score_product *product)
{
    const struct writ_value *checks = writ_value_member(said, "checks");
    const struct writ_str id = writ_value_text(writ_value_member(said, "id"));
    const struct writ_value *before =
        writ_value_member(find_by(scoring->score->before, "id", id), "checks");
    struct writ_score_check *list =
        writ_arena_array(&scoring->score->own.arena, writ_value_count(checks) + 1, sizeof(*list));

    product->id = copied(scoring, id);
    if (list == NULL || product->id == NULL) {
        return writ_engine_no_memory(scoring->err);
    }
    product->checks = list;
    for (; product->check_count < writ_value_count(checks); product->check_count++) {
        WRIT_TRY(fill_check(scoring, writ_value_item(checks, product->check_count), before,
                            &list[product->check_count]));
    }
    return WRIT_OK;
}

static enum writ_status fill(struct scoring *scoring)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_mesh *mesh = scoring->engine->mesh;
    const struct writ_value *const args[] = {mesh->catalogue, mesh->data};
    const struct writ_library_call call = {
        .module = "score", .function = "mesh", .args = args, .arg_count = 2};
    const struct writ_value *said = NULL;
    struct writ_score *score = scoring->score;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_library_ask(scoring->engine, &call, &arena, &said, scoring->err));

    const struct writ_value *products = writ_value_member(said, "products");

    score->products = writ_arena_array(&score->own.arena, writ_value_count(products) + 1,
                                       sizeof(*score->products));
    if (score->products == NULL) {
        return writ_engine_no_memory(scoring->err);
    }
    for (; score->count < writ_value_count(products); score->count++) {
        WRIT_TRY(fill_product(scoring, writ_value_item(products, score->count),
                              &score->products[score->count]));
    }
    return WRIT_OK;
}

/* What `writ score --format json` wrote, of the version that is read here. */
static enum writ_status read_before(struct scoring *scoring, const char *path)
{
    const struct writ_value *report = NULL;
    int64_t version = 0;

    WRIT_TRY(writ_document_load(&scoring->score->own.arena, path, WRIT_CODEC_LIMITS, NULL, &report,
                                scoring->err));

    const struct writ_value *products = writ_value_member(report, "products");
    const struct writ_loc at = writ_value_loc(report);

    if (!writ_value_integer(writ_value_member(report, "version"), &version) || version != 1 ||
        !writ_value_is_text(writ_value_member(report, "command"), "score") || products == NULL ||
        products->kind != WRIT_ARRAY) {
        return writ_hint(scoring->err,
                         writ_fail(scoring->err, WRIT_E_SCHEMA, &at,
                                   "this is no report of the scores, version 1"),
                         "keep one with: writ score --format json > scores.json");
    }
    scoring->score->before = products;
    return WRIT_OK;
}

enum writ_status writ_engine_score(struct writ_engine *engine, const char *since,
                                   struct writ_score **ret_score, struct writ_error *err)
{
    struct writ_score *score = writ_owned_new(sizeof(*score));
    struct scoring scoring = {engine, score, err};
    enum writ_status status = WRIT_OK;

    if (score == NULL) {
        return writ_engine_no_memory(err);
    }
    if (since != NULL) {
        status = read_before(&scoring, since);
    }
    if (status == WRIT_OK) {
        status = fill(&scoring);
    }
    if (status != WRIT_OK) {
        writ_score_free(score);
        return status;
    }
    *ret_score = score;
    return WRIT_OK;
}

void writ_score_free(struct writ_score *score)
{
    writ_owned_free(score, sizeof(*score));
}

size_t writ_score_count(const struct writ_score *score)
{
    return score->count;
}

const struct writ_score_product *writ_score_product(const struct writ_score *score, size_t index)
{
    return index < score->count ? &score->products[index] : NULL;
}
