/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a report that machines read.
 */
#include "writ/report.h"

const char *writ_entry_state_name(enum writ_entry_state state)
{
    switch (state) {
    case WRIT_ENTRY_PASS:
        return "pass";
    case WRIT_ENTRY_FAIL:
        return "fail";
    case WRIT_ENTRY_UNREADABLE:
        return "unreadable";
    }
    return "unknown";
}

const char *writ_severity_name(enum writ_severity severity)
{
    switch (severity) {
    case WRIT_NOTE:
        return "note";
    case WRIT_WARNING:
        return "warning";
    case WRIT_ERROR:
        return "error";
    }
    return "unknown";
}
