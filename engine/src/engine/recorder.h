/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/recorder.h - how engines record through a shared log. Private to the engine layer.
 */
#ifndef WRIT_ENGINE_RECORDER_H
#define WRIT_ENGINE_RECORDER_H

#include "ledger/committer.h"
#include "mesh/mesh.h"
#include "writ/recorder.h"

#define WRIT_LOG_BELOW_MESH     ".writ/log"
#define WRIT_LOG_KEY_BELOW_MESH ".writ/log.key"

/** A path that was given, or its default in the mesh; NULL when there is neither, or no memory. */
const char *writ_recorder_path(struct writ_arena *arena, const char *given,
                               const struct writ_mesh *mesh, const char *name);

/** "<mesh>/<node>/<period>"; NULL when memory is out. */
const char *writ_recorder_origin(struct writ_arena *arena, const struct writ_mesh *mesh);

/** The key of a log. @retval WRIT_E_NOTFOUND  none, with a hint how to make one */
WRIT_NODISCARD enum writ_status writ_recorder_load_key(const char *key, const char *origin,
                                                       struct writ_signer **ret_signer,
                                                       struct writ_error *err);

/**
 * What lies beside a key file (.vkey for .key) is given out as its public half. With another name,
 * or another key, nothing that is signed now would verify for who has it. None is fine.
 *
 * @param own  the public half, with the log's name  @retval WRIT_E_CRYPTO  it is another one
 */
WRIT_NODISCARD enum writ_status
writ_recorder_check_vkey(const char *key, const struct writ_verifier *own, struct writ_error *err);

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

/**
 * Append records as one commit, and wait until it is durable and signed. Many threads may: what
 * they bring while a commit is being written shares the next one.
 *
 * @param ret_receipt  of the first leaf
 * @retval other  as writ_log_commit(); nothing may be answered
 */
WRIT_NODISCARD enum writ_status writ_recorder_record(struct writ_recorder *recorder,
                                                     const struct writ_record *records,
                                                     size_t count, uint64_t *ret_first,
                                                     struct writ_buf *ret_receipt,
                                                     struct writ_error *err);

#endif
