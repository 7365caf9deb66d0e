/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/mesh.h - what is asked of products beyond "does it conform": how they differ, what must be deleted, what they are
 * made from, how usable they are. What each answer means is said in docs/reference.
 */
#ifndef WRIT_MESH_H
#define WRIT_MESH_H

#include "writ/engine.h"

/**
 * What is different between two versions of a descriptor, by meaning; they may be written in different dialects. The report
 * has one entry: it fails when something breaks readers and the version does not announce that. Each change is a finding
 * whose note is its class ("breaking", "compatible" or "documentation"), in the new file, or in the old one for what is
 * gone; VERSION is the finding about a version that was not raised enough. Contracts are not joined.
 *
 * @retval other  one of them cannot be read, with its position
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_diff(struct writ_engine *engine, const char *old_path, const char *new_path,
                                                          struct writ_report **ret_report, struct writ_error *err);

#endif
