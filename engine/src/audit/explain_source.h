/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/explain_source.h - the texts behind an effect: which rule spoke, and what stands at its
 * place. Layer: audit. Private to explain*.c and log_explain.c.
 */
#ifndef WRIT_AUDIT_EXPLAIN_SOURCE_H
#define WRIT_AUDIT_EXPLAIN_SOURCE_H

#include "base/buf.h"
#include "mesh/mesh.h"

/** explain.c: append text without what a terminal acts upon. */
void writ_explain_safe(struct writ_buf *buf, struct writ_str text);

/** "PATH:LINE" of the policy of an effect: the line that names its code, else the one of the rule.
 * Nothing when the mesh has no such policy. */
void writ_explain_rule(struct writ_buf *buf, const struct writ_mesh *mesh,
                       const struct writ_value *effect);

/** The line of the mesh's file at a place {source, line}; nothing when it is in none. */
void writ_explain_line(struct writ_buf *buf, const struct writ_mesh *mesh,
                       const struct writ_value *at);

#endif
