/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/audit.h - reading a log entry by entry: leaves, erasures and disclosures.
 * Layer: audit. Private to the log_*.c files and explain.c.
 */
#ifndef WRIT_AUDIT_AUDIT_H
#define WRIT_AUDIT_AUDIT_H

#include "engine/engine.h"
#include "engine/verify.h"

/** A log and what its erasures say. */
struct writ_audit {
    struct writ_alloc alloc;
    struct writ_log *log;
    const char *dir;
    uint64_t size;       /**< committed entries when it was opened */
    uint64_t *erased_in; /**< by entry: the erasure that names it; 0 for none */
    size_t erased_cap;
    uint64_t
        *others; /**< entries that are no decisions, ascending: erasures, and links to other logs */
    size_t other_count;
    size_t other_cap;
};

/** An entry's leaf. */
struct writ_entry_read {
    uint64_t index;
    struct writ_str bytes;
    const struct writ_value *leaf;
    bool is_decision; /**< else of the log itself: an erasure, where it goes on, or from */
    bool is_erasure;
    struct writ_str erased_log; /**< of an erasure: the ended log it is of; empty: its own */
};

/** Open the log of a folder read-only, by a thread for each core, and read its erasures.
 * @param dir  borrowed */
WRIT_NODISCARD enum writ_status writ_audit_open(struct writ_audit *audit, const char *dir,
                                                struct writ_error *err);

/** The same by as many threads as are wanted; 0: one for each core. */
WRIT_NODISCARD enum writ_status writ_audit_open_by(struct writ_audit *audit, const char *dir,
                                                   unsigned jobs, struct writ_error *err);

/** As writ_audit_open_by(), of the log that is or would be an engine's. @retval WRIT_E_NOTFOUND  it has none */
WRIT_NODISCARD enum writ_status writ_audit_open_of(struct writ_audit *audit,
                                                   const struct writ_engine *engine, unsigned jobs,
                                                   struct writ_error *err);

void writ_audit_done(struct writ_audit *audit);

/** log_verify.c: writ_audit_verify() of a log that is open. */
WRIT_NODISCARD enum writ_status writ_audit_check(struct writ_audit *audit,
                                                 const struct writ_audit_terms *terms,
                                                 struct writ_audit_state *ret_state,
                                                 struct writ_error *err);

static inline void writ_audit_autop(struct writ_audit *audit)
{
    writ_audit_done(audit);
}

/** Take what the erasures of `present` say of an ended log's entries: their numbers are those of
 * `present`. */
WRIT_NODISCARD enum writ_status writ_audit_take_erasures(struct writ_audit *ended,
                                                         const struct writ_audit *present,
                                                         struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_audit_read(const struct writ_audit *audit,
                                                struct writ_arena *arena, uint64_t index,
                                                struct writ_entry_read *ret_entry,
                                                struct writ_error *err);

/** @retval WRIT_E_NOTFOUND  the log has no such entry */
WRIT_NODISCARD enum writ_status writ_audit_has(const struct writ_audit *audit, uint64_t index,
                                               struct writ_error *err);

/**
 * The writ of an entry, rebuilt from its leaf and the disclosures beside it, and checked.
 *
 * @param ret_writ  NULL when there are none: an erasure, or an erased entry, or they are gone
 * @retval WRIT_E_CORRUPT  it is not what the leaf commits to
 */
WRIT_NODISCARD enum writ_status writ_audit_side(const struct writ_audit *audit,
                                                struct writ_arena *arena,
                                                const struct writ_entry_read *entry,
                                                const struct writ_value **ret_writ,
                                                struct writ_error *err);

/** The same from the text that lies beside the leaf, which is there. */
WRIT_NODISCARD enum writ_status writ_audit_rebuild(const struct writ_audit *audit,
                                                   struct writ_arena *arena,
                                                   const struct writ_entry_read *entry,
                                                   struct writ_str text,
                                                   const struct writ_value **ret_writ,
                                                   struct writ_error *err);

/** The committed subject's id; empty when it was not disclosed. */
WRIT_NODISCARD enum writ_status writ_writ_subject(struct writ_arena *arena,
                                                  const struct writ_value *writ,
                                                  struct writ_str *ret_id, struct writ_error *err);

/** again.c: a failure that says nothing of what was looked at. */
bool writ_is_accident(enum writ_status status);

/** What a recorded request comes to under some engine. */
struct writ_again {
    const struct writ_value *input; /**< as committed; NULL when it is not disclosed */
    const struct writ_value
        *document; /**< of the answer; NULL without one: the engine refuses the request */
    struct writ_str bytes;
};

/** again.c: decide the request of a writ once more, for the time it was decided for. Nothing is
 * recorded. @retval other  an accident */
WRIT_NODISCARD enum writ_status writ_decide_again(struct writ_engine *engine,
                                                  struct writ_arena *arena,
                                                  const struct writ_value *writ,
                                                  struct writ_again *ret_again,
                                                  struct writ_error *err);

/** log_explain.c: what is left to say of an entry without disclosures. */
WRIT_NODISCARD enum writ_status writ_explain_leaf(struct writ_buf *buf,
                                                  const struct writ_audit *audit,
                                                  struct writ_arena *arena,
                                                  const struct writ_entry_read *entry,
                                                  struct writ_error *err);

#endif
