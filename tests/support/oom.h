/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/oom.h - run a body once per allocation it makes, failing each in turn.
 */
#ifndef WRIT_TESTS_OOM_H
#define WRIT_TESTS_OOM_H

#include "base/alloc.h"
#include "writ/error.h"

typedef enum writ_status (*oom_body)(struct writ_alloc *alloc);

/* Asserts: every failure is reported as NOMEM, leaks nothing, and the sweep ends within `most` allocations. */
static void oom_sweep(oom_body body, size_t most)
{
    for (size_t nth = 0; nth < most; nth++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

        alloc.fail_after = nth;
        const enum writ_status status = body(&alloc);

        assert_int_equal(alloc.used_bytes, 0);
        if (status == WRIT_OK) {
            return; /* no allocation left to fail */
        }
        assert_int_equal(status, WRIT_E_NOMEM);
    }
    fail_msg("still failing after %zu allocations", most);
}

#endif
