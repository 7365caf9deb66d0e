/* SPDX-License-Identifier: Apache-2.0
 *
 * server/report_value.h - a report as JSON, with the members that `writ check --format json` has.
 */
#ifndef WRIT_SERVER_REPORT_VALUE_H
#define WRIT_SERVER_REPORT_VALUE_H

#include "data/value.h"
#include "writ/report.h"

/** Its texts are copied into the arena. NULL when memory is out. */
const struct writ_value *writ_report_value(struct writ_arena *arena,
                                           const struct writ_report *report);

#endif
