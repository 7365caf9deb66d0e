/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/nearest.h - "did you mean": the offered word with the fewest edits from what was typed.
 */
#ifndef WRIT_CLI_NEAREST_H
#define WRIT_CLI_NEAREST_H

#include <stddef.h>

struct writ_nearest {
    const char *typed;
    const char *word; /**< the closest so far; NULL when none was close */
    size_t edits;     /**< fewer than this is an improvement */
};

struct writ_nearest writ_cli_nearest(const char *typed);
void writ_cli_nearest_offer(struct writ_nearest *nearest, const char *word);

#endif
