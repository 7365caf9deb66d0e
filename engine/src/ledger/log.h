/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/log.h - one append-only log on disk: segments, commits, recovery, checkpoints, receipts.
 *
 * DIR/segment-00000000000000000000 …  frames [u32 len][u8 type][u32 crc32c][bytes], little endian; named by first leaf
 * DIR/side/00000000000000000000 …     disclosures of a segment's leaves, mode 0600: erasable, never hashed
 * DIR/checkpoint, DIR/checkpoint.jws  the last published checkpoint, replaced atomically
 * DIR/checkpoint.cosigned             the last one that witnesses cosigned: cosigned.h
 * DIR/key.vkey                        the public key the log is signed with
 * DIR/lock                            locked by the process that appends
 *
 * The crc covers len, type and bytes. Type 1 is a leaf; type 2 a commit: u64 first, u32 count, u64 size, root,
 * root before. Side frames, one for each leaf: type 3 is u64 index and a text, which may be empty; type 4 an erased one:
 * u64 index and zeros. A log is not thread-safe: one thread appends and reads (committer.h shares one among many).
 */
#ifndef WRIT_LEDGER_LOG_H
#define WRIT_LEDGER_LOG_H

#include "base/arena.h"
#include "ledger/notary.h"

enum { WRIT_LEAF_MAX = 65535, WRIT_SIDE_MAX = 32 << 20 };

struct writ_log;

/**
 * Open for appending (one process at a time: the directory is locked) and recover: a torn tail after the last valid
 * commit is cut; a bad frame before one is WRIT_E_CORRUPT with file and offset; fewer leaves than the published
 * checkpoint, or the one that witnesses cosigned, is WRIT_E_CORRUPT ("rollback"). A missing directory is made.
 *
 * @param origin  "<mesh>/<node>/<period>"; an existing log of another origin is refused
 * @param signer  borrowed until the log is closed; its name must be the origin
 * @retval WRIT_E_CORRUPT  damaged, rewritten or rolled back; nothing was changed
 * @retval WRIT_E_IO       another process appends, or the operating system refused
 * @retval WRIT_E_CRYPTO   the log is signed with another key  @retval WRIT_E_SCHEMA it is of another origin
 */
WRIT_NODISCARD enum writ_status writ_log_open(const char *dir, struct writ_str origin, const struct writ_signer *signer,
                                              struct writ_log **ret_log, struct writ_error *err);

/** The same, signed by a notary. @param notary  copied; what it points at is borrowed until the log is closed */
WRIT_NODISCARD enum writ_status writ_log_open_notarized(const char *dir, struct writ_str origin, const struct writ_notary *notary,
                                                        struct writ_log **ret_log, struct writ_error *err);

/**
 * From here on commits are all that is asked of a log that is open for appending, and receipts of the last commit: it
 * keeps nothing for each leaf, which is 72 bytes else, but the right edge of its tree. Who reads opens the log himself.
 */
void writ_log_only_append(struct writ_log *log);

/** Publishes the last checkpoint and makes it durable first. */
void writ_log_close(struct writ_log *log);

/** What is appended: a leaf, and the text that is kept beside it until it is erased. */
struct writ_record {
    struct writ_str leaf;
    struct writ_str side; /**< empty: none */
};

/** @retval WRIT_E_LIMIT  it could never be committed */
WRIT_NODISCARD enum writ_status writ_record_check(const struct writ_record *record, struct writ_error *err);

/**
 * Append leaves as one commit: side frames written, then frames and a commit frame; both files synced, then the
 * checkpoint signed. From here on the commit may be answered for: whatever comes, opening the log finds it. On any failure nothing
 * may be answered. Once writing has begun, a failure also closes the log: it refuses every later call (WRIT_E_IO) until
 * reopened. The commit may then be there or not, but never in part.
 *
 * @param ret_first  index of the first leaf
 * @retval WRIT_E_LIMIT, WRIT_E_NOMEM  refused before anything was written (a leaf over WRIT_LEAF_MAX, a text over
 *                                     WRIT_SIDE_MAX, no leaves, over 64 MiB): the log stays usable
 * @retval WRIT_E_IO                   nothing is acknowledged; "no space left" is said in these words
 */
WRIT_NODISCARD enum writ_status writ_log_commit(struct writ_log *log, const struct writ_record *records, size_t count,
                                                uint64_t *ret_first, struct writ_error *err);

/**
 * Put the last signed checkpoint where others read it.
 *
 * @param is_durable  sync the files too; without it a power cut may leave an older checkpoint, or an empty one, which
 *                    opening the log signs again
 * @retval WRIT_E_IO  the log is closed as after a failed commit; what was committed stays
 */
WRIT_NODISCARD enum writ_status writ_log_publish(struct writ_log *log, bool is_durable, struct writ_error *err);

/** writ_log_commit(), then writ_log_publish() without sync. */
WRIT_NODISCARD enum writ_status writ_log_append(struct writ_log *log, const struct writ_record *records, size_t count,
                                                uint64_t *ret_first, struct writ_error *err);

/** The path from a leaf to the root of the last checkpoint. @retval WRIT_E_NOTFOUND  it does not cover the leaf */
WRIT_NODISCARD enum writ_status writ_log_inclusion(struct writ_log *log, uint64_t index, struct writ_proof *ret_proof, struct writ_error *err);

/** The receipt of a leaf under the last checkpoint. */
WRIT_NODISCARD enum writ_status writ_log_receipt(struct writ_log *log, uint64_t index, struct writ_buf *ret_receipt, struct writ_error *err);

/** The bytes of one leaf, read back and checked. */
WRIT_NODISCARD enum writ_status writ_log_leaf(struct writ_log *log, uint64_t index, struct writ_arena *arena, struct writ_str *ret_leaf, struct writ_error *err);

/* side.c */
enum writ_side_state {
    WRIT_SIDE_NONE, /**< the leaf has none, or its side segment is gone */
    WRIT_SIDE_THERE,
    WRIT_SIDE_ERASED,
};

/**
 * The text beside a leaf.
 *
 * @param ret_text  in the arena; empty unless it is there
 * @retval WRIT_E_CORRUPT  the frame is damaged, or an erasure of it was interrupted; err->loc is the file, the text has
 *                         the byte
 */
WRIT_NODISCARD enum writ_status writ_log_side(struct writ_log *log, uint64_t index, struct writ_arena *arena,
                                              enum writ_side_state *ret_state, struct writ_str *ret_text, struct writ_error *err);

/** The side segment of a leaf, for errors. */
struct writ_loc writ_log_side_loc(const struct writ_log *log, uint64_t index);

/**
 * Overwrite the texts beside these leaves with zeros, and sync. For the process that has the log open for writing, by
 * any log it opened on the same folder. What has none, or an erased one, stays as it is.
 *
 * @retval WRIT_E_IO  some may be erased and some not: doing it again ends it
 */
WRIT_NODISCARD enum writ_status writ_log_erase_sides(struct writ_log *log, const uint64_t *indices, size_t count,
                                                     struct writ_error *err);

bool writ_log_is_failed(const struct writ_log *log); /**< a write failed: close it, and open it again */
uint64_t writ_log_size(const struct writ_log *log); /**< committed leaves */
struct writ_str writ_log_checkpoint(const struct writ_log *log); /**< signed note; borrowed until the next commit */
struct writ_str writ_log_checkpoint_jws(const struct writ_log *log); /**< of the last published one */

/**
 * Open read-only, without lock or private key, and check every frame and commit. For explain, replay and the auditor.
 * May run beside a writer: it then sees the log as of some commit. A torn tail is ignored, not cut.
 *
 * @retval WRIT_E_NOTFOUND  no log is there  @retval WRIT_E_CORRUPT  as writ_log_open()
 */
WRIT_NODISCARD enum writ_status writ_log_open_readonly(const char *dir, struct writ_log **ret_log, struct writ_error *err);

/**
 * Read on: what was committed and published since a log was opened read-only, and nothing twice.
 *
 * @retval other  as writ_log_open_readonly(); the log is of no use any more and has to be opened again
 */
WRIT_NODISCARD enum writ_status writ_log_follow(struct writ_log *log, struct writ_error *err);

/**
 * Another handle on a log that is open read-only, for another thread: it has descriptors and lookups of its own, and
 * borrows what was read. Leaves, what lies beside them and proofs can be asked of it; no signed text. Close it first.
 */
WRIT_NODISCARD enum writ_status writ_log_share(const struct writ_log *log, struct writ_log **ret_log, struct writ_error *err);

/** Is told of leaves while they are read anyway. */
struct writ_leaf_visitor {
    bool (*is_wanted)(struct writ_str leaf); /**< asked of each leaf, in any order, by any thread */

    /** Called for those that are, in their order, by one thread. A failure ends the reading. */
    enum writ_status (*leaf)(void *ctx, uint64_t index, struct writ_error *err);
    void *ctx;
};

/**
 * The same, telling a visitor of leaves. The last ones may not be committed: compare with writ_log_size().
 *
 * @param jobs  segments that are read at once, each by a thread, from 1 to WRIT_JOBS_MAX. What comes of it, and what is said of a
 *              damaged log, is the same for any number
 */
WRIT_NODISCARD enum writ_status writ_log_open_visited(const char *dir, const struct writ_leaf_visitor *visitor, size_t jobs,
                                                      struct writ_log **ret_log, struct writ_error *err);

/* audit.c */
const struct writ_verifier *writ_log_verifier(const struct writ_log *log); /**< the key the log is signed with */
const struct writ_checkpoint *writ_log_published(const struct writ_log *log); /**< NULL: none yet */
bool writ_log_has_writer(const struct writ_log *log); /**< another process appends right now */
uint64_t writ_log_tail_bytes(const struct writ_log *log); /**< after the last commit: an append that did not end */

/** Root of the tree when it had `size` leaves. @retval WRIT_E_NOTFOUND  it never had so many */
WRIT_NODISCARD enum writ_status writ_log_root(struct writ_log *log, uint64_t size, struct writ_digest *ret_root, struct writ_error *err);

/**
 * Check that the published checkpoint extends an older signed one: by a consistency proof from the log's own hashes.
 *
 * @param source  name of the older checkpoint, for errors
 * @retval WRIT_E_CORRUPT  rolled back or rewritten  @retval WRIT_E_CRYPTO, WRIT_E_SYNTAX  not a checkpoint of this log
 */
WRIT_NODISCARD enum writ_status writ_log_extends(struct writ_log *log, struct writ_str note, const char *source,
                                                 struct writ_checkpoint *ret_older, struct writ_error *err);

/** @retval WRIT_E_CRYPTO  checkpoint.jws does not sign the published checkpoint */
WRIT_NODISCARD enum writ_status writ_log_check_jws(const struct writ_log *log, struct writ_error *err);

static inline void writ_log_autop(struct writ_log **log)
{
    writ_log_close(*log);
}

#endif
