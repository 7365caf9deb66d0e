/* SPDX-License-Identifier: Apache-2.0
 *
 * base/embedded.h - texts that the build compiles into the library.
 */
#ifndef WRIT_BASE_EMBEDDED_H
#define WRIT_BASE_EMBEDDED_H

#include <stddef.h>

/** One file; a table of them is sorted by name and ends with a NULL name. */
struct writ_embedded {
    const char *name; /**< path below its folder, without ".lua" */
    const char *text; /**< NUL-terminated */
    size_t len;
};

#endif
