/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/recorder.h - how engines record through a shared log. Private to the engine layer.
 */
#ifndef WRIT_ENGINE_RECORDER_H
#define WRIT_ENGINE_RECORDER_H

#include "ledger/log.h"
#include "mesh/mesh.h"
#include "writ/recorder.h"

/** As writ_recorder_open(), for a mesh that is loaded already. */
WRIT_NODISCARD enum writ_status writ_recorder_open_for(const struct writ_mesh *mesh,
                                                       const struct writ_recorder_options *options,
                                                       struct writ_recorder **ret_recorder,
                                                       struct writ_error *err);

/** The folder of the log; borrowed. */
const char *writ_recorder_dir(const struct writ_recorder *recorder);

/** @retval WRIT_E_SCHEMA  the log is of another mesh, node or period */
WRIT_NODISCARD enum writ_status writ_recorder_check_mesh(const struct writ_recorder *recorder,
                                                         const struct writ_mesh *mesh,
                                                         struct writ_error *err);

/** Entries that are recorded. */
uint64_t writ_recorder_size(struct writ_recorder *recorder);

/** What is recorded together: leaves, and for one leaf the writ that opens it. */
struct writ_recording {
    const struct writ_str *leaves;
    size_t count;
    struct writ_str side; /**< of a single leaf; empty for none */
};

/**
 * Append leaves as one commit, with disclosures beside them, and wait until they are durable and
 * signed.
 *
 * @param ret_receipt  of the first leaf
 * @retval other  as writ_log_append(); nothing may be answered
 */
WRIT_NODISCARD enum writ_status
writ_recorder_record(struct writ_recorder *recorder, const struct writ_recording *recording,
                     uint64_t *ret_first, struct writ_buf *ret_receipt, struct writ_error *err);

#endif
