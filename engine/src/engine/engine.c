/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "data/canonical.h"
#include "descriptor/stdlib.h"
#include "engine/bundle.h"
#include "eval/build_digest.h"

enum writ_status writ_engine_no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
}

enum writ_status writ_time_read(const char *time, int64_t *ret_time_ms, struct writ_error *err)
{
    return time == NULL || writ_time_parse(writ_str_from(time), ret_time_ms)
               ? WRIT_OK
               : writ_hint(err,
                           writ_fail(err, WRIT_E_SCHEMA, NULL, "'%s' is no RFC 3339 time", time),
                           "write 2027-01-31T09:00:00Z, or 2027-01-31 for its beginning");
}

void writ_bytes_free(struct writ_bytes *bytes)
{
    struct writ_alloc alloc = {.used_bytes = bytes->len + 1, .fail_after = (size_t)-1};

    writ_free(&alloc, bytes->ptr, bytes->len + 1);
    *bytes = (struct writ_bytes){0};
}

enum writ_status writ_bytes_copy(struct writ_str text, struct writ_bytes *ret_bytes,
                                 struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    char *copy = writ_calloc(&alloc, text.len + 1);

    if (copy == NULL) {
        return writ_engine_no_memory(err);
    }
    if (text.len > 0) {
        memcpy(copy, text.ptr, text.len);
    }
    *ret_bytes = (struct writ_bytes){copy, text.len};
    return WRIT_OK;
}

enum writ_status writ_canonical_bytes(struct writ_arena *arena, const struct writ_value *value,
                                      struct writ_str *ret_bytes, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, WRIT_WRIT_MAX);
    WRIT_TRY(writ_canonical_write(&buf, value, err));
    *ret_bytes = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return ret_bytes->ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

const char *writ_version(void)
{
    return WRIT_VERSION;
}

const char *writ_build_digest(void)
{
    return "sha256:" WRIT_BUILD_DIGEST;
}

enum writ_status writ_stdlib_digest(char ret_digest[WRIT_DIGEST_TEXT_SIZE], struct writ_error *err)
{
    struct writ_digest digest;

    WRIT_TRY(writ_stdlib_digest_of(&digest, err));
    writ_digest_text(&digest, ret_digest);
    return WRIT_OK;
}

struct writ_engine *writ_engine_new(void)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_engine *engine = writ_calloc(&alloc, sizeof(*engine));

    if (engine != NULL) {
        engine->alloc = WRIT_ALLOC_INIT(0);
        writ_arena_init(&engine->arena, &engine->alloc);
        engine->clock = writ_clock_system();
    }
    return engine;
}

void writ_engine_close(struct writ_engine *engine)
{
    struct writ_alloc alloc = {.used_bytes = sizeof(*engine), .fail_after = (size_t)-1};

    if (engine != NULL) {
        if (engine->owns_recorder) {
            writ_recorder_close(engine->recorder);
        }
        writ_mesh_free(engine->mesh);
        writ_arena_done(&engine->arena);
        writ_free(&alloc, engine, sizeof(*engine));
    }
}

static const char *log_dir_of(struct writ_engine *engine, const struct writ_options *options)
{
    if (engine->recorder != NULL) {
        return writ_recorder_dir(engine->recorder);
    }
    if (options->log_dir != NULL) {
        return writ_arena_str(&engine->arena, writ_str_from(options->log_dir)).ptr;
    }
    return options->mesh_dir == NULL
               ? NULL
               : writ_path_join(&engine->arena, options->mesh_dir, WRIT_LOG_BELOW_MESH);
}

static enum writ_status open_recorder(struct writ_engine *engine,
                                      const struct writ_options *options, struct writ_error *err)
{
    const struct writ_recorder_options own = {
        .mesh_dir = options->mesh_dir, .log_dir = options->log_dir, .key_path = options->key_path};

    if (options->recorder != NULL) {
        engine->recorder = options->recorder;
        return writ_recorder_check_mesh(engine->recorder, engine->mesh, err);
    }
    if (!options->is_recording) {
        return WRIT_OK;
    }
    engine->owns_recorder = true;
    return writ_recorder_open_for(engine->mesh, &own, &engine->recorder, err);
}

/* A mesh names its files from its own folder. Seen from elsewhere they are below it. */
static const char *seen_from_outside(struct writ_arena *arena, const char *dir, const char *source)
{
    const char *full;

    if (dir == NULL || source[0] == '\0' || source[0] == '/' || strcmp(dir, ".") == 0) {
        return source;
    }
    full = writ_path_join(arena, dir, source);
    return full != NULL && writ_file_exists(full) ? full : source;
}

static enum writ_status load_mesh(struct writ_engine *engine, const struct writ_options *options,
                                  struct writ_error *err)
{
    struct writ_coverage *coverage = options->is_covering ? &engine->coverage : NULL;
    const enum writ_status status =
        writ_mesh_load_covered(options->mesh_dir, coverage, &engine->mesh, err);

    if (status != WRIT_OK && err != NULL) {
        err->loc = writ_loc_at(
            seen_from_outside(&engine->arena, options->mesh_dir, err->loc.source), err->loc.line,
            err->loc.column);
    }
    return status;
}

enum writ_status writ_engine_open(const struct writ_options *options,
                                  struct writ_engine **ret_engine, struct writ_error *err)
{
    WRIT_AUTO(writ_engine) struct writ_engine *engine = writ_engine_new();

    if (engine == NULL) {
        return writ_engine_no_memory(err);
    }
    if ((options->is_recording || options->recorder != NULL) && options->is_covering) {
        return writ_fail(err, WRIT_E_BUG, NULL, "policies that are counted may not be recorded");
    }
    engine->coverage.arena = &engine->arena;
    WRIT_TRY(load_mesh(engine, options, err));
    WRIT_TRY(open_recorder(engine, options, err));
    engine->log_dir = log_dir_of(engine, options);
    if (engine->recorder != NULL) { /* before anything that names it can be recorded */
        WRIT_TRY(writ_bundle_keep(engine->log_dir, engine->mesh, err));
    }
    *ret_engine = WRIT_MOVE(engine);
    return WRIT_OK;
}

const char *writ_engine_shown(const struct writ_engine *engine, struct writ_arena *arena,
                              const char *source)
{
    return seen_from_outside(arena, engine->mesh->dir, source);
}

/* The nearest folder from `path` upwards that has mesh.yaml; path is cut in place. */
static bool climb(char *path)
{
    char probe[PATH_MAX + 16];

    for (;;) {
        (void)snprintf(probe, sizeof(probe), "%s/mesh.yaml", path);
        if (writ_file_exists(probe)) {
            return true;
        }

        char *slash = strrchr(path, '/');

        if (slash == NULL || path[1] == '\0') {
            return false;
        }
        slash[slash == path ? 1 : 0] = '\0';
    }
}

enum writ_status writ_mesh_find(const char *start, struct writ_bytes *ret_dir,
                                struct writ_error *err)
{
    char path[PATH_MAX];
    char here[PATH_MAX];

    if (realpath(start == NULL ? "." : start, path) == NULL || !climb(path)) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_NOTFOUND, NULL, "no mesh.yaml here or in a folder above"),
            "go into a mesh, name one with --mesh DIR, or make one: writ init DIR");
    }
    if (getcwd(here, sizeof(here)) != NULL && strcmp(here, path) == 0) {
        return writ_bytes_copy(WRIT_LIT("."), ret_dir, err);
    }
    if (getcwd(here, sizeof(here)) != NULL &&
        writ_str_starts(writ_str_from(path), writ_str_from(here)) && path[strlen(here)] == '/') {
        return writ_bytes_copy(writ_str_from(path + strlen(here) + 1), ret_dir, err);
    }
    return writ_bytes_copy(writ_str_from(path), ret_dir, err);
}
