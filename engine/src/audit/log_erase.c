/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgetting a person: the erasure is recorded first, then the disclosures go. A failure in between
 * leaves some that the log calls erased: `log verify` names them, and erasing again ends it.
 */
#include <stdio.h>

#include "audit/audit.h"
#include "audit/log_index.h"
#include "base/error.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/bundle.h"
#include "engine/shard.h"

enum {
    ERASURE_VERSION = 1,
    ENTRIES_PER_LEAF = 3000,
    RECEIPT_BYTES_MAX = 64 * 1024
}; /* 20 digits and a comma each fit a leaf */

struct erasing {
    const struct writ_engine *engine;
    struct writ_audit *audit;
    struct writ_str ended; /* origin of the ended log that is erased in; empty: the engine's own */
    struct writ_arena *arena; /* of the whole call */
    struct writ_str subject;
    uint64_t *entries; /* the subject's */
    size_t count;
    uint64_t *unfinished; /* whoever's: an erasure names them, and they are still there */
    size_t unfinished_count;
    struct writ_erased erased;
};

static bool mentions(const struct writ_value *value, struct writ_str word);

static bool member_mentions(const struct writ_member *member, struct writ_str word)
{
    return writ_str_has_word(member->key, word) || mentions(member->value, word);
}

/* As deep as the value, which its reader has limited. */
static bool mentions(const struct writ_value *value, struct writ_str word)
{
    if (writ_str_has_word(writ_value_text(value), word)) {
        return true;
    }
    for (size_t i = 0; i < writ_value_count(value); i++) {
        if (value->kind == WRIT_OBJECT ? member_mentions(&value->as.object.members[i], word)
                                       : mentions(writ_value_item(value, i), word)) {
            return true;
        }
    }
    return false;
}

static enum writ_status writ_mentions(struct writ_arena *arena, const struct writ_value *writ,
                                      struct writ_str word, bool *ret_does, struct writ_error *err)
{
    static const char *const names[] = {"input", "subject"};
    bool does = mentions(writ_value_member(writ, "decision"), word);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct writ_value *value = NULL;

        WRIT_TRY(writ_writ_disclosed(arena, writ, names[i], &value, err));
        does = does || mentions(value, word);
    }
    *ret_does = does;
    return WRIT_OK;
}

static void note_mention(struct erasing *erasing, uint64_t index)
{
    if (erasing->erased.mentions == 0) {
        erasing->erased.first_mention = index;
    }
    erasing->erased.mentions++;
}

/* A frame that an erasure damaged when it was interrupted counts as still there. */
static enum writ_status look_at_erased(struct erasing *erasing, struct writ_arena *arena,
                                       uint64_t index, struct writ_error *err)
{
    enum writ_side_state state = WRIT_SIDE_THERE;
    struct writ_error cause = {0};
    struct writ_str text;
    const enum writ_status status =
        writ_log_side(erasing->audit->log, index, arena, &state, &text, &cause);

    if (status != WRIT_OK && status != WRIT_E_CORRUPT) {
        return writ_pass_on(err, status, &cause);
    }
    if (state == WRIT_SIDE_THERE) {
        erasing->unfinished[erasing->unfinished_count++] = index;
    }
    return WRIT_OK;
}

static enum writ_status look_at_writ(struct erasing *erasing, struct writ_arena *arena,
                                     const struct writ_entry_read *entry, bool *ret_does_mention,
                                     struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_str id = {"", 0};

    WRIT_TRY(writ_audit_side(erasing->audit, arena, entry, &writ, err));
    if (writ == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_writ_subject(arena, writ, &id, err));
    if (!writ_str_eq(id, erasing->subject)) {
        return writ_mentions(arena, writ, erasing->subject, ret_does_mention, err);
    }
    erasing->entries[erasing->count++] = entry->index;
    return WRIT_OK;
}

/* Whose is the entry? Nothing is changed before that is known of all of them. */
static enum writ_status look_at(struct erasing *erasing, struct writ_arena *arena, uint64_t index,
                                struct writ_error *err)
{
    struct writ_entry_read entry;
    bool does_mention = false;

    WRIT_TRY(writ_audit_read(erasing->audit, arena, index, &entry, err));
    if (erasing->audit->erased_in[index] != 0) {
        WRIT_TRY(look_at_erased(erasing, arena, index, err));
    } else if (entry.is_decision) {
        WRIT_TRY(look_at_writ(erasing, arena, &entry, &does_mention, err));
    }
    if (does_mention || mentions(entry.leaf, erasing->subject)) {
        note_mention(erasing, index);
    }
    return WRIT_OK;
}

static enum writ_status find_entries(struct erasing *erasing, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const size_t size = (size_t)erasing->audit->size;

    writ_arena_init(&arena, erasing->arena->alloc);
    erasing->entries = writ_arena_array(erasing->arena, size + 1, sizeof(*erasing->entries));
    erasing->unfinished = writ_arena_array(erasing->arena, size + 1, sizeof(*erasing->entries));
    if (erasing->entries == NULL || erasing->unfinished == NULL) {
        return writ_engine_no_memory(err);
    }
    for (uint64_t i = 0; i < size; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(look_at(erasing, &arena, i, err));
    }
    return WRIT_OK;
}

/* The leaf of `count` entries: which they were, and nothing of whom. */
static enum writ_status make_leaf(const struct erasing *erasing, const uint64_t *entries,
                                  size_t count, struct writ_str *ret_leaf, struct writ_error *err)
{
    const struct writ_engine *engine = erasing->engine;
    char now[WRIT_TIME_TEXT_SIZE];
    struct writ_build leaf, list;

    writ_build_array(&list, erasing->arena);
    for (size_t i = 0; i < count; i++) {
        writ_build_item(&list, writ_value_number(erasing->arena, (double)entries[i]));
    }
    writ_time_format(engine->clock.now_ms(engine->clock.ctx), now);
    writ_build_object(&leaf, erasing->arena);
    writ_build_put_int(&leaf, "v", ERASURE_VERSION);
    writ_build_put_text(&leaf, "t", writ_str_from(now));
    writ_build_put_text(&leaf, "node", writ_str_from(engine->mesh->node));
    writ_build_put_text(&leaf, "phase", WRIT_LIT("erasure"));
    if (erasing->ended.len > 0) {
        writ_build_put_text(&leaf, "log", erasing->ended);
    }
    writ_build_put_int(&leaf, "count", (int64_t)count);
    writ_build_put(&leaf, "entries", writ_build_end(&list));

    const struct writ_value *value = writ_build_end(&leaf);

    return value == NULL ? writ_engine_no_memory(err)
                         : writ_canonical_bytes(erasing->arena, value, ret_leaf, err);
}

static enum writ_status record(struct erasing *erasing, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    const size_t count = (erasing->count + ENTRIES_PER_LEAF - 1) / ENTRIES_PER_LEAF;
    struct writ_record *leaves = writ_arena_array(erasing->arena, count, sizeof(*leaves));

    writ_buf_init(&receipt, erasing->arena->alloc, RECEIPT_BYTES_MAX);
    if (leaves == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const size_t from = i * ENTRIES_PER_LEAF;
        const size_t left = erasing->count - from;

        WRIT_TRY(make_leaf(erasing, erasing->entries + from,
                           left < ENTRIES_PER_LEAF ? left : ENTRIES_PER_LEAF, &leaves[i].leaf,
                           err));
    }

    return writ_recorder_record(erasing->engine->recorder, leaves, count,
                                &erasing->erased.first_leaf, &receipt, err);
}

static enum writ_status drop(struct erasing *erasing, struct writ_error *err)
{
    struct writ_log *log = erasing->audit->log;

    WRIT_TRY(writ_log_erase_sides(log, erasing->unfinished, erasing->unfinished_count, err));
    return writ_log_erase_sides(log, erasing->entries, erasing->count, err);
}

/* What a bundle says of the subject stays: without it, nothing of the bundle could be decided
 * again. */
static enum writ_status find_in_store(struct erasing *erasing, struct writ_error *err)
{
    struct writ_bundle_mention mention;

    WRIT_TRY(
        writ_bundle_mentions(erasing->arena, erasing->audit->dir, erasing->subject, &mention, err));
    erasing->erased.kept_files = mention.files;
    (void)snprintf(erasing->erased.kept_first, sizeof(erasing->erased.kept_first), "%s (%s)",
                   mention.first_file, mention.first);
    return WRIT_OK;
}

static enum writ_status erase(struct erasing *erasing, struct writ_error *err)
{
    WRIT_TRY(writ_audit_drop_index(erasing->audit->dir, err));
    WRIT_TRY(find_entries(erasing, err));
    WRIT_TRY(find_in_store(erasing, err));
    if (erasing->count > 0) {
        WRIT_TRY(record(erasing, err));
    } else if (erasing->unfinished_count > 0) {
        erasing->erased.first_leaf = erasing->audit->erased_in[erasing->unfinished[0]];
    } else {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL,
                         "the log has no disclosures of a subject with this id");
    }

    const enum writ_status status = drop(erasing, err);

    if (status != WRIT_OK) {
        return writ_hint(err, status, "the erasure is recorded, but not done: run it again");
    }
    erasing->erased.count = erasing->count + erasing->unfinished_count;
    return WRIT_OK;
}

static enum writ_status erase_in(const struct writ_engine *engine, struct writ_audit *audit,
                                 struct writ_str ended, const char *subject,
                                 struct writ_erased *ret_erased, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct erasing erasing = {.engine = engine,
                              .audit = audit,
                              .ended = ended,
                              .arena = &arena,
                              .subject = writ_str_from(subject)};

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(erase(&erasing, err));
    *ret_erased = erasing.erased;
    return WRIT_OK;
}

static enum writ_status check_asked(const struct writ_engine *engine, const char *subject,
                                    struct writ_error *err)
{
    if (engine->recorder == NULL) {
        return writ_fail(err, WRIT_E_BUG, NULL,
                         "the engine was opened without a log, so nothing can be erased");
    }
    return subject[0] != '\0' ? WRIT_OK
                              : writ_fail(err, WRIT_E_SCHEMA, NULL, "a subject's id is not empty");
}

enum writ_status writ_engine_erase(struct writ_engine *engine, const char *subject,
                                   struct writ_erased *ret_erased, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};

    WRIT_TRY(check_asked(engine, subject, err));
    WRIT_TRY(writ_audit_open(&audit, engine->log_dir, err));
    return erase_in(engine, &audit, (struct writ_str){"", 0}, subject, ret_erased, err);
}

/* The one takes no entry any more, and the other goes on from it, or from one that does. */
static enum writ_status check_ended(const struct writ_audit *ended,
                                    const struct writ_audit *present, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_loc loc = writ_loc_at(ended->dir, 0, 0);
    struct writ_link next, previous;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_link_last(ended->log, &arena, &next, err));
    WRIT_TRY(writ_link_first(present->log, &arena, &previous, err));
    return next.kind == WRIT_LINK_NEXT && previous.kind == WRIT_LINK_PREVIOUS
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &loc,
                           "this is no log that has ended, and from which '%s' goes on",
                           writ_log_verifier(present->log)->name);
}

enum writ_status writ_engine_erase_ended(struct writ_engine *engine, const char *dir,
                                         const char *subject, struct writ_erased *ret_erased,
                                         struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit ended = {0};
    WRIT_AUTO(writ_audit) struct writ_audit present = {0};

    WRIT_TRY(check_asked(engine, subject, err));
    WRIT_TRY(writ_audit_open(&ended, dir, err));
    WRIT_TRY(writ_audit_open(&present, engine->log_dir, err));
    WRIT_TRY(check_ended(&ended, &present, err));
    WRIT_TRY(writ_audit_take_erasures(&ended, &present, err));
    return erase_in(engine, &ended, writ_str_from(writ_log_verifier(ended.log)->name), subject,
                    ret_erased, err);
}
