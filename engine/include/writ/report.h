/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/report.h - what `check` and `test` found: one entry per descriptor or test case, findings with their places.
 */
#ifndef WRIT_REPORT_H
#define WRIT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "writ/str.h"

WRIT_BEGIN_C

enum writ_severity {
    WRIT_NOTE,    /**< no effect: shadowed (draft) or lifted by a waiver */
    WRIT_WARNING, /**< advisory, in grace, or noticed while reading the descriptor */
    WRIT_ERROR,   /**< the descriptor does not conform, cannot be read, or the test fails */
};

/** All texts are NUL-terminated UTF-8, owned by the report; "" when there is none. line 0: the whole file. */
struct writ_finding {
    const char *source;
    uint32_t line, column; /**< 1-based */
    enum writ_severity severity;
    const char *policy; /**< policy id; "" for what the reader noticed */
    const char *code;
    const char *message;
    const char *hint;
    const char *note; /**< why the severity is what it is: "waived until 2027-01-01 by …", "draft", "in grace until …" */
    const char *docs; /**< where the policy is described: a link, or a file; "" for what the reader noticed */
    bool is_repeated;   /**< an entry before has the same: a check of documents that describe one product */
};

enum writ_entry_state {
    WRIT_ENTRY_PASS,       /**< conforms; may have warnings */
    WRIT_ENTRY_FAIL,       /**< denied, or the test case failed */
    WRIT_ENTRY_UNREADABLE, /**< could not be read, recognised or normalised */
};

/** A descriptor, or a policy or waiver of the mesh that there is something to say about (check); or a test case (test). */
struct writ_entry {
    const char *path;
    const char *name;    /**< product id, or the test case's name */
    const char *group;   /**< dialect, "policy" or "waiver"; or the policy under test */
    enum writ_entry_state state;
    const struct writ_finding *findings;
    size_t finding_count;
    bool is_of_mesh; /**< a policy or a waiver, not a descriptor */
};

/** Immutable: any thread may read it. */
struct writ_report;
WRIT_API size_t writ_report_count(const struct writ_report *report);
WRIT_API const struct writ_entry *writ_report_entry(const struct writ_report *report, size_t index); /**< NULL past the end */
WRIT_API size_t writ_report_policy_count(const struct writ_report *report); /**< policies that took part */
WRIT_API void writ_report_free(struct writ_report *report);

/* Stable words for machines. */
WRIT_API const char *writ_severity_name(enum writ_severity severity);    /**< "note", "warning", "error" */
WRIT_API const char *writ_entry_state_name(enum writ_entry_state state); /**< "pass", "fail", "unreadable" */

WRIT_END_C

#endif
