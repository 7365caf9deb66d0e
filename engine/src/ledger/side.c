/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading and erasing what lies beside the leaves. A frame's length and index survive its erasure,
 * so even one that was interrupted hides no other frame.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { ATTEMPTS = 3 };

/* In a table, instead of an offset: there is no frame, or one without a text. */
#define NOWHERE UINT32_MAX
#define EMPTY   (UINT32_MAX - 1)

void writ_log_free_tables(struct writ_log *log)
{
    for (size_t i = 0; i < log->table_count; i++) {
        writ_free(&log->alloc, log->tables[i].offsets, log->tables[i].count * sizeof(uint32_t));
    }
    writ_free(&log->alloc, log->tables, log->table_count * sizeof(*log->tables));
    log->tables = NULL;
    log->table_count = 0;
}

static enum writ_status no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the places of disclosures");
}

/* The leaves of a segment, as far as the log was read. */
static size_t leaf_count(const struct writ_log *log, uint32_t segment)
{
    const uint64_t end =
        segment + 1 < log->segment_count ? log->segments[segment + 1].first : log->nodes.size;

    return (size_t)(end - log->segments[segment].first);
}

/* Frames follow each other in the order of their leaves; what does not is where the table ends. */
static void fill_table(struct writ_side_heads *heads, uint64_t first, struct writ_side_table *table)
{
    struct writ_side_head head = {.size = 0, .index = 0};
    uint64_t offset = 0;
    size_t next = 0;

    for (size_t i = 0; i < table->count; i++) {
        table->offsets[i] = NOWHERE;
    }
    while (next < table->count && offset < heads->size) {
        if (!writ_side_heads_read(heads, offset, &head) || head.index < first + next ||
            head.index >= first + table->count) {
            table->is_damaged = true;
            break;
        }
        next = (size_t)(head.index - first);
        table->offsets[next++] = head.size == WRIT_SIDE_HEAD ? EMPTY : (uint32_t)offset;
        offset += head.size;
    }
    table->damage = offset;
}

/* Its offsets would not fit. */
static enum writ_status too_long(const struct writ_log *log, const char *name,
                                 struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, name);

    return writ_fail(err, WRIT_E_CORRUPT, &loc,
                     "the side segment is longer than any that Writ makes");
}

static enum writ_status make_table(struct writ_log *log, uint32_t segment,
                                   struct writ_side_table *ret_table, struct writ_error *err)
{
    struct writ_side_table table = {.count = leaf_count(log, segment)};
    char name[WRIT_SEGMENT_NAME_SIZE];
    struct writ_side_heads heads;

    writ_side_name(log->segments[segment].first, name);

    WRIT_AUTO(writ_fd) int fd = writ_fd_open_file(log->dir_fd, name, O_NOFOLLOW);

    if ((fd < 0 && errno != ENOENT) || !writ_side_heads_open(&heads, fd)) {
        return writ_log_io_fail(log, name, "read the side segment", err);
    }
    if (heads.size > EMPTY) {
        return too_long(log, name, err);
    }
    table.offsets = writ_realloc(&log->alloc, NULL, 0, table.count * sizeof(*table.offsets));
    if (table.offsets == NULL) {
        return no_memory(err);
    }
    fill_table(&heads, log->segments[segment].first, &table);
    *ret_table = table;
    return WRIT_OK;
}

static enum writ_status grow_tables(struct writ_log *log, struct writ_error *err)
{
    struct writ_side_table *grown =
        writ_realloc(&log->alloc, log->tables, log->table_count * sizeof(*grown),
                     log->segment_count * sizeof(*grown));

    if (grown == NULL) {
        return no_memory(err);
    }
    memset(grown + log->table_count, 0, (log->segment_count - log->table_count) * sizeof(*grown));
    log->tables = grown;
    log->table_count = log->segment_count;
    return WRIT_OK;
}

/* The table of a segment, made when it is first asked for, and again when the log has grown. */
static enum writ_status find_table(struct writ_log *log, uint32_t segment,
                                   const struct writ_side_table **ret_table, struct writ_error *err)
{
    struct writ_side_table made;

    if (log->table_count < log->segment_count) {
        WRIT_TRY(grow_tables(log, err));
    }

    struct writ_side_table *table = &log->tables[segment];

    if (table->count < leaf_count(log, segment)) {
        WRIT_TRY(make_table(log, segment, &made, err));
        writ_free(&log->alloc, table->offsets, table->count * sizeof(*table->offsets));
        *table = made;
    }
    *ret_table = table;
    return WRIT_OK;
}

/* Where the side frame of a leaf is. */
struct side_place {
    uint32_t segment;
    uint32_t offset; /* or NOWHERE, or EMPTY */
};

static bool has_text(const struct side_place *place)
{
    return place->offset < EMPTY;
}

static struct writ_loc loc_of(const struct writ_log *log, uint32_t segment)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    writ_side_name(log->segments[segment].first, name);
    return writ_log_loc(log, name);
}

static enum writ_status corrupt(const struct writ_log *log, uint32_t segment, uint64_t offset,
                                struct writ_error *err)
{
    const struct writ_loc loc = loc_of(log, segment);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "at byte %llu: a bad side frame",
                     (unsigned long long)offset);
}

static enum writ_status find(struct writ_log *log, uint64_t index, struct side_place *ret_place,
                             struct writ_error *err)
{
    const struct writ_side_table *table;

    WRIT_TRY(writ_log_check_leaf(log, index, err));
    ret_place->segment = log->places[index].segment;
    WRIT_TRY(find_table(log, ret_place->segment, &table, err));
    ret_place->offset = table->offsets[index - log->segments[ret_place->segment].first];
    return ret_place->offset == NOWHERE && table->is_damaged
               ? corrupt(log, ret_place->segment, table->damage, err)
               : WRIT_OK;
}

/* Beside a writer that erases, a frame may be seen half old and half new for a moment. */
static enum writ_status read_frame(struct writ_log *log, const struct side_place *place,
                                   uint64_t index, struct writ_buf *buf,
                                   struct writ_side_frame *ret_frame, struct writ_error *err)
{
    struct writ_frame_place at = {.offset = place->offset, .max = WRIT_SIDE_HEAD + WRIT_SIDE_MAX};

    WRIT_TRY(writ_log_open_file(log, &log->reading_side, place->segment, writ_side_name, err));
    at.file = &log->reading_side;
    for (int i = 0; i < ATTEMPTS; i++) {
        writ_buf_clear(buf);
        WRIT_TRY(writ_log_read_frame(log, &at, buf, err));
        if (writ_side_frame_decode((struct writ_str){buf->ptr, buf->len}, ret_frame) &&
            ret_frame->index == index) {
            return WRIT_OK;
        }
    }
    return corrupt(log, place->segment, place->offset, err);
}

enum writ_status writ_log_side(struct writ_log *log, uint64_t index, struct writ_arena *arena,
                               enum writ_side_state *ret_state, struct writ_str *ret_text,
                               struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_side_frame frame = {.is_erased = false};
    struct side_place place;
    struct writ_str text = {"", 0};

    writ_buf_init(&buf, &log->alloc, WRIT_SIDE_HEAD + WRIT_SIDE_MAX);
    WRIT_TRY(find(log, index, &place, err));
    if (has_text(&place)) {
        WRIT_TRY(read_frame(log, &place, index, &buf, &frame, err));
    }
    if (frame.text.len > 0) {
        text = writ_arena_str(arena, frame.text);
    }
    if (text.ptr == NULL) {
        return no_memory(err);
    }
    *ret_state = frame.is_erased       ? WRIT_SIDE_ERASED
                 : frame.text.len == 0 ? WRIT_SIDE_NONE
                                       : WRIT_SIDE_THERE;
    *ret_text = text;
    return WRIT_OK;
}

struct writ_loc writ_log_side_loc(const struct writ_log *log, uint64_t index)
{
    return writ_log_check_leaf(log, index, NULL) == WRIT_OK
               ? loc_of(log, log->places[index].segment)
               : writ_log_loc(log, "side");
}

/* The side segment that is being erased in. */
struct eraser {
    struct writ_log *log;
    uint32_t segment;
    int fd; /* -1: none yet */
};

static void eraser_autop(struct eraser *eraser)
{
    writ_fd_autop(&eraser->fd);
}

static enum writ_status cannot_erase(const struct eraser *eraser, struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    writ_side_name(eraser->log->segments[eraser->segment].first, name);
    return writ_log_io_fail(eraser->log, name, "erase", err);
}

static enum writ_status eraser_sync(const struct eraser *eraser, struct writ_error *err)
{
    return eraser->fd < 0 || fdatasync(eraser->fd) == 0 ? WRIT_OK : cannot_erase(eraser, err);
}

static enum writ_status eraser_move(struct eraser *eraser, uint32_t segment, struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    if (eraser->fd >= 0 && eraser->segment == segment) {
        return WRIT_OK;
    }
    WRIT_TRY(eraser_sync(eraser, err));
    writ_fd_autop(&eraser->fd);
    writ_side_name(eraser->log->segments[segment].first, name);
    eraser->segment = segment;
    eraser->fd = openat(eraser->log->dir_fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    return eraser->fd >= 0 ? WRIT_OK : cannot_erase(eraser, err);
}

static enum writ_status overwrite(const struct eraser *eraser, uint32_t offset, uint64_t index,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_side_head head;
    char bytes[WRIT_SIDE_HEAD];

    writ_buf_init(&buf, &eraser->log->alloc, WRIT_SIDE_HEAD + WRIT_SIDE_MAX);
    if (pread(eraser->fd, bytes, sizeof(bytes), offset) != (ssize_t)sizeof(bytes) ||
        !writ_side_head_decode(bytes, &head) || head.index != index) {
        return corrupt(eraser->log, eraser->segment, offset, err);
    }
    writ_side_frame_add_erased(&buf, index, (size_t)(head.size - WRIT_SIDE_HEAD));
    if (buf.status != WRIT_OK) {
        return writ_fail(err, buf.status, NULL, "out of memory while erasing");
    }
    return writ_fd_write_at(eraser->fd, (struct writ_str){buf.ptr, buf.len}, offset)
               ? WRIT_OK
               : cannot_erase(eraser, err);
}

enum writ_status writ_log_erase_sides(struct writ_log *log, const uint64_t *indices, size_t count,
                                      struct writ_error *err)
{
    WRIT_AUTO(eraser) struct eraser eraser = {.log = log, .fd = -1};
    struct side_place place = {.offset = NOWHERE};

    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(find(log, indices[i], &place, err));
        if (has_text(&place)) {
            WRIT_TRY(eraser_move(&eraser, place.segment, err));
            WRIT_TRY(overwrite(&eraser, place.offset, indices[i], err));
        }
    }
    return eraser_sync(&eraser, err);
}
