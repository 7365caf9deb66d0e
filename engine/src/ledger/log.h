/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/log.h - one append-only log on disk: segments, commits, recovery, checkpoints, receipts.
 *
 * DIR/segment-00000000000000000000 …  frames [u32 len][u8 type][u32 crc32c][bytes], little endian; named by first leaf
 * DIR/checkpoint, DIR/checkpoint.jws  the last signed checkpoint, replaced atomically
 * DIR/key.vkey                        the public key the log is signed with
 * DIR/side/<seq>.json                 disclosures of a leaf: erasable, never hashed
 */
#ifndef WRIT_LEDGER_LOG_H
#define WRIT_LEDGER_LOG_H

#include "base/arena.h"
#include "ledger/receipt.h"

enum { WRIT_LEAF_MAX = 65535 };

struct writ_log;

/**
 * Open for appending (one process at a time: the directory is locked) and recover: a torn tail after the last valid
 * commit is cut; a bad frame before one is WRIT_E_CORRUPT with file and offset; fewer leaves than the published
 * checkpoint is WRIT_E_CORRUPT ("rollback"). A missing directory is made.
 *
 * @param origin  "<mesh>/<node>/<period>"; an existing log of another origin is refused
 * @param signer  borrowed; its name must be the origin
 */
WRIT_NODISCARD enum writ_status writ_log_open(const char *dir, struct writ_str origin, const struct writ_signer *signer,
                                              struct writ_log **ret_log, struct writ_error *err);
void writ_log_close(struct writ_log *log);

/**
 * Append leaves as one commit: frames and a commit frame in one write, fdatasync, then the checkpoint is signed and
 * published. On any failure nothing may be answered: the log refuses every later call (WRIT_E_IO) until reopened.
 *
 * @param ret_first  index of the first leaf
 */
WRIT_NODISCARD enum writ_status writ_log_append(struct writ_log *log, const struct writ_str *leaves, size_t count,
                                                uint64_t *ret_first, struct writ_error *err);

/** The receipt of a leaf under the last checkpoint. */
WRIT_NODISCARD enum writ_status writ_log_receipt(struct writ_log *log, uint64_t index, struct writ_buf *ret_receipt, struct writ_error *err);

/** The bytes of one leaf, read back and checked. */
WRIT_NODISCARD enum writ_status writ_log_leaf(struct writ_log *log, uint64_t index, struct writ_arena *arena, struct writ_str *ret_leaf, struct writ_error *err);

uint64_t writ_log_size(const struct writ_log *log);
struct writ_str writ_log_checkpoint(const struct writ_log *log); /**< signed note; borrowed until the next append */
struct writ_str writ_log_checkpoint_jws(const struct writ_log *log);

/** Open read-only, without lock or key, and check every frame and commit. For explain, replay and the auditor. */
WRIT_NODISCARD enum writ_status writ_log_open_readonly(const char *dir, struct writ_log **ret_log, struct writ_error *err);

static inline void writ_log_autop(struct writ_log **log)
{
    writ_log_close(*log);
}

#endif
