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
#include "engine/verify.h"

enum { VKEY_MAX = 4096 };

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

/* The path without ".key", which keygen was given. */
static struct writ_str prefix_of(const char *key)
{
    const struct writ_str path = writ_str_from(key);
    const struct writ_str ending = WRIT_LIT(".key");

    return writ_str_ends(path, ending) ? writ_str_cut(path, 0, path.len - ending.len) : path;
}

static enum writ_status read_vkey(struct writ_arena *arena, const char *path,
                                  struct writ_verifier *ret_verifier, struct writ_error *err)
{
    struct writ_str text;

    WRIT_TRY(writ_file_read(arena, path, VKEY_MAX, &text, err));
    return writ_vkey_read(path, text, ret_verifier, err);
}

enum writ_status writ_recorder_check_vkey(const char *key, const struct writ_verifier *own,
                                          struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_verifier beside;

    writ_arena_init(&arena, &alloc);

    const char *path = writ_arena_printf(&arena, "%.*s.vkey", WRIT_FMT(prefix_of(key)));

    if (path == NULL) {
        return writ_engine_no_memory(err);
    }
    if (!writ_file_exists(path)) {
        return WRIT_OK;
    }
    WRIT_TRY(read_vkey(&arena, path, &beside, err));
    if (strcmp(beside.name, own->name) == 0 &&
        memcmp(beside.public_key, own->public_key, sizeof(own->public_key)) == 0) {
        return WRIT_OK;
    }

    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return writ_hint(
        err,
        writ_fail(err, WRIT_E_CRYPTO, &loc,
                  "this is given out as the public key of '%.80s', but is another key or "
                  "name: it verifies nothing that is signed now",
                  own->name),
        "the .vkey belongs beside its .key, also after a rotation; 'writ keygen --name' "
        "takes the name of the log");
}

enum writ_status writ_recorder_load_key(const char *key, const char *origin,
                                        struct writ_signer **ret_signer, struct writ_error *err)
{
    const enum writ_status status = writ_signer_load(key, writ_str_from(origin), ret_signer, err);

    return status == WRIT_E_NOTFOUND
               ? writ_hint(err, status, "make one: writ keygen --name %s %.*s", origin,
                           WRIT_FMT(prefix_of(key)))
               : status;
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
    WRIT_TRY(writ_recorder_check_vkey(key, writ_signer_public(recorder->signer), err));
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
