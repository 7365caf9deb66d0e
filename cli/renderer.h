/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/renderer.h - one row per form a report can take.
 */
#ifndef WRIT_CLI_RENDERER_H
#define WRIT_CLI_RENDERER_H

#include "outcome.h"
#include "term.h"

struct writ_renderer {
    const char *name; /**< as in --format */
    /** Returns false when memory is out. Write errors are the stream's: main checks it once. */
    bool (*render)(const struct writ_outcome *outcome, const struct writ_term *term);
};

/** @param name  NULL: the first, pretty. The option's choices guarantee that any other name is
 * known. */
const struct writ_renderer *writ_cli_renderer_find(const char *name);

bool writ_cli_out_pretty(const struct writ_outcome *outcome, const struct writ_term *term);
bool writ_cli_out_json(const struct writ_outcome *outcome, const struct writ_term *term);
bool writ_cli_out_sarif(const struct writ_outcome *outcome, const struct writ_term *term);
bool writ_cli_out_junit(const struct writ_outcome *outcome, const struct writ_term *term);
bool writ_cli_out_tap(const struct writ_outcome *outcome, const struct writ_term *term);
bool writ_cli_out_github(const struct writ_outcome *outcome, const struct writ_term *term);

/** One finding as people read it: `file:line:column: error: message [policy CODE]`, then its hint.
 */
void writ_cli_pretty_finding(const struct writ_term *term, const char *path,
                             const struct writ_finding *finding);

struct writ_json_out;

/** One finding as a JSON object, the same in every command. */
void writ_cli_json_finding(struct writ_json_out *json, const char *path,
                           const struct writ_finding *finding);

#endif
