/* SPDX-License-Identifier: Apache-2.0
 *
 * descriptor/columns.h - fills a descriptor's columns. Layer: descriptor. Private.
 */
#ifndef WRIT_DESCRIPTOR_COLUMNS_H
#define WRIT_DESCRIPTOR_COLUMNS_H

#include "descriptor/descriptor.h"

/** @retval WRIT_E_NOMEM */
WRIT_NODISCARD enum writ_status writ_columns_name(struct writ_arena *arena,
                                                  struct writ_descriptor *descriptor,
                                                  struct writ_error *err);

#endif
