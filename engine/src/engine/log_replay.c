/* SPDX-License-Identifier: Apache-2.0
 *
 * Deciding recorded requests again. The committed input is the question, the committed document the
 * answer then; with the same mesh, engine and library the answer now has the same bytes.
 */
#include "base/error.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/audit.h"

enum { MEMBER_MAX = 512 };

struct replay {
    struct writ_engine *engine;
    const struct writ_audit *audit;
    char bundle[WRIT_DIGEST_TEXT_SIZE];
    char stdlib[WRIT_DIGEST_TEXT_SIZE];
};

/* What became of one entry. */
struct outcome {
    enum writ_replay_state state;
    const char *member;
};

static struct outcome outcome_of(enum writ_replay_state state, const char *member)
{
    return (struct outcome){state, member};
}

static void push_key(struct writ_buf *path, struct writ_str key)
{
    writ_buf_add_char(path, '/');
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '~' || key.ptr[i] == '/') {
            writ_buf_add_text(path, key.ptr[i] == '~' ? "~0" : "~1");
        } else {
            writ_buf_add_char(path, key.ptr[i]);
        }
    }
}

static bool differ(struct writ_buf *path, const struct writ_value *was,
                   const struct writ_value *now);

/* Leaves the path at the difference, or as it was. */
static bool member_differs(struct writ_buf *path, struct writ_str key, const struct writ_value *was,
                           const struct writ_value *now)
{
    const size_t len = path->len;

    push_key(path, key);
    if (was == NULL || now == NULL || differ(path, was, now)) {
        return true;
    }
    path->len = len < path->len ? len : path->len;
    return false;
}

/* Where in the request's text something stood: the committed input has no layout. */
static bool is_layout(const struct writ_value *object, struct writ_str key)
{
    return writ_value_is_text(writ_value_member(object, "source"), "request") &&
           (writ_str_is(key, "line") || writ_str_is(key, "column"));
}

static bool objects_differ(struct writ_buf *path, const struct writ_value *was,
                           const struct writ_value *now)
{
    for (size_t i = 0; i < writ_value_count(was); i++) {
        const struct writ_member *member = &was->as.object.members[i];

        if (!is_layout(was, member->key) &&
            member_differs(path, member->key, member->value, writ_value_get(now, member->key))) {
            return true;
        }
    }
    for (size_t i = 0; i < writ_value_count(now); i++) {
        const struct writ_member *member = &now->as.object.members[i];

        if (!is_layout(now, member->key) && writ_value_get(was, member->key) == NULL) {
            return member_differs(path, member->key, NULL, member->value);
        }
    }
    return false;
}

static bool arrays_differ(struct writ_buf *path, const struct writ_value *was,
                          const struct writ_value *now)
{
    const size_t was_count = writ_value_count(was);
    const size_t now_count = writ_value_count(now);

    for (size_t i = 0; i < was_count || i < now_count; i++) {
        char digits[24];
        size_t at = sizeof(digits);
        size_t rest = i;

        do {
            digits[--at] = (char)('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (member_differs(path, (struct writ_str){digits + at, sizeof(digits) - at},
                           writ_value_item(was, i), writ_value_item(now, i))) {
            return true;
        }
    }
    return false;
}

/* As deep as the documents, which their reader has limited. */
static bool differ(struct writ_buf *path, const struct writ_value *was,
                   const struct writ_value *now)
{
    if (was->kind != now->kind) {
        return true;
    }
    if (was->kind == WRIT_OBJECT) {
        return objects_differ(path, was, now);
    }
    return was->kind == WRIT_ARRAY ? arrays_differ(path, was, now) : !writ_value_equal(was, now);
}

static enum writ_status first_difference(struct writ_arena *arena, const struct writ_value *was,
                                         const struct writ_value *now, struct outcome *ret_outcome,
                                         struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf path;

    writ_buf_init(&path, arena->alloc, MEMBER_MAX);
    if (!differ(&path, was, now)) {
        *ret_outcome = outcome_of(WRIT_REPLAY_SAME, "");
        return WRIT_OK;
    }

    const struct writ_str text = writ_arena_str(arena, (struct writ_str){path.ptr, path.len});

    *ret_outcome = outcome_of(WRIT_REPLAY_DIFFERS, text.ptr);
    return text.ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status compare(const struct writ_decision *decision,
                                const struct writ_value *document, struct writ_arena *arena,
                                struct outcome *ret_outcome, struct writ_error *err)
{
    const struct writ_str now = writ_decision_document(decision);
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    const struct writ_value *value = NULL;
    struct writ_str was;

    WRIT_TRY(writ_canonical_bytes(arena, document, &was, err));
    if (writ_str_eq(was, now)) {
        *ret_outcome = outcome_of(WRIT_REPLAY_SAME, "");
        return WRIT_OK;
    }
    limits.bytes = WRIT_WRIT_MAX;
    WRIT_TRY(writ_json_read(arena, "document", now, limits, &value, err));
    return first_difference(arena, document, value, ret_outcome, err);
}

static bool is_accident(enum writ_status status)
{
    return status == WRIT_E_NOMEM || status == WRIT_E_BUG || status == WRIT_E_IO;
}

static enum writ_status decide_again(const struct replay *replay, const struct writ_value *writ,
                                     struct writ_arena *arena, struct outcome *ret_outcome,
                                     struct writ_error *err)
{
    const struct writ_value *input = NULL;
    struct writ_decision *decision = NULL;
    struct writ_error refusal = {0};
    struct writ_str text;

    WRIT_TRY(writ_writ_disclosed(arena, writ, "input", &input, err));
    if (input == NULL) {
        *ret_outcome = outcome_of(WRIT_REPLAY_MISSING, "input");
        return WRIT_OK;
    }
    WRIT_TRY(writ_canonical_bytes(arena, input, &text, err));

    enum writ_status status =
        writ_engine_evaluate(replay->engine, "request", text, &decision, &refusal);

    if (status != WRIT_OK) {
        *ret_outcome = outcome_of(WRIT_REPLAY_DIFFERS, "");
        return is_accident(status) ? writ_fail(err, status, &refusal.loc, "%s", refusal.text)
                                   : WRIT_OK;
    }
    status = compare(decision, writ_value_member(writ, "decision"), arena, ret_outcome, err);
    writ_decision_free(decision);
    return status;
}

/* The part that was another one when the entry was recorded, or NULL. */
static const char *other_part(const struct replay *replay, const struct writ_value *leaf)
{
    if (!writ_value_is_text(writ_value_path(leaf, "bundle.digest"), replay->bundle)) {
        return "/bundle";
    }
    if (!writ_value_is_text(writ_value_path(leaf, "engine.build_digest"), writ_build_digest()) ||
        !writ_value_is_text(writ_value_path(leaf, "engine.version"), writ_version())) {
        return "/engine";
    }
    return writ_value_is_text(writ_value_member(leaf, "stdlib_digest"), replay->stdlib)
               ? NULL
               : "/stdlib_digest";
}

static enum writ_status replay_entry(const struct replay *replay, struct writ_arena *arena,
                                     const struct writ_entry_read *entry,
                                     struct outcome *ret_outcome, struct writ_error *err)
{
    const char *other = other_part(replay, entry->leaf);
    const struct writ_value *writ = NULL;
    struct writ_error problem = {0};
    const enum writ_status status = writ_audit_side(replay->audit, arena, entry, &writ, &problem);

    if (is_accident(status)) {
        return writ_fail(err, status, &problem.loc, "%s", problem.text);
    }
    if (status != WRIT_OK) {
        const struct writ_str text = writ_arena_str(arena, writ_str_from(problem.text));

        *ret_outcome = outcome_of(WRIT_REPLAY_DAMAGED, text.ptr);
        return text.ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
    }
    if (writ == NULL) {
        *ret_outcome = outcome_of(replay->audit->erased_in[entry->index] != 0 ? WRIT_REPLAY_ERASED
                                                                              : WRIT_REPLAY_MISSING,
                                  "");
        return WRIT_OK;
    }
    if (other != NULL) {
        *ret_outcome = outcome_of(WRIT_REPLAY_OTHER, other);
        return WRIT_OK;
    }
    return decide_again(replay, writ, arena, ret_outcome, err);
}

static enum writ_status replay_range(const struct replay *replay, uint64_t first, uint64_t last,
                                     const struct writ_replay_visitor *visitor,
                                     struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_entry_read entry = {.index = first};
    struct outcome outcome = {WRIT_REPLAY_MISSING, ""};

    writ_arena_init(&arena, &alloc);
    for (uint64_t i = first; i < replay->audit->size && i <= last; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(replay->audit, &arena, i, &entry, err));
        if (!entry.is_erasure) {
            WRIT_TRY(replay_entry(replay, &arena, &entry, &outcome, err));

            const struct writ_replay_entry shown = {i, outcome.state, outcome.member};

            visitor->entry(visitor->ctx, &shown);
        }
    }
    return WRIT_OK;
}

enum writ_status writ_engine_replay(struct writ_engine *engine, uint64_t first, uint64_t last,
                                    const struct writ_replay_visitor *visitor,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    struct replay replay = {.engine = engine, .audit = &audit, .bundle = "sha256:"};

    if (engine->log_dir == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL,
                         "there is no log: name a mesh or a log folder");
    }
    writ_digest_hex(&engine->mesh->digest, replay.bundle + strlen("sha256:"));
    WRIT_TRY(writ_stdlib_digest(replay.stdlib, err));
    WRIT_TRY(writ_audit_open(&audit, engine->log_dir, err));
    if (first >= audit.size) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "the log has no entry %llu, only %llu entries",
                         (unsigned long long)first, (unsigned long long)audit.size);
    }
    return replay_range(&replay, first, last, visitor, err);
}
