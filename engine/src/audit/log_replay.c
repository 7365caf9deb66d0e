/* SPDX-License-Identifier: Apache-2.0
 *
 * Deciding recorded requests again. The committed input is the question, the committed document the
 * answer then; under the bundle and the library that the entry names the answer now has the same
 * bytes.
 */
#include "audit/audit.h"
#include "audit/bundles.h"
#include "audit/difference.h"
#include "base/error.h"
#include "base/try.h"

struct replay {
    const struct writ_audit *audit;
    const struct writ_replay_terms *terms;
    struct writ_bundles *bundles;
    struct writ_digest only; /* with has_only: the mesh whose entries are looked at */
    bool has_only;
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

static bool is_of_this_build(const struct writ_value *document)
{
    return writ_value_is_text(writ_value_path(document, "engine.build_digest"),
                              writ_build_digest()) &&
           writ_value_is_text(writ_value_path(document, "engine.version"), writ_version());
}

/* The answer now, as if the build that answered then had given it. */
static const struct writ_value *with_engine(struct writ_arena *arena,
                                            const struct writ_value *document,
                                            const struct writ_value *engine)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(document); i++) {
        const struct writ_member *member = &document->as.object.members[i];

        if (!writ_str_is(member->key, "engine")) {
            writ_build_member(&build, member->key, member->value);
        }
    }
    writ_build_put_known(&build, "engine", engine);
    return writ_build_end(&build);
}

/* Another build may decide otherwise with every right: then only what is the same says something.
 */
static struct outcome differs(const struct writ_value *document, const char *member)
{
    return is_of_this_build(document) ? outcome_of(WRIT_REPLAY_DIFFERS, member)
                                      : outcome_of(WRIT_REPLAY_OTHER, "/engine");
}

static enum writ_status compare(const struct writ_again *again, const struct writ_value *document,
                                struct writ_arena *arena, struct outcome *ret_outcome,
                                struct writ_error *err)
{
    const struct writ_value *now =
        with_engine(arena, again->document, writ_value_member(document, "engine"));
    const char *member = NULL;
    struct writ_str was;

    *ret_outcome = outcome_of(WRIT_REPLAY_SAME, "");
    WRIT_TRY(writ_canonical_bytes(arena, document, &was, err));
    if (writ_str_eq(was, again->bytes)) {
        return WRIT_OK;
    }
    if (now == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_first_difference(arena, document, now, &member, err));
    if (member != NULL) {
        *ret_outcome = differs(document, member);
    }
    return WRIT_OK;
}

static enum writ_status decide_again(struct writ_engine *engine, const struct writ_value *writ,
                                     struct writ_arena *arena, struct outcome *ret_outcome,
                                     struct writ_error *err)
{
    const struct writ_value *document = writ_value_member(writ, "decision");
    struct writ_again again;

    WRIT_TRY(writ_decide_again(engine, arena, writ, &again, err));
    if (again.input == NULL) {
        *ret_outcome = outcome_of(WRIT_REPLAY_MISSING, "input");
        return WRIT_OK;
    }
    if (again.document == NULL) {
        *ret_outcome = differs(document, "");
        return WRIT_OK;
    }
    return compare(&again, document, arena, ret_outcome, err);
}

/* What an entry's disclosures or bundle being unusable says of the entry. */
static enum writ_status damage(struct writ_arena *arena, const struct writ_error *problem,
                               struct outcome *ret_outcome, struct writ_error *err)
{
    const char *text = writ_arena_printf(arena, "%s%s%s", problem->loc.source,
                                         problem->loc.source[0] == '\0' ? "" : ": ", problem->text);

    *ret_outcome = outcome_of(WRIT_REPLAY_DAMAGED, text);
    return text == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

/* A bundle that this program cannot load is damaged, unless another build has loaded it then. */
static enum writ_status no_bundle(const struct writ_entry_read *entry, struct writ_arena *arena,
                                  const struct writ_error *problem, struct outcome *ret_outcome,
                                  struct writ_error *err)
{
    if (writ_is_accident(problem->status)) {
        return writ_pass_on(err, problem->status, problem);
    }
    if (problem->status == WRIT_E_NOTFOUND) {
        *ret_outcome = outcome_of(WRIT_REPLAY_OTHER, "/bundle");
        return WRIT_OK;
    }
    if (problem->status != WRIT_E_CORRUPT && !is_of_this_build(entry->leaf)) {
        *ret_outcome = outcome_of(WRIT_REPLAY_OTHER, "/engine");
        return WRIT_OK;
    }
    return damage(arena, problem, ret_outcome, err);
}

static enum writ_status replay_writ(struct replay *replay, struct writ_arena *arena,
                                    const struct writ_entry_read *entry,
                                    const struct writ_value *writ, struct outcome *ret_outcome,
                                    struct writ_error *err)
{
    struct writ_engine *engine = NULL;
    struct writ_error problem = {0};
    struct writ_bundle_id id;

    if (!writ_bundle_of_document(entry->leaf, &id)) {
        *ret_outcome = outcome_of(WRIT_REPLAY_OTHER, "/bundle");
        return WRIT_OK;
    }
    if (writ_bundles_get(replay->bundles, &id, &engine, &problem) != WRIT_OK) {
        return no_bundle(entry, arena, &problem, ret_outcome, err);
    }
    return decide_again(engine, writ, arena, ret_outcome, err);
}

static enum writ_status replay_entry(struct replay *replay, struct writ_arena *arena,
                                     const struct writ_entry_read *entry,
                                     struct outcome *ret_outcome, struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_error problem = {0};
    const enum writ_status status = writ_audit_side(replay->audit, arena, entry, &writ, &problem);

    if (writ_is_accident(status)) {
        return writ_pass_on(err, status, &problem);
    }
    if (status != WRIT_OK) {
        return damage(arena, &problem, ret_outcome, err);
    }
    if (writ == NULL) {
        *ret_outcome = outcome_of(replay->audit->erased_in[entry->index] != 0 ? WRIT_REPLAY_ERASED
                                                                              : WRIT_REPLAY_MISSING,
                                  "");
        return WRIT_OK;
    }
    return replay_writ(replay, arena, entry, writ, ret_outcome, err);
}

static bool is_wanted(const struct replay *replay, const struct writ_entry_read *entry)
{
    struct writ_bundle_id id;

    return entry->is_decision &&
           (!replay->has_only || (writ_bundle_of_document(entry->leaf, &id) &&
                                  writ_digest_equal(&id.mesh, &replay->only)));
}

static enum writ_status replay_range(struct replay *replay,
                                     const struct writ_replay_visitor *visitor,
                                     struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_replay_terms *terms = replay->terms;
    struct writ_entry_read entry = {.index = terms->first};
    struct outcome outcome = {WRIT_REPLAY_MISSING, ""};

    writ_arena_init(&arena, &alloc);
    for (uint64_t i = terms->first; i < replay->audit->size && i <= terms->last; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(replay->audit, &arena, i, &entry, err));
        if (is_wanted(replay, &entry)) {
            WRIT_TRY(replay_entry(replay, &arena, &entry, &outcome, err));

            const struct writ_replay_entry shown = {i, outcome.state, outcome.member};

            visitor->entry(visitor->ctx, &shown);
        }
    }
    return WRIT_OK;
}

/* A folder stands in for what the store may have lost: its digest says for which entries. */
static enum writ_status take_folder(struct replay *replay, struct writ_error *err)
{
    const struct writ_options options = {.mesh_dir = replay->terms->mesh_dir};
    struct writ_engine *engine = NULL;

    WRIT_TRY(writ_engine_open(&options, &engine, err));
    replay->only = engine->mesh->digest;
    replay->has_only = true;
    writ_bundles_put(replay->bundles, engine);
    return WRIT_OK;
}

static enum writ_status take_terms(struct replay *replay, struct writ_error *err)
{
    const struct writ_replay_terms *terms = replay->terms;

    WRIT_TRY(writ_audit_has(replay->audit, terms->first, err));
    if (terms->mesh_dir != NULL) {
        return take_folder(replay, err);
    }
    replay->has_only = terms->bundle != NULL;
    if (replay->has_only && !writ_digest_read(writ_str_from(terms->bundle), &replay->only)) {
        return writ_hint(
            err,
            writ_fail(err, WRIT_E_SYNTAX, NULL, "'%s' is no digest of a bundle", terms->bundle),
            "it is written sha256: and 64 hex digits");
    }
    return WRIT_OK;
}

enum writ_status writ_audit_replay(const char *dir, const struct writ_replay_terms *terms,
                                   const struct writ_replay_visitor *visitor,
                                   struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_bundles) struct writ_bundles bundles = {.log_dir = dir};
    struct replay replay = {.audit = &audit, .terms = terms, .bundles = &bundles};

    WRIT_TRY(writ_audit_open(&audit, dir, err));
    WRIT_TRY(take_terms(&replay, err));
    return replay_range(&replay, visitor, err);
}
