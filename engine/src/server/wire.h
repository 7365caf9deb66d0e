/* SPDX-License-Identifier: Apache-2.0
 *
 * server/wire.h - numbers and texts inside a message between processes, little endian.
 */
#ifndef WRIT_SERVER_WIRE_H
#define WRIT_SERVER_WIRE_H

#include "base/buf.h"

void writ_wire_put_u32(struct writ_buf *buf, uint32_t number);
void writ_wire_put_u64(struct writ_buf *buf, uint64_t number);
void writ_wire_put_text(struct writ_buf *buf, struct writ_str text); /**< a length, u32, before it */

/** What is left to read. Once something was not there, all further numbers are 0 and texts empty: check once, at the end. */
struct writ_wire {
    struct writ_str rest;
    bool is_short;
};

uint32_t writ_wire_u32(struct writ_wire *wire);
uint64_t writ_wire_u64(struct writ_wire *wire);
struct writ_str writ_wire_bytes(struct writ_wire *wire, size_t len); /**< borrowed */
struct writ_str writ_wire_text(struct writ_wire *wire);              /**< borrowed */

/** Everything was there, and nothing more. */
bool writ_wire_is_read(const struct writ_wire *wire);

#endif
