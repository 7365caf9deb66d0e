/* SPDX-License-Identifier: Apache-2.0
 *
 * server/candidates.h - what a mesh knows that a search may find: its subjects, resources and
 * actions.
 */
#ifndef WRIT_SERVER_CANDIDATES_H
#define WRIT_SERVER_CANDIDATES_H

#include "mesh/mesh.h"

/** Ids, or names of actions; each once. */
struct writ_candidates {
    struct writ_str *names;
    size_t count;
};

/*
 * In an order that stays while the mesh does. A type of which the mesh knows nothing has none.
 *
 * @param arena  holds the list; the texts are the mesh's, or in the arena
 * @retval WRIT_E_POLICY  a file of data/ has another shape, with its position
 */

/** Of data/subjects.yaml, id -> attributes: those whose attribute `type` this is; without one it is
 * "user". */
WRIT_NODISCARD enum writ_status writ_candidate_subjects(const struct writ_mesh *mesh,
                                                        struct writ_str type,
                                                        struct writ_arena *arena,
                                                        struct writ_candidates *ret_list,
                                                        struct writ_error *err);

/** Of the type data_product: ids of the mesh's products; output_port: "PRODUCT#PORT"; another: the
 * ids that data/resources.yaml, type -> id -> attributes, has of it. */
WRIT_NODISCARD enum writ_status writ_candidate_resources(const struct writ_mesh *mesh,
                                                         struct writ_str type,
                                                         struct writ_arena *arena,
                                                         struct writ_candidates *ret_list,
                                                         struct writ_error *err);

/** What an agreement grants, what the targets of policies name, and the list data/actions.yaml.
 * @param type  ignored */
WRIT_NODISCARD enum writ_status
writ_candidate_actions(const struct writ_mesh *mesh, struct writ_str type, struct writ_arena *arena,
                       struct writ_candidates *ret_list, struct writ_error *err);

#endif
