/* SPDX-License-Identifier: Apache-2.0
 *
 * server/staff.h - the lives of the signer and of the committer, as children of the supervisor.
 */
#ifndef WRIT_SERVER_STAFF_H
#define WRIT_SERVER_STAFF_H

#include "server/child.h"
#include "server/door.h"

struct writ_crew;

struct writ_staff_plan {
    const struct writ_crew *crew; /**< for notes, and whether to confine */
    const char *log_dir;
    const char *key_path;
    const char *origin; /**< of the log, which the key has to be of */
    unsigned window_ms; /**< of the log: see struct writ_committer_options */
    struct writ_door signer_door;
    struct writ_door committer_door;
};

/** Each says that it is ready, or why it cannot, and ends at the first order. */
int writ_signer_live(void *plan, const struct writ_child_side *side);
int writ_committer_live(void *plan, const struct writ_child_side *side);

#endif
