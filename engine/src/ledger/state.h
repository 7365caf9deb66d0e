/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/state.h - what an open log holds, shared by the files that implement it. Private to the
 * ledger layer.
 */
#ifndef WRIT_LEDGER_STATE_H
#define WRIT_LEDGER_STATE_H

#include <sys/types.h>

#include "ledger/log.h"
#include "ledger/node.h"
#include "ledger/segment.h"

/** A commit never spans segments, so a file can be at most twice this long and offsets fit 32 bits.
 */
enum { WRIT_SEGMENT_ROLL = 64 << 20, WRIT_SIDE_ROLL = 256 << 20, WRIT_COMMIT_MAX = 64 << 20 };

struct writ_segment {
    uint64_t first;      /**< index of its first leaf, which its name says */
    uint64_t bytes;      /**< up to and with its last commit */
    uint64_t side_bytes; /**< of its side segment; known of the last one, and only to who appends */
};

/** Zeros behind the end of a file that is appended to: room.c. */
struct writ_room {
    uint64_t end; /**< of the file, 0 when nothing was prepared */
    bool has_begun;
};

/** Where the side frames of a segment start, for lookups. */
struct writ_side_table {
    uint32_t *offsets; /**< or why there is none: side.c */
    size_t count;      /**< leaves it was made for */
    uint64_t damage; /**< where the first thing that is no frame starts; the file's end when all is
                        well */
    bool is_damaged;
};

/** writ_segment_name() or writ_side_name(). */
typedef void writ_name_fn(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE]);

/** The file that was read last stays open: leaves are mostly read in a row. */
struct writ_open_file {
    int fd; /**< -1: none */
    uint32_t segment;
    writ_name_fn *name;
};

/** Where the frame of a leaf starts. */
struct writ_place {
    uint32_t segment;
    uint32_t offset;
};

/** The last commit that was found when the log was opened. */
struct writ_last_commit {
    uint64_t first;  /**< index of its first leaf */
    uint64_t offset; /**< where its first frame starts in its segment */
};

struct writ_log {
    struct writ_alloc alloc;
    pid_t owner;             /**< the process that opened it: a fork of it must not write */
    struct writ_arena arena; /**< for `dir` */
    const char *dir;
    struct writ_notary notary;               /**< without a key when open for reading only */
    const struct writ_leaf_visitor *visitor; /**< while it is opened; NULL for none */
    size_t jobs;                             /**< segments that are read at once */
    struct writ_verifier verifier;
    int dir_fd;
    int lock_fd;
    int tail_fd; /**< the last segment; -1 when there is none yet, or reading only */
    int side_fd; /**< its side segment, as above */
    struct writ_room tail_room;
    struct writ_room side_room;
    bool is_failed; /**< a write or sync failed: what the disk holds is unknown until the next
                       recovery */

    bool is_borrower; /**< of nodes, places and segments: another handle owns them */
    struct writ_nodes nodes;
    bool forgets;              /**< see writ_log_only_append() */
    struct writ_place *places; /**< one per leaf; NULL when it forgets them */
    size_t place_cap;
    struct writ_segment *segments;
    size_t segment_count;
    size_t segment_cap;
    struct writ_last_commit last;
    struct writ_side_table *tables; /**< one per segment, made when first needed */
    size_t table_count;
    struct writ_open_file reading;
    struct writ_open_file reading_side;

    bool is_lost;        /**< the checkpoint file was there, but blank: a power cut does that */
    bool is_published;   /**< a checkpoint was there, or is signed */
    bool is_unpublished; /**< the files do not say yet what was signed last */
    bool is_unsynced;    /**< they say it, but a power cut may take it back */
    struct writ_checkpoint checkpoint;
    struct writ_buf note;
    struct writ_buf jws;

    bool is_cosigned; /**< the two below: as of when the log was opened */
    struct writ_checkpoint cosigned;
    struct writ_buf cosigned_note;
};

/** Where to read a frame. */
struct writ_frame_place {
    const struct writ_open_file *file;
    uint64_t offset;
    size_t max; /**< a longer frame is not read to its end */
};

/** A failure of the operating system on DIR/name; a full disk is said in its own words. */
WRIT_NODISCARD enum writ_status writ_log_io_fail(const struct writ_log *log, const char *name,
                                                 const char *what, struct writ_error *err);

/** Place of a file of the log, for errors. */
struct writ_loc writ_log_loc(const struct writ_log *log, const char *name);

/** log.c: whether it was opened for appending. */
bool writ_log_is_writable(const struct writ_log *log);

/** log.c: whether this process opened it, and is not a fork of the one that did: then WRIT_E_BUG.
 * Any thread may ask. */
bool writ_log_is_owned(const struct writ_log *log);
enum writ_status writ_log_check_owned(const struct writ_log *log, struct writ_error *err);

/** read.c: WRIT_E_IO once a write has failed. */
WRIT_NODISCARD enum writ_status writ_log_check_usable(const struct writ_log *log,
                                                      struct writ_error *err);

/** append.c: remember where leaf `index` starts; grows the table. */
WRIT_NODISCARD enum writ_status writ_log_put_place(struct writ_log *log, uint64_t index,
                                                   struct writ_place place, struct writ_error *err);

/** append.c */
WRIT_NODISCARD enum writ_status writ_log_add_segment(struct writ_log *log, uint64_t first,
                                                     struct writ_error *err);

/** The first leaves of the segments, or side segments, that a folder of the log holds, in order. */
struct writ_firsts {
    struct writ_alloc *alloc;
    uint64_t *items;
    size_t count;
    size_t cap;
};

/** folder.c: of the log ("."), or its side segments ("side"). */
WRIT_NODISCARD enum writ_status writ_firsts_list(struct writ_firsts *firsts,
                                                 const struct writ_log *log, const char *folder,
                                                 struct writ_error *err);
void writ_firsts_done(struct writ_firsts *firsts);

static inline void writ_firsts_autop(struct writ_firsts *firsts)
{
    writ_firsts_done(firsts);
}

/** recover.c: read every segment, check every frame and commit, and compare with the published
 * checkpoint and the cosigned one. */
WRIT_NODISCARD enum writ_status writ_log_recover(struct writ_log *log, struct writ_error *err);

/** publish.c: read a small file of the log; WRIT_E_NOTFOUND leaves err alone when there is none. */
WRIT_NODISCARD enum writ_status writ_log_read(struct writ_log *log, const char *name,
                                              struct writ_buf *buf, struct writ_error *err);

/** publish.c: the key the log is signed with: read it, or write the notary's when the log is new.
 */
WRIT_NODISCARD enum writ_status writ_log_identify(struct writ_log *log, struct writ_error *err);

/** cosigned.c: read the checkpoint that witnesses cosigned, if any, and check as below. */
WRIT_NODISCARD enum writ_status writ_log_load_cosigned(struct writ_log *log,
                                                       struct writ_error *err);

/** publish.c: read the published checkpoint, if any, and check its signature and origin. */
WRIT_NODISCARD enum writ_status writ_log_load_checkpoint(struct writ_log *log,
                                                         struct writ_error *err);

/** recover.c: both of the above, for who reads beside a writer. */
WRIT_NODISCARD enum writ_status writ_log_load_signed(struct writ_log *log, struct writ_error *err);

/** publish.c: sign a checkpoint of the tree as it is. */
WRIT_NODISCARD enum writ_status writ_log_sign(struct writ_log *log, struct writ_error *err);

/** publish.c: sign and publish durably, unless both files already say the same. */
WRIT_NODISCARD enum writ_status writ_log_publish_missing(struct writ_log *log,
                                                         struct writ_error *err);

/** A window over a side segment, for who steps from head to head. */
struct writ_side_heads {
    int fd;
    uint64_t size; /**< of the file, when it was opened */
    uint64_t start;
    size_t len;
    char bytes[1 << 16];
};

/** side_heads.c: false with errno set when the file cannot be asked. @param fd  -1: no file, which
 * has no heads */
WRIT_NODISCARD bool writ_side_heads_open(struct writ_side_heads *heads, int fd);

/** side_heads.c: the head at an offset, of a frame that ends within the file; false when there is
 * none. */
WRIT_NODISCARD bool writ_side_heads_read(struct writ_side_heads *heads, uint64_t offset,
                                         struct writ_side_head *ret_head);

/** side_tail.c: open the last side segment for appending, and cut what lies beyond the leaves; when
 * it lacks texts of the last commit, and nobody can have been answered for that, forget the commit.
 */
WRIT_NODISCARD enum writ_status writ_log_open_sides(struct writ_log *log, struct writ_error *err);

/** side_tail.c: make the side segment of a new segment. */
WRIT_NODISCARD enum writ_status writ_log_start_side(struct writ_log *log, uint64_t first,
                                                    struct writ_error *err);

/** room.c: make room for `len` bytes at `offset`, durably, and for more after them. False when a
 * sync failed: what the disk holds is then unknown. A disk that is too full is no failure. */
WRIT_NODISCARD bool writ_room_make(int fd, struct writ_room *room, uint64_t offset, size_t len);

/** room.c: cut the file to its `bytes` again. */
WRIT_NODISCARD bool writ_room_drop(int fd, struct writ_room *room, uint64_t bytes);

/** recover.c: whether the last commit is in the last segment, and may be there in part: no
 * checkpoint covers it. */
bool writ_log_may_be_torn(const struct writ_log *log);

/** append.c: the last segment and its side segment without room. */
WRIT_NODISCARD bool writ_log_drop_room(struct writ_log *log);

/** side.c */
void writ_log_free_tables(struct writ_log *log);

/** read.c: the whole frame at an offset, or what there is of it; its length is what its head says,
 * up to `max`. */
WRIT_NODISCARD enum writ_status writ_log_read_frame(const struct writ_log *log,
                                                    const struct writ_frame_place *place,
                                                    struct writ_buf *buf, struct writ_error *err);

/** read.c: open a segment or side segment for reading, unless it is the one that is open. */
WRIT_NODISCARD enum writ_status writ_log_open_file(const struct writ_log *log,
                                                   struct writ_open_file *file, uint32_t segment,
                                                   writ_name_fn *name, struct writ_error *err);

/** read.c: WRIT_E_NOTFOUND, for who asks for a leaf beyond the last. */
WRIT_NODISCARD enum writ_status writ_log_no_leaf(const struct writ_log *log, uint64_t index,
                                                 struct writ_error *err);

/** read.c: whether leaf `index` has a place; WRIT_E_NOTFOUND when there is none, or it was
 * forgotten. */
WRIT_NODISCARD enum writ_status writ_log_check_leaf(const struct writ_log *log, uint64_t index,
                                                    struct writ_error *err);

#endif
