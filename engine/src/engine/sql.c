/* SPDX-License-Identifier: Apache-2.0
 *
 * From a recorded permit to the queries it allows. Everything that is not certain ends here without
 * a query: another descriptor, a nested column, an obligation the dialect cannot say.
 */
#include "writ/sql.h"

#include "base/owned.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/sql_table.h"
#include "engine/verify.h"

enum { QUERY_MAX = 1 << 20 };

struct writ_sql_queries {
    struct writ_owned own;
    struct writ_sql_query *items;
    size_t count;
    struct writ_str remaining;
};

void writ_sql_queries_free(struct writ_sql_queries *queries)
{
    writ_owned_free(queries, sizeof(*queries));
}

static inline void writ_sql_queries_autop(struct writ_sql_queries **queries)
{
    writ_sql_queries_free(*queries);
}

/* A permit being turned into queries. */
struct turning {
    struct writ_engine *engine;
    const struct writ_sql_terms *terms;
    enum writ_sql_dialect dialect;
    struct writ_arena *arena;
    const struct writ_value *decision;
    const struct writ_value *request;
    const struct writ_value *asked;
    struct writ_sql_table table; /* the one being written */
    struct writ_error *err;
};

static enum writ_status open_permit(struct turning *turning, const char *source,
                                    struct writ_str text)
{
    struct writ_error *err = turning->err;
    const struct writ_value *writ = NULL;
    int64_t expires_ms;

    WRIT_TRY(writ_writ_open(turning->arena, source, text, &writ, err));
    WRIT_TRY(writ_writ_disclosed(turning->arena, writ, "input", &turning->request, err));
    turning->decision = writ_value_member(writ, "decision");
    if (!writ_value_is_text(writ_value_member(turning->decision, "decision"), "permit")) {
        return writ_fail(err, WRIT_E_POLICY, NULL, "the decision is a deny: it allows no query");
    }

    const struct writ_clock *clock = &turning->engine->clock;
    const struct writ_value *expires = writ_value_member(turning->decision, "expires");

    if (expires != NULL && (!writ_time_parse(writ_value_text(expires), &expires_ms) ||
                            expires_ms <= clock->now_ms(clock->ctx))) {
        return writ_fail(err, WRIT_E_POLICY, NULL, "the decision has expired at %.*s",
                         WRIT_FMT(writ_value_text(expires)));
    }
    return turning->request != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, NULL,
                           "the writ does not disclose its input, so what was asked is not known");
}

static bool is_same_descriptor(const struct turning *turning,
                               const struct writ_descriptor *descriptor)
{
    const struct writ_value *said = writ_value_path(turning->decision, "product.model_digest");
    struct writ_digest digest;

    return writ_digest_read(writ_value_text(said), &digest) &&
           writ_digest_equal(&digest, &descriptor->model_digest);
}

static enum writ_status find_columns(struct turning *turning)
{
    struct writ_error *err = turning->err;
    struct writ_request request;
    struct writ_asked asked;

    WRIT_TRY(writ_request_read(turning->request, 0, &request, err));

    const struct writ_descriptor *descriptor =
        writ_request_product(turning->engine->mesh, &request);

    if (descriptor == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "the mesh has no product '%.*s'",
                         WRIT_FMT(writ_quotable(request.product_id)));
    }
    if (!is_same_descriptor(turning, descriptor)) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SCHEMA, NULL,
                                   "the product has changed since it was decided about"),
                         "ask again: a decision is about the descriptor it names");
    }
    if (!writ_request_columns(descriptor, &request, turning->arena, &asked)) {
        return writ_engine_no_memory(err);
    }
    turning->asked = asked.columns;
    return writ_sql_table_read(turning->engine, turning->arena, descriptor->product,
                               &turning->table, err);
}

static bool is_inside(struct writ_str path, struct writ_str column)
{
    const struct writ_str rest = writ_str_cut(path, column.len, path.len);

    return writ_str_starts(path, column) && rest.len > 0 &&
           (rest.ptr[0] == '.' || rest.ptr[0] == '[');
}

/* A column that is read whole would show the part that a duty is about. */
static enum writ_status check_parts(const struct turning *turning, struct writ_str path)
{
    for (size_t i = 0; i < writ_value_count(turning->asked); i++) {
        const struct writ_str column = writ_column_path(writ_value_item(turning->asked, i));

        if (is_inside(path, column)) {
            return writ_fail(turning->err, WRIT_E_SCHEMA, NULL,
                             "column '%.*s' is inside '%.*s', which no query here can mask in part",
                             WRIT_FMT(path), WRIT_FMT(column));
        }
    }
    return WRIT_OK;
}

/* No duty about a column may go unseen. */
static enum writ_status check_duties(const struct turning *turning)
{
    const struct writ_value *obligations = writ_value_member(turning->decision, "obligations");
    const struct writ_str stranger = writ_sql_table_stranger(&turning->table, obligations);

    if (stranger.len > 0) {
        return writ_fail(turning->err, WRIT_E_SCHEMA, NULL,
                         "an obligation is about column '%.*s', which the product does not have",
                         WRIT_FMT(stranger));
    }
    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        WRIT_TRY(check_parts(turning, writ_obligation_column(writ_value_item(obligations, i))));
    }
    return WRIT_OK;
}

static const struct writ_value *duty_of(const struct turning *turning, const char *type,
                                        struct writ_str path)
{
    return writ_obligation_for(writ_value_member(turning->decision, "obligations"), type, path);
}

static enum writ_status add_column(struct turning *turning, struct writ_str path,
                                   const char *before, struct writ_buf *buf)
{
    const struct writ_value *mask = duty_of(turning, "mask", path);
    struct writ_sql_column column;

    if (!writ_sql_table_find(&turning->table, path, &column)) {
        return writ_fail(turning->err, WRIT_E_SCHEMA, NULL,
                         "column '%.*s' is nested, which no query here can mask", WRIT_FMT(path));
    }
    writ_buf_add_text(buf, before);
    WRIT_TRY(writ_sql_mask(turning->dialect, &column, mask, buf, turning->err));
    if (mask != NULL) {
        writ_buf_add_text(buf, " AS ");
        WRIT_TRY(writ_sql_name(turning->dialect, column.name, buf, turning->err));
    }
    return WRIT_OK;
}

static enum writ_status add_columns(struct turning *turning, struct writ_buf *buf)
{
    const char *before = " ";

    for (size_t i = 0; i < writ_value_count(turning->asked); i++) {
        const struct writ_str path = writ_column_path(writ_value_item(turning->asked, i));

        if (writ_str_eq(writ_column_table(path), turning->table.name) &&
            duty_of(turning, "drop_column", path) == NULL) {
            WRIT_TRY(add_column(turning, path, before, buf));
            before = ", ";
        }
    }
    return before[0] == ','
               ? WRIT_OK
               : writ_fail(turning->err, WRIT_E_SCHEMA, NULL, "no column of '%.*s' is left to read",
                           WRIT_FMT(turning->table.name));
}

static enum writ_status add_filters(struct turning *turning, struct writ_buf *buf)
{
    const struct writ_sql_scope scope = {turning->dialect, writ_sql_table_find, &turning->table};
    const struct writ_value *obligations = writ_value_member(turning->decision, "obligations");
    const char *before = " WHERE ";

    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_value *one = writ_value_item(obligations, i);

        if (writ_obligation_is(one, "row_filter")) {
            writ_buf_add_text(buf, before);
            WRIT_TRY(writ_sql_filter(&scope, writ_value_path(one, "properties.predicate"), buf,
                                     turning->err));
            before = " AND ";
        }
    }
    return WRIT_OK;
}

static enum writ_status add_relation(struct turning *turning, struct writ_buf *buf)
{
    struct writ_str rest = turning->terms->relation == NULL
                               ? turning->table.name
                               : writ_str_from(turning->terms->relation);
    const char *before = " FROM ";
    struct writ_str part;

    while (writ_str_split(&rest, '.', &part)) {
        writ_buf_add_text(buf, before);
        WRIT_TRY(writ_sql_name(turning->dialect, part, buf, turning->err));
        before = ".";
    }
    return WRIT_OK;
}

static enum writ_status write_query(struct turning *turning, struct writ_sql_query *ret_query)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, turning->arena->alloc, QUERY_MAX);
    if (turning->terms->views != NULL) {
        writ_buf_add_text(&buf, "CREATE VIEW ");
        WRIT_TRY(writ_sql_name(turning->dialect, writ_str_from(turning->terms->views), &buf,
                               turning->err));
        writ_buf_add_char(&buf, '.');
        WRIT_TRY(writ_sql_name(turning->dialect, turning->table.name, &buf, turning->err));
        writ_buf_add_text(&buf, " AS ");
    }
    writ_buf_add_text(&buf, "SELECT");
    WRIT_TRY(add_columns(turning, &buf));
    WRIT_TRY(add_relation(turning, &buf));
    WRIT_TRY(add_filters(turning, &buf));
    ret_query->table = writ_arena_str(turning->arena, turning->table.name);
    ret_query->sql = writ_arena_str(turning->arena, (struct writ_str){buf.ptr, buf.len});
    return buf.status == WRIT_OK && ret_query->table.ptr != NULL && ret_query->sql.ptr != NULL
               ? WRIT_OK
               : writ_engine_no_memory(turning->err);
}

static bool is_written(const struct writ_sql_queries *queries, struct writ_str table)
{
    for (size_t i = 0; i < queries->count; i++) {
        if (writ_str_eq(queries->items[i].table, table)) {
            return true;
        }
    }
    return false;
}

static enum writ_status write_queries(struct turning *turning, struct writ_sql_queries *queries)
{
    const size_t most = writ_value_count(turning->asked);

    queries->items = writ_arena_array(turning->arena, most + 1, sizeof(*queries->items));
    if (queries->items == NULL) {
        return writ_engine_no_memory(turning->err);
    }
    for (size_t i = 0; i < most; i++) {
        turning->table.name =
            writ_column_table(writ_column_path(writ_value_item(turning->asked, i)));
        if (!is_written(queries, turning->table.name)) {
            WRIT_TRY(write_query(turning, &queries->items[queries->count]));
            queries->count++;
        }
    }
    if (queries->count == 0) {
        return writ_fail(turning->err, WRIT_E_SCHEMA, NULL, "no column was asked for");
    }
    return turning->terms->relation == NULL || queries->count == 1
               ? WRIT_OK
               : writ_fail(turning->err, WRIT_E_SCHEMA, NULL,
                           "one name for %zu tables: ask for the columns of one", queries->count);
}

/* What the store cannot do for the caller; what rows as such would break ends it. */
static enum writ_status keep_remaining(const struct turning *turning,
                                       struct writ_sql_queries *queries)
{
    static const char *const done[] = {"row_filter", "mask", "drop_column"};
    const struct writ_value *obligations = writ_value_member(turning->decision, "obligations");
    struct writ_build list;

    writ_build_array(&list, turning->arena);
    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_value *one = writ_value_item(obligations, i);

        if (writ_obligation_is(one, "min_group")) {
            return writ_fail(turning->err, WRIT_E_SCHEMA, NULL,
                             "only groups of a least size may be shown, and a query of rows shows "
                             "each of them");
        }
        if (!writ_obligation_is(one, done[0]) && !writ_obligation_is(one, done[1]) &&
            !writ_obligation_is(one, done[2])) {
            writ_build_item(&list, one);
        }
    }

    const struct writ_value *remaining = writ_build_end(&list);

    return remaining == NULL
               ? writ_engine_no_memory(turning->err)
               : writ_canonical_bytes(turning->arena, remaining, &queries->remaining, turning->err);
}

static enum writ_status turn(struct turning *turning, const char *source, struct writ_str writ,
                             struct writ_sql_queries *queries)
{
    WRIT_TRY(open_permit(turning, source, writ));
    WRIT_TRY(find_columns(turning));
    WRIT_TRY(check_duties(turning));
    WRIT_TRY(write_queries(turning, queries));
    return keep_remaining(turning, queries);
}

enum writ_status writ_engine_sql(struct writ_engine *engine, const char *source,
                                 struct writ_str writ, const struct writ_sql_terms *terms,
                                 struct writ_sql_queries **ret_queries, struct writ_error *err)
{
    WRIT_AUTO(writ_sql_queries) struct writ_sql_queries *queries = writ_owned_new(sizeof(*queries));
    struct turning turning = {.engine = engine, .terms = terms, .err = err};

    if (queries == NULL) {
        return writ_engine_no_memory(err);
    }
    turning.arena = &queries->own.arena;
    if (!writ_sql_dialect_find(writ_str_from(terms->dialect), &turning.dialect)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "no SQL dialect '%s'", terms->dialect);
    }
    WRIT_TRY(writ_within(err, source, turn(&turning, source, writ, queries)));
    *ret_queries = WRIT_MOVE(queries);
    return WRIT_OK;
}

size_t writ_sql_query_count(const struct writ_sql_queries *queries)
{
    return queries->count;
}

const struct writ_sql_query *writ_sql_query(const struct writ_sql_queries *queries, size_t index)
{
    return index < queries->count ? &queries->items[index] : NULL;
}

struct writ_str writ_sql_remaining(const struct writ_sql_queries *queries)
{
    return queries->remaining;
}
