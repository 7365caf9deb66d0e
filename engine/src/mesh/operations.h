/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/operations.h - what Trino asks leave for, and the action that each operation is to a policy.
 * Layer: mesh (may include base, data, codec, crypto, script, descriptor).
 */
#ifndef WRIT_MESH_OPERATIONS_H
#define WRIT_MESH_OPERATIONS_H

#include "base/str.h"

/** What of a permit's duties Trino carries out itself when it does this. */
enum writ_operation_kind {
    WRIT_OPERATION_READS,     /**< rows are shown, through the filters and masks that it asks for */
    WRIT_OPERATION_DESCRIBES, /**< only names are shown: no row that a duty could be about */
    WRIT_OPERATION_CHANGES,   /**< anything else: no duty is carried out */
};

struct writ_operation {
    const char *name;
    const char *action;
    enum writ_operation_kind kind;
};

/** NULL: not known to this version. It is then an action of its own name, which changes things. */
const struct writ_operation *writ_operation_find(struct writ_str name);

#endif
