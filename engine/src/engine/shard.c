/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/shard.h"

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/engine.h"

enum { LINK_VERSION = 1 };

static enum writ_status malformed(const struct writ_value *leaf, const char *why,
                                  struct writ_error *err)
{
    const struct writ_loc loc = writ_value_loc(leaf);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "what it says of another log cannot be used: %s",
                     why);
}

static enum writ_status read_key(const struct writ_value *leaf, const struct writ_value *other,
                                 struct writ_verifier *ret_verifier, struct writ_error *err)
{
    struct writ_error cause = {0};
    const enum writ_status status =
        writ_verifier_parse(writ_value_text(writ_value_member(other, "key")), ret_verifier, &cause);

    if (status != WRIT_OK) {
        return malformed(leaf, cause.text, err);
    }
    return writ_value_is_text(writ_value_member(other, "origin"), ret_verifier->name)
               ? WRIT_OK
               : malformed(leaf, "the key is of another origin", err);
}

static enum writ_status read_checkpoint(const struct writ_value *leaf, struct writ_link *link,
                                        struct writ_error *err)
{
    const struct writ_loc loc = writ_value_loc(leaf);
    struct writ_error cause = {0};
    const enum writ_status status =
        writ_checkpoint_open(link->note, &link->verifier, &link->checkpoint, &cause);

    return status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, status == WRIT_E_SYNTAX ? WRIT_E_CORRUPT : status, &loc,
                           "the checkpoint of the log before it does not hold: %s", cause.text);
}

enum writ_status writ_link_read(const struct writ_value *leaf, struct writ_link *ret_link,
                                struct writ_error *err)
{
    const struct writ_value *phase = writ_value_member(leaf, "phase");
    const struct writ_value *previous = writ_value_member(leaf, "previous");
    struct writ_link link = {.kind = WRIT_LINK_NONE};

    if (writ_value_is_text(phase, "rotation")) {
        link.kind = WRIT_LINK_NEXT;
        WRIT_TRY(read_key(leaf, writ_value_member(leaf, "next"), &link.verifier, err));
    } else if (writ_value_is_text(phase, "continuation")) {
        link.kind = WRIT_LINK_PREVIOUS;
        link.note = writ_value_text(writ_value_member(previous, "checkpoint"));
        WRIT_TRY(read_key(leaf, previous, &link.verifier, err));
        WRIT_TRY(read_checkpoint(leaf, &link, err));
    }
    *ret_link = link;
    return WRIT_OK;
}

static enum writ_status link_at(struct writ_log *log, struct writ_arena *arena, uint64_t index,
                                struct writ_link *ret_link, struct writ_error *err)
{
    const char *name = writ_arena_printf(arena, "leaf %llu", (unsigned long long)index);
    const struct writ_value *leaf = NULL;
    struct writ_str bytes;

    if (name == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_log_leaf(log, index, arena, &bytes, err));
    WRIT_TRY(writ_json_read(arena, name, bytes, WRIT_CODEC_LIMITS, &leaf, err));
    return writ_link_read(leaf, ret_link, err);
}

enum writ_status writ_link_first(struct writ_log *log, struct writ_arena *arena,
                                 struct writ_link *ret_link, struct writ_error *err)
{
    *ret_link = (struct writ_link){.kind = WRIT_LINK_NONE};
    return writ_log_size(log) == 0 ? WRIT_OK : link_at(log, arena, 0, ret_link, err);
}

enum writ_status writ_link_last(struct writ_log *log, struct writ_arena *arena,
                                struct writ_link *ret_link, struct writ_error *err)
{
    const uint64_t size = writ_log_size(log);

    *ret_link = (struct writ_link){.kind = WRIT_LINK_NONE};
    return size == 0 ? WRIT_OK : link_at(log, arena, size - 1, ret_link, err);
}

bool writ_link_is_to(const struct writ_link *link, const struct writ_verifier *verifier)
{
    return strcmp(link->verifier.name, verifier->name) == 0 &&
           memcmp(link->verifier.public_key, verifier->public_key, sizeof(verifier->public_key)) ==
               0;
}

enum writ_status writ_link_leaf(struct writ_arena *arena, const char *node,
                                const struct writ_link *link, struct writ_str *ret_leaf,
                                struct writ_error *err)
{
    const bool is_next = link->kind == WRIT_LINK_NEXT;
    const struct writ_clock clock = writ_clock_system();
    char now[WRIT_TIME_TEXT_SIZE];
    struct writ_build leaf, other;
    struct writ_str vkey;

    WRIT_TRY(writ_vkey_of(arena, &link->verifier, &vkey, err));
    writ_build_object(&other, arena);
    writ_build_put_text(&other, "origin", writ_str_from(link->verifier.name));
    writ_build_put_text(&other, "key", vkey);
    if (!is_next) {
        writ_build_put_text(&other, "checkpoint", link->note);
    }
    writ_time_format(clock.now_ms(clock.ctx), now);
    writ_build_object(&leaf, arena);
    writ_build_put_int(&leaf, "v", LINK_VERSION);
    writ_build_put_text(&leaf, "t", writ_str_from(now));
    writ_build_put_text(&leaf, "node", writ_str_from(node));
    writ_build_put_text(&leaf, "phase", is_next ? WRIT_LIT("rotation") : WRIT_LIT("continuation"));
    writ_build_put(&leaf, is_next ? "next" : "previous", writ_build_end(&other));

    const struct writ_value *value = writ_build_end(&leaf);

    return value == NULL ? writ_engine_no_memory(err)
                         : writ_canonical_bytes(arena, value, ret_leaf, err);
}

enum writ_status writ_shard_check_open(struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_link link;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_link_last(log, &arena, &link, err));
    if (link.kind != WRIT_LINK_NEXT) {
        return WRIT_OK;
    }
    return writ_hint(err,
                     writ_fail(err, WRIT_E_SCHEMA, NULL, "the log of '%s' has ended",
                               writ_log_verifier(log)->name),
                     "it goes on as '%.90s'", link.verifier.name);
}

const char *writ_shard_next_dir(struct writ_arena *arena, const char *dir)
{
    return writ_arena_printf(arena, "%s.next", dir);
}

enum writ_status writ_shard_check_rotated(struct writ_arena *arena, const char *dir,
                                          struct writ_error *err)
{
    const char *next = writ_shard_next_dir(arena, dir);

    if (next == NULL) {
        return writ_engine_no_memory(err);
    }
    if (!writ_dir_exists(next)) {
        return WRIT_OK;
    }

    const struct writ_loc loc = writ_loc_at(next, 0, 0);

    return writ_hint(err, writ_fail(err, WRIT_E_IO, &loc, "a rotation of the log has not ended"),
                     "run 'writ log rotate' again");
}
