/* SPDX-License-Identifier: Apache-2.0
 *
 * base/error.h - how the engine fills a struct writ_error.
 */
#ifndef WRIT_BASE_ERROR_H
#define WRIT_BASE_ERROR_H

#include "writ/error.h"

/**
 * Record an error and return its status, so call sites read
 * `return writ_fail(err, WRIT_E_SCHEMA, &loc, "field '%s' is missing", name);`
 *
 * The first error wins: a record that already holds one is left alone. Control characters and bytes
 * that are not UTF-8 become '?', so that input quoted in a message can never forge a log line or
 * break its JSON.
 *
 * @param err  may be NULL
 * @param loc  may be NULL when no input location applies
 * @return status, always
 */
WRIT_NODISCARD WRIT_PRINTF(4, 5) enum writ_status
    writ_fail(struct writ_error *err, enum writ_status status, const struct writ_loc *loc,
              const char *fmt, ...);

/** Record what another record says, as a failure of this status: place, text and hint. */
WRIT_NODISCARD enum writ_status writ_pass_on(struct writ_error *err, enum writ_status status,
                                             const struct writ_error *cause);

/** Add what to do next to an error just recorded: `return writ_hint(err, writ_fail(...), "...")`.
 */
WRIT_NODISCARD WRIT_PRINTF(3, 4) enum writ_status
    writ_hint(struct writ_error *err, enum writ_status status, const char *fmt, ...);

/**
 * Say which input an error is about that names none: `return writ_within(err, "receipt",
 * read(...))`.
 *
 * @return status, always
 */
WRIT_NODISCARD enum writ_status writ_within(struct writ_error *err, const char *source,
                                            enum writ_status status);

/** A location of a whole file (line 0) or of a place in it. */
struct writ_loc writ_loc_at(const char *source, uint32_t line, uint32_t column);

#endif
