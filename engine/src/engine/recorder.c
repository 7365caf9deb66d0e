/* SPDX-License-Identifier: Apache-2.0
 *
 * The log that engines record through, and the key that signs it.
 */
#include "engine/recorder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/owned.h"
#include "base/try.h"
#include "engine/engine.h"
#include "engine/shard.h"

struct writ_recorder {
    struct writ_owned own;
    const char *dir;
    const char *origin;
    struct writ_signer *signer;
    struct writ_committer *committer;
};

void writ_recorder_close(struct writ_recorder *recorder)
{
    if (recorder != NULL) {
        writ_committer_close(recorder->committer);
        writ_signer_free(recorder->signer);
        writ_owned_free(recorder, sizeof(*recorder));
    }
}

static inline void writ_recorder_autop(struct writ_recorder **recorder)
{
    writ_recorder_close(*recorder);
}

const char *writ_recorder_path(struct writ_arena *arena, const char *given,
                               const struct writ_mesh *mesh, const char *name)
{
    if (given != NULL) {
        return writ_arena_str(arena, writ_str_from(given)).ptr;
    }
    return mesh->dir == NULL ? NULL : writ_path_join(arena, mesh->dir, name);
}

const char *writ_recorder_origin(struct writ_arena *arena, const struct writ_mesh *mesh)
{
    return writ_arena_printf(arena, "%s/%s/%s", mesh->name, mesh->node, mesh->period);
}

enum writ_status writ_recorder_load_key(const char *key, const char *origin,
                                        struct writ_signer **ret_signer, struct writ_error *err)
{
    const enum writ_status status = writ_signer_load(key, writ_str_from(origin), ret_signer, err);

    if (status == WRIT_E_NOTFOUND) {
        const size_t len = strlen(key);
        const bool has_ending = writ_str_ends(writ_str_from(key), WRIT_LIT(".key"));

        return writ_hint(err, status, "make one: writ keygen --name %s %.*s", origin,
                         (int)(has_ending ? len - strlen(".key") : len), key);
    }
    return status;
}

static enum writ_status open_log(struct writ_recorder *recorder, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;

    WRIT_TRY(writ_shard_check_rotated(&recorder->own.arena, recorder->dir, err));
    WRIT_TRY(
        writ_log_open(recorder->dir, writ_str_from(recorder->origin), recorder->signer, &log, err));
    WRIT_TRY(writ_shard_check_open(log, err));
    return writ_committer_open(WRIT_MOVE(log), &recorder->committer, err);
}

enum writ_status writ_recorder_open_for(const struct writ_mesh *mesh,
                                        const struct writ_recorder_options *options,
                                        struct writ_recorder **ret_recorder, struct writ_error *err)
{
    WRIT_AUTO(writ_recorder) struct writ_recorder *recorder = writ_owned_new(sizeof(*recorder));

    if (recorder == NULL) {
        return writ_engine_no_memory(err);
    }

    const char *key =
        writ_recorder_path(&recorder->own.arena, options->key_path, mesh, WRIT_LOG_KEY_BELOW_MESH);

    recorder->dir =
        writ_recorder_path(&recorder->own.arena, options->log_dir, mesh, WRIT_LOG_BELOW_MESH);
    recorder->origin = writ_recorder_origin(&recorder->own.arena, mesh);
    if (key == NULL || recorder->origin == NULL || recorder->dir == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL,
                         "recording needs a mesh, or a log folder and a key");
    }
    WRIT_TRY(writ_recorder_load_key(key, recorder->origin, &recorder->signer, err));
    WRIT_TRY(open_log(recorder, err));
    *ret_recorder = WRIT_MOVE(recorder);
    return WRIT_OK;
}

enum writ_status writ_recorder_open(const struct writ_recorder_options *options,
                                    struct writ_recorder **ret_recorder, struct writ_error *err)
{
    struct writ_mesh *mesh = NULL;

    WRIT_TRY(writ_mesh_load(options->mesh_dir, &mesh, err));

    const enum writ_status status = writ_recorder_open_for(mesh, options, ret_recorder, err);

    writ_mesh_free(mesh);
    return status;
}

const char *writ_recorder_dir(const struct writ_recorder *recorder)
{
    return recorder->dir;
}

enum writ_status writ_recorder_check_mesh(const struct writ_recorder *recorder,
                                          const struct writ_mesh *mesh, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);

    const char *origin = writ_recorder_origin(&arena, mesh);

    if (origin == NULL) {
        return writ_engine_no_memory(err);
    }
    return strcmp(origin, recorder->origin) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, NULL, "the recorder's log is of '%s', not of '%s'",
                           recorder->origin, origin);
}

uint64_t writ_recorder_size(struct writ_recorder *recorder)
{
    return writ_committer_size(recorder->committer);
}

enum writ_status writ_recorder_record(struct writ_recorder *recorder,
                                      const struct writ_record *records, size_t count,
                                      uint64_t *ret_first, struct writ_buf *ret_receipt,
                                      struct writ_error *err)
{
    return writ_committer_record(recorder->committer, records, count, ret_first, ret_receipt, err);
}

enum writ_status writ_recorder_offer(struct writ_recorder *recorder, struct writ_offer *offer,
                                     struct writ_error *err)
{
    return writ_committer_offer(recorder->committer, offer, err);
}

const char *writ_recorder_log_origin(const struct writ_recorder *recorder)
{
    return recorder->origin;
}
