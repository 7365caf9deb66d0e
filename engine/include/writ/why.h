/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/why.h - which policies had a say in a question, and what each said.
 */
#ifndef WRIT_WHY_H
#define WRIT_WHY_H

#include "writ/engine.h"

WRIT_BEGIN_C

/** One thing that one policy said. Texts are owned by the writ_why. */
struct writ_why_said {
    const char *effect;   /**< "permit", "deny", "warn", "oblige", "error" */
    const char *standing; /**< "stands", "advises", "waived", "shadow": what became of it */
    const char *detail;   /**< of an obligation: its properties, a JSON object; else "" */
    struct writ_finding finding; /**< code, message, hint, note and place */
};

/** One policy of the mesh, or one that the mesh leaves out. */
struct writ_why_row {
    const char *policy;
    const char *title; /**< "" when it is left out */
    const char *layer;
    const char *scope;
    const char *state;
    bool was_asked;
    const char *because; /**< why it was not asked, or has nothing to say; "" when it said something */
    uint64_t gas;        /**< that it spent */
    uint64_t time_ns;    /**< that it took, by the clock of this machine */
    const struct writ_why_said *said;
    size_t said_count;
};

struct writ_why;

/**
 * Evaluate an access request, or check a descriptor, and tell of every policy. Nothing is recorded.
 *
 * @param path  a JSON document with subject, action and resource is a request, anything else a descriptor
 * @param time  RFC 3339; NULL: now
 * @param ret_why  writ_why_free()
 * @retval WRIT_E_NOTFOUND  there is no such file
 * @retval WRIT_E_SCHEMA    the time is none
 * @retval other            the file cannot be read, with a position
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_why(struct writ_engine *engine, const char *path, const char *time,
                                                         struct writ_why **ret_why, struct writ_error *err);
WRIT_API enum writ_verdict writ_why_verdict(const struct writ_why *why);
WRIT_API size_t writ_why_count(const struct writ_why *why);
WRIT_API const struct writ_why_row *writ_why_row(const struct writ_why *why, size_t index);
WRIT_API void writ_why_free(struct writ_why *why);

/**
 * A prompt in the sandbox: each line is one evaluation of its own, under the mesh's limits. `input` is what policies see of
 * the question, or an empty table.
 */
struct writ_console;

/**
 * @param path         as of writ_engine_why(); NULL: no question
 * @param ret_console  writ_console_close(), before the engine is closed: it works in it
 * @retval as of writ_engine_why()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_console_open(struct writ_engine *engine, const char *path, const char *time,
                                                           struct writ_console **ret_console, struct writ_error *err);

/**
 * An expression gives its value as JSON, statements give nothing unless they return. A line that begins with `local` holds for
 * the lines after it.
 *
 * @param ret_text  empty when there is no value; writ_bytes_free()
 * @retval WRIT_E_SYNTAX, WRIT_E_POLICY, WRIT_E_LIMIT, WRIT_E_NOMEM, WRIT_E_TIMEOUT  the line failed; the next may not
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_console_run(struct writ_console *console, struct writ_str line,
                                                          struct writ_bytes *ret_text, struct writ_error *err);
WRIT_API void writ_console_close(struct writ_console *console);

WRIT_END_C

#endif
