/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/verify.h - opening a writ: what it says is what its leaf commits to.
 * Layer: engine. For it and the layers above.
 */
#ifndef WRIT_ENGINE_VERIFY_H
#define WRIT_ENGINE_VERIFY_H

#include "engine/engine.h"

/** What a verification that holds tells. @param decision  "permit", "deny", or a phase of the log's
 * own */
struct writ_verified writ_verified_of(const struct writ_checkpoint *checkpoint, uint64_t index,
                                      struct writ_str decision);

/** A writ that is canonical, and whose leaf commits to what it discloses. @param source  its name,
 * for errors */
WRIT_NODISCARD enum writ_status writ_writ_open(struct writ_arena *arena, const char *source,
                                               struct writ_str text,
                                               const struct writ_value **ret_writ,
                                               struct writ_error *err);

/** The key of a vkey's line. @param source  its name, for errors; NULL: "key" */
WRIT_NODISCARD enum writ_status writ_vkey_read(const char *source, struct writ_str vkey,
                                               struct writ_verifier *ret_verifier,
                                               struct writ_error *err);

/** {decision, disclosures, leaf}; NULL when memory is out, or a part of it is NULL. */
const struct writ_value *writ_writ_value(struct writ_arena *arena,
                                         const struct writ_value *document,
                                         const struct writ_value *disclosures,
                                         const struct writ_value *leaf);

/** The writ that a leaf and the disclosures beside it make, checked. @param triples
 * [[salt, name, value], …] */
WRIT_NODISCARD enum writ_status writ_writ_rebuild(struct writ_arena *arena,
                                                  const struct writ_value *leaf,
                                                  const struct writ_value *triples,
                                                  const struct writ_value **ret_writ,
                                                  struct writ_error *err);

/** The value that a disclosure of this name opens; NULL when there is none. */
WRIT_NODISCARD enum writ_status writ_writ_disclosed(struct writ_arena *arena,
                                                    const struct writ_value *writ, const char *name,
                                                    const struct writ_value **ret_value,
                                                    struct writ_error *err);

#endif
