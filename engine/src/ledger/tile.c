/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tile.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "ledger/cosigned.h"
#include "ledger/state.h"
#include "ledger/submission.h"

enum {
    FILE_MODE = 0644,
    TILE_LEVELS = 8,
    TILE_HEIGHT = 8,
    BUNDLE_MAX = WRIT_TILE_WIDTH * (2 + WRIT_LEAF_MAX)
};

struct exporter {
    struct writ_log *log;
    const char *dir;
    struct writ_alloc *alloc;
    struct writ_exported done;
};

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while publishing a log");
}

/* Three digits at a time, each group but the last after an 'x': no folder is ever a tile. */
static void add_index(uint64_t index, char *path, size_t size)
{
    const size_t len = strlen(path);

    if (index < 1000) {
        (void)snprintf(path + len, size - len, "%03u", (unsigned)index);
        return;
    }

    char digits[32];
    const int count = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)index);
    const int lead = (count + 2) / 3 * 3 - count;
    size_t at = len;

    for (int i = -lead; i < count; i++) {
        if ((i + lead) % 3 == 0) {
            at += (size_t)snprintf(path + at, size - at, "%s%s", i == -lead ? "" : "/",
                                   i + 3 < count ? "x" : "");
        }
        path[at++] = i < 0 ? '0' : digits[i];
    }
    path[at] = '\0';
}

void writ_tile_path(const struct writ_tile *tile, char ret_path[WRIT_TILE_PATH_SIZE])
{
    if (tile->level == WRIT_TILE_ENTRIES) {
        (void)snprintf(ret_path, WRIT_TILE_PATH_SIZE, "tile/entries/");
    } else {
        (void)snprintf(ret_path, WRIT_TILE_PATH_SIZE, "tile/%d/", tile->level);
    }
    add_index(tile->index, ret_path, WRIT_TILE_PATH_SIZE);
    if (tile->width < WRIT_TILE_WIDTH) {
        const size_t len = strlen(ret_path);

        (void)snprintf(ret_path + len, WRIT_TILE_PATH_SIZE - len, ".p/%u", tile->width);
    }
}

static unsigned digit_of(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : 10;
}

/* "x001/234": what it means where it is well-formed; what is not does not come out the same again.
 */
static uint64_t index_of(struct writ_str text)
{
    uint64_t index = 0;

    for (size_t i = 0; i < text.len; i++) {
        const unsigned digit = digit_of(text.ptr[i]);

        index = digit < 10 ? index * 10 + digit : index;
    }
    return index;
}

bool writ_tile_parse(struct writ_str path, struct writ_tile *ret_tile)
{
    const struct writ_str rest = writ_str_cut(path, sizeof("tile/") - 1, path.len);
    const size_t slash = writ_str_find(rest, '/');
    const struct writ_str level = writ_str_cut(rest, 0, slash);
    const size_t dot = writ_str_find(rest, '.');
    struct writ_tile tile = {.level =
                                 level.len == 1 ? (int)digit_of(level.ptr[0]) : WRIT_TILE_ENTRIES,
                             .index = index_of(writ_str_cut(rest, slash, dot)),
                             .width = WRIT_TILE_WIDTH};
    char again[WRIT_TILE_PATH_SIZE];
    uint64_t width = WRIT_TILE_WIDTH;

    if (path.len >= WRIT_TILE_PATH_SIZE || tile.level >= TILE_LEVELS ||
        (dot < rest.len &&
         (!writ_str_to_u64(writ_str_cut(rest, dot + sizeof(".p/") - 1, rest.len), &width) ||
          width == 0 || width >= WRIT_TILE_WIDTH))) {
        return false;
    }
    tile.width = (unsigned)width;
    writ_tile_path(&tile, again);
    *ret_tile = tile;
    return writ_str_is(path, again);
}

static const char *path_of(const struct exporter *exporter, struct writ_arena *arena,
                           const struct writ_tile *tile)
{
    char name[WRIT_TILE_PATH_SIZE];

    writ_tile_path(tile, name);
    return writ_path_join(arena, exporter->dir, name);
}

static enum writ_status fill_hashes(struct writ_log *log, const struct writ_tile *tile,
                                    struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_leaves leaves = writ_nodes_leaves(&log->nodes);

    for (unsigned i = 0; i < tile->width; i++) {
        struct writ_digest hash;

        WRIT_TRY(leaves.node(leaves.ctx, (unsigned)tile->level * TILE_HEIGHT,
                             tile->index * WRIT_TILE_WIDTH + i, &hash, err));
        writ_buf_add(buf, (struct writ_str){(const char *)hash.bytes, sizeof(hash.bytes)});
    }
    return WRIT_OK;
}

static enum writ_status fill_entries(struct writ_log *log, const struct writ_tile *tile,
                                     struct writ_buf *buf, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    writ_arena_init(&arena, buf->alloc);
    for (unsigned i = 0; i < tile->width; i++) {
        struct writ_str leaf;

        writ_arena_reset(&arena);
        WRIT_TRY(writ_log_leaf(log, tile->index * WRIT_TILE_WIDTH + i, &arena, &leaf, err));
        writ_buf_add_char(buf, (char)(unsigned char)(leaf.len >> 8));
        writ_buf_add_char(buf, (char)(unsigned char)(leaf.len & 255));
        writ_buf_add(buf, leaf);
    }
    return WRIT_OK;
}

static enum writ_status fill(struct writ_log *log, const struct writ_tile *tile,
                             struct writ_buf *buf, struct writ_error *err)
{
    return tile->level == WRIT_TILE_ENTRIES ? fill_entries(log, tile, buf, err)
                                            : fill_hashes(log, tile, buf, err);
}

/* Hashes or leaves of a tile's level that a tree of this size has. */
static uint64_t level_size(int level, uint64_t size)
{
    return level == WRIT_TILE_ENTRIES ? size : size >> (level * TILE_HEIGHT);
}

enum writ_status writ_log_tile(struct writ_log *log, const struct writ_tile *tile,
                               struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_checkpoint *published = writ_log_published(log);
    const uint64_t count = published == NULL ? 0 : level_size(tile->level, published->size);

    if (tile->index >= count / WRIT_TILE_WIDTH + 1 ||
        count - tile->index * WRIT_TILE_WIDTH < tile->width) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "the log has no such tile");
    }
    return fill(log, tile, buf, err);
}

/* What is there already must be what belongs there. */
static enum writ_status compare(struct writ_arena *arena, const char *path, struct writ_str bytes,
                                struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    struct writ_str there;

    WRIT_TRY(writ_file_read(arena, path, BUNDLE_MAX, &there, err));
    return writ_str_eq(there, bytes) ? WRIT_OK
                                     : writ_fail(err, WRIT_E_CORRUPT, &loc,
                                                 "this is not of the log that is being published");
}

static enum writ_status put(struct exporter *exporter, struct writ_arena *arena, const char *path,
                            struct writ_str bytes, struct writ_error *err)
{
    const struct writ_str folder = {path, (size_t)(strrchr(path, '/') - path)};
    const char *folder_path = writ_arena_str(arena, folder).ptr;

    if (folder_path == NULL) {
        return out_of_memory(err);
    }
    if (writ_file_exists(path)) {
        return compare(arena, path, bytes, err);
    }
    WRIT_TRY(writ_dir_make(folder_path, err));
    WRIT_TRY(writ_file_replace(path, bytes, FILE_MODE, err));
    exporter->done.files++;
    return WRIT_OK;
}

/* A full tile takes the place of its partial ones. */
static enum writ_status drop_partial(struct writ_arena *arena, const char *full,
                                     struct writ_error *err)
{
    const char *folder = writ_arena_printf(arena, "%s.p", full);
    const char **names = NULL;
    size_t count = 0;

    if (folder == NULL) {
        return out_of_memory(err);
    }
    WRIT_TRY(writ_dir_list(arena, folder, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        const char *path = writ_path_join(arena, folder, names[i]);

        if (path == NULL) {
            return out_of_memory(err);
        }
        (void)unlink(path); /* one that stays is only superfluous */
    }
    (void)rmdir(folder);
    return WRIT_OK;
}

static enum writ_status put_tile(struct exporter *exporter, const struct writ_tile *tile,
                                 bool is_old, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str bytes;

    writ_arena_init(&arena, exporter->alloc);
    writ_buf_init(&buf, exporter->alloc, BUNDLE_MAX);

    const char *path = path_of(exporter, &arena, tile);

    if (path == NULL) {
        return out_of_memory(err);
    }
    if (is_old && writ_file_exists(path)) {
        return WRIT_OK;
    }
    WRIT_TRY(fill(exporter->log, tile, &buf, err));
    if (writ_buf_view(&buf, &bytes) != WRIT_OK) {
        return out_of_memory(err);
    }
    WRIT_TRY(put(exporter, &arena, path, bytes, err));
    return tile->width == WRIT_TILE_WIDTH ? drop_partial(&arena, path, err) : WRIT_OK;
}

/* The tiles of one level that `count` hashes or leaves fill. */
static enum writ_status put_level(struct exporter *exporter, int level, uint64_t count,
                                  uint64_t before, struct writ_error *err)
{
    for (uint64_t index = 0; index * WRIT_TILE_WIDTH < count; index++) {
        const uint64_t left = count - index * WRIT_TILE_WIDTH;
        const struct writ_tile tile = {level, index,
                                       left < WRIT_TILE_WIDTH ? (unsigned)left : WRIT_TILE_WIDTH};

        WRIT_TRY(put_tile(exporter, &tile, index < before / WRIT_TILE_WIDTH, err));
    }
    return WRIT_OK;
}

/* How much is public: by the folder's own checkpoint, which this log must extend. */
static enum writ_status read_before(struct exporter *exporter, const char *path,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_checkpoint older;
    struct writ_error cause = {0};
    struct writ_str note;

    writ_arena_init(&arena, exporter->alloc);

    enum writ_status status = writ_file_read(&arena, path, WRIT_SUBMISSION_MAX, &note, &cause);

    if (status == WRIT_E_NOTFOUND) {
        return WRIT_OK;
    }
    if (status == WRIT_OK) {
        status = writ_log_extends(exporter->log, note, path, &older, &cause);
        exporter->done.before = status == WRIT_OK ? older.size : 0;
    }
    if (status == WRIT_OK || status == WRIT_E_NOMEM || status == WRIT_E_IO) {
        return status == WRIT_OK ? WRIT_OK : writ_pass_on(err, status, &cause);
    }
    return writ_hint(err, writ_pass_on(err, WRIT_E_CORRUPT, &cause),
                     "what was published stays as it is; publish another log elsewhere");
}

struct writ_str writ_log_public_checkpoint(const struct writ_log *log)
{
    const struct writ_checkpoint *published = writ_log_published(log);
    const struct writ_checkpoint *cosigned = writ_log_cosigned(log);

    return published != NULL && cosigned != NULL && cosigned->size == published->size
               ? writ_log_cosigned_note(log)
               : writ_log_checkpoint(log);
}

static enum writ_status put_all(struct exporter *exporter, const char *checkpoint_path,
                                struct writ_error *err)
{
    const uint64_t size = exporter->done.size;

    WRIT_TRY(read_before(exporter, checkpoint_path, err));
    WRIT_TRY(put_level(exporter, WRIT_TILE_ENTRIES, size, exporter->done.before, err));
    for (int level = 0; level < TILE_LEVELS && size >> (level * TILE_HEIGHT) > 0; level++) {
        WRIT_TRY(put_level(exporter, level, size >> (level * TILE_HEIGHT),
                           exporter->done.before >> (level * TILE_HEIGHT), err));
    }
    WRIT_TRY(writ_dir_make(exporter->dir, err));
    return writ_file_replace(checkpoint_path, writ_log_public_checkpoint(exporter->log), FILE_MODE,
                             err);
}

enum writ_status writ_log_export(struct writ_log *log, const char *dir,
                                 struct writ_exported *ret_exported, struct writ_error *err)
{
    const struct writ_checkpoint *published = writ_log_published(log);
    const struct writ_loc loc = writ_log_loc(log, "checkpoint");
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct exporter exporter = {.log = log, .dir = dir, .alloc = &alloc};

    writ_arena_init(&arena, &alloc);
    if (published == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "the log has no checkpoint yet");
    }
    exporter.done.size = published->size;

    const char *path = writ_path_join(&arena, dir, "checkpoint");

    if (path == NULL) {
        return out_of_memory(err);
    }
    WRIT_TRY(put_all(&exporter, path, err));
    *ret_exported = exporter.done;
    return WRIT_OK;
}
