/* SPDX-License-Identifier: Apache-2.0
 *
 * A new key means a new log. The old one is ended first, the new one is made beside it, and only
 * whole takes its place: whatever interrupts this, no two logs of a node can be appended to at
 * once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/engine.h"
#include "engine/shard.h"

struct rotating {
    const struct writ_mesh *mesh;
    struct writ_arena *arena;
    const char *dir;
    const char *next_dir; /* where the new log is made */
    const char *kept_dir; /* where the old one goes */
    const char *origin;   /* of the new one */
    const char *next_key; /* file of its key */
    struct writ_signer *old_signer;
    struct writ_signer *signer;
    struct writ_log *log;      /* the old one: locked until all is done */
    struct writ_link previous; /* to the old one */
};

static void rotating_autop(struct rotating *rotating)
{
    writ_log_close(rotating->log);
    writ_signer_free(rotating->old_signer);
    writ_signer_free(rotating->signer);
}

/* "mesh/node/" of an origin, and behind it the period. */
static size_t period_at(const char *origin)
{
    const char *slash = strrchr(origin, '/');

    return slash == NULL ? 0 : (size_t)(slash - origin) + 1;
}

static enum writ_status name_kept(struct rotating *rotating, struct writ_error *err)
{
    const char *old = rotating->previous.verifier.name;

    rotating->kept_dir =
        writ_arena_printf(rotating->arena, "%s-%s", rotating->dir, old + period_at(old));
    return rotating->kept_dir == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status check_origins(const struct rotating *rotating, struct writ_error *err)
{
    const char *old = rotating->previous.verifier.name;
    const size_t len = period_at(rotating->origin);

    return period_at(old) == len && strncmp(old, rotating->origin, len) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, NULL,
                           "the log of '%s' cannot go on as '%s': only its period may differ", old,
                           rotating->origin);
}

static enum writ_status check_kept_is_free(const struct rotating *rotating, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(rotating->kept_dir, 0, 0);

    return writ_file_exists(rotating->kept_dir) || writ_dir_exists(rotating->kept_dir)
               ? writ_fail(err, WRIT_E_IO, &loc,
                           "the log that ends would be kept here, where something is already")
               : WRIT_OK;
}

/* Its last entry, once. */
static enum writ_status end_old(struct rotating *rotating, struct writ_error *err)
{
    const struct writ_verifier *next = writ_signer_public(rotating->signer);
    const struct writ_link rotation = {.kind = WRIT_LINK_NEXT, .verifier = *next};
    struct writ_record record = {.side = {"", 0}};
    struct writ_link last;
    uint64_t index = 0;

    WRIT_TRY(writ_link_last(rotating->log, rotating->arena, &last, err));
    if (last.kind == WRIT_LINK_NEXT) {
        return writ_link_is_to(&last, next)
                   ? WRIT_OK
                   : writ_fail(err, WRIT_E_SCHEMA, NULL,
                               "the log has ended already: it goes on as '%s', with the key that "
                               "its last entry names",
                               last.verifier.name);
    }
    WRIT_TRY(writ_link_leaf(rotating->arena, rotating->mesh->node, &rotation, &record.leaf, err));
    return writ_log_commit(rotating->log, &record, 1, &index, err);
}

static enum writ_status open_old(struct rotating *rotating, const char *key, struct writ_error *err)
{
    const char *origin = rotating->previous.verifier.name;

    WRIT_TRY(writ_recorder_load_key(key, origin, &rotating->old_signer, err));
    return writ_log_open(rotating->dir, writ_str_from(origin), rotating->old_signer, &rotating->log,
                         err);
}

/* Others can see its end, and the link to it is whole. */
static enum writ_status publish_old(struct rotating *rotating, struct writ_error *err)
{
    struct writ_link *previous = &rotating->previous;

    WRIT_TRY(writ_log_publish(rotating->log, true, err));
    previous->kind = WRIT_LINK_PREVIOUS;
    previous->checkpoint = *writ_log_published(rotating->log);
    previous->note = writ_arena_str(rotating->arena, writ_log_checkpoint(rotating->log));
    return previous->note.ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status continue_in(struct rotating *rotating, struct writ_log *log,
                                    struct writ_error *err)
{
    struct writ_record record = {.side = {"", 0}};
    uint64_t index = 0;

    if (writ_log_size(log) == 0) {
        WRIT_TRY(writ_link_leaf(rotating->arena, rotating->mesh->node, &rotating->previous,
                                &record.leaf, err));
        WRIT_TRY(writ_log_commit(log, &record, 1, &index, err));
    }
    return writ_log_publish(log, true, err);
}

static enum writ_status begin_new(struct rotating *rotating, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;

    WRIT_TRY(writ_log_open(rotating->next_dir, writ_str_from(rotating->origin), rotating->signer,
                           &log, err));
    return continue_in(rotating, log, err);
}

static enum writ_status move(const char *from, const char *to, struct writ_error *err)
{
    if (renameat(AT_FDCWD, from, AT_FDCWD, to) != 0) {
        const struct writ_loc loc = writ_loc_at(from, 0, 0);

        return writ_fail(err, WRIT_E_IO, &loc, "cannot rename the log to '%s': %s", to,
                         strerror(errno));
    }
    return writ_path_sync(to, err);
}

/* What the new log, wherever it is, says of the old one. */
static enum writ_status read_new(struct rotating *rotating, const char *dir, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    const struct writ_loc loc = writ_loc_at(dir, 0, 0);

    WRIT_TRY(writ_log_open_readonly(dir, &log, err));
    WRIT_TRY(writ_link_first(log, rotating->arena, &rotating->previous, err));

    const struct writ_link own = {.verifier = *writ_log_verifier(log)};

    if (rotating->previous.kind != WRIT_LINK_PREVIOUS ||
        !writ_link_is_to(&own, writ_signer_public(rotating->signer))) {
        return writ_hint(
            err,
            writ_fail(err, WRIT_E_SCHEMA, &loc, "the log is of '%s' already", own.verifier.name),
            "ledger.period of mesh.yaml names the log that begins");
    }
    return name_kept(rotating, err);
}

static enum writ_status replace_old(struct rotating *rotating, const char *key,
                                    struct writ_error *err)
{
    WRIT_TRY(check_origins(rotating, err));
    WRIT_TRY(
        writ_recorder_check_vkey(rotating->next_key, writ_signer_public(rotating->signer), err));
    WRIT_TRY(name_kept(rotating, err));
    WRIT_TRY(check_kept_is_free(rotating, err));
    WRIT_TRY(open_old(rotating, key, err));
    WRIT_TRY(end_old(rotating, err));
    WRIT_TRY(publish_old(rotating, err));
    WRIT_TRY(begin_new(rotating, err));
    WRIT_TRY(move(rotating->dir, rotating->kept_dir, err));
    return move(rotating->next_dir, rotating->dir, err);
}

static enum writ_status identify(struct rotating *rotating, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;

    WRIT_TRY(writ_log_open_readonly(rotating->dir, &log, err));
    rotating->previous = (struct writ_link){.verifier = *writ_log_verifier(log)};
    return WRIT_OK;
}

/* From wherever an earlier attempt has come to. */
static enum writ_status rotate(struct rotating *rotating, const char *key, struct writ_error *err)
{
    if (!writ_dir_exists(rotating->dir) && writ_dir_exists(rotating->next_dir)) {
        WRIT_TRY(read_new(rotating, rotating->next_dir, err));
        return move(rotating->next_dir, rotating->dir, err);
    }
    WRIT_TRY(identify(rotating, err));
    if (strcmp(rotating->previous.verifier.name, rotating->origin) == 0) {
        WRIT_TRY(read_new(rotating, rotating->dir, err));
        return writ_path_sync(rotating->dir, err);
    }
    return replace_old(rotating, key, err);
}

static const char *without_slash(struct writ_arena *arena, const char *path)
{
    size_t len = path == NULL ? 0 : strlen(path);

    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    return path == NULL ? NULL : writ_arena_str(arena, (struct writ_str){path, len}).ptr;
}

static enum writ_status name_folders(struct rotating *rotating, const char *log_dir,
                                     struct writ_error *err)
{
    const char *dir =
        writ_recorder_path(rotating->arena, log_dir, rotating->mesh, WRIT_LOG_BELOW_MESH);

    rotating->dir = without_slash(rotating->arena, dir);
    rotating->origin = writ_recorder_origin(rotating->arena, rotating->mesh);
    if (rotating->dir == NULL || rotating->origin == NULL) {
        return writ_engine_no_memory(err);
    }
    rotating->next_dir = writ_shard_next_dir(rotating->arena, rotating->dir);
    return rotating->next_dir == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status rotate_mesh(const struct writ_rotation *rotation,
                                    const struct writ_mesh *mesh, struct writ_rotated *ret_rotated,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(rotating)
    struct rotating rotating = {.mesh = mesh, .arena = &arena, .next_key = rotation->next_key_path};

    writ_arena_init(&arena, &alloc);

    const char *key = writ_recorder_path(&arena, rotation->key_path, mesh, WRIT_LOG_KEY_BELOW_MESH);

    if (key == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(name_folders(&rotating, rotation->log_dir, err));
    WRIT_TRY(
        writ_recorder_load_key(rotation->next_key_path, rotating.origin, &rotating.signer, err));
    WRIT_TRY(rotate(&rotating, key, err));

    struct writ_rotated rotated = {.size = rotating.previous.checkpoint.size};

    (void)snprintf(rotated.ended, sizeof(rotated.ended), "%s", rotating.previous.verifier.name);
    (void)snprintf(rotated.begun, sizeof(rotated.begun), "%s", rotating.origin);
    (void)snprintf(rotated.ended_dir, sizeof(rotated.ended_dir), "%s", rotating.kept_dir);
    *ret_rotated = rotated;
    return WRIT_OK;
}

enum writ_status writ_rotate(const struct writ_rotation *rotation, struct writ_rotated *ret_rotated,
                             struct writ_error *err)
{
    struct writ_mesh *mesh = NULL;

    WRIT_TRY(writ_mesh_load(rotation->mesh_dir, &mesh, err));

    const enum writ_status status = rotate_mesh(rotation, mesh, ret_rotated, err);

    writ_mesh_free(mesh);
    return status;
}
