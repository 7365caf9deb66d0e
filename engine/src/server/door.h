/* SPDX-License-Identifier: Apache-2.0
 *
 * server/door.h - how processes of the service find one another again after one of them was replaced.
 *
 * A door is a pair of sockets that outlives who stands on either side. Who comes makes a fresh pair of sockets, keeps one
 * and passes the other through the door; whoever keeps the inside by then takes it. So nobody inherits half a message of
 * the dead, and nobody needs to listen, connect or be told.
 */
#ifndef WRIT_SERVER_DOOR_H
#define WRIT_SERVER_DOOR_H

#include <stdbool.h>

#include "writ/error.h"

struct writ_door {
    int outside; /**< may be shared by many */
    int inside;  /**< of one process at a time */
};

WRIT_NODISCARD enum writ_status writ_door_make(struct writ_door *ret_door, struct writ_error *err);
void writ_door_close(struct writ_door *door);

/** Pass one end of a new stream through. @param ret_fd  the other. @retval WRIT_E_IO  too many stand there, or nobody ever will */
WRIT_NODISCARD enum writ_status writ_door_enter(int outside, int *ret_fd, struct writ_error *err);

/** Take in who stands there first; false: nobody, or one without a socket. */
bool writ_door_admit(int inside, int *ret_fd);

#endif
