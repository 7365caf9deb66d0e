/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/error.h - status codes and the error record every fallible call fills. Memory may run out in each of them
 * (WRIT_E_NOMEM), which is not said again everywhere.
 */
#ifndef WRIT_ERROR_H
#define WRIT_ERROR_H

#include <stdint.h>

#include "writ/api.h"

WRIT_BEGIN_C

/** Outcome of a fallible call. Values are ABI: append, never renumber. */
enum writ_status {
#define WRIT_STATUS(name, value, meaning) name = value,
#include "writ/errors.def"
#undef WRIT_STATUS
};

/** Where in the *user's* input a problem is. line 0 means "the whole of source"; an empty source means unknown. */
struct writ_loc {
    char source[160]; /**< file name; the tail is kept when it is longer */
    uint32_t line;    /**< 1-based */
    uint32_t column;  /**< 1-based, in bytes */
};

/**
 * One error. Lives in the caller's frame, owns nothing, never allocates: it can
 * therefore report running out of memory. Initialise with {0}; the first error wins, so
 * clear it before it is used again. NULL instead is fine: then the status is all that is told.
 */
struct writ_error {
    enum writ_status status;
    struct writ_loc loc;
    char text[256]; /**< lower case, no full stop, one line: "field 'owner' is missing" */
    char hint[192]; /**< what to do next; empty when we do not know */
};

/** Stable identifier for logs and JSON output, e.g. "WRIT_E_SCHEMA". */
WRIT_API const char *writ_status_name(enum writ_status status);

WRIT_END_C

#endif
