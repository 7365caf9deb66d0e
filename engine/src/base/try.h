/* SPDX-License-Identifier: Apache-2.0
 *
 * base/try.h - the project's only control-flow macro, and scope-bound cleanup.
 */
#ifndef WRIT_BASE_TRY_H
#define WRIT_BASE_TRY_H

/* Leave the function on failure. Cleanup attributes release what was acquired. */
#define WRIT_TRY(call)                                                                             \
    do {                                                                                           \
        const enum writ_status writ_try_ = (call);                                                 \
        if (writ_try_ != WRIT_OK) {                                                                \
            return writ_try_;                                                                      \
        }                                                                                          \
    } while (0)

/* WRIT_AUTO(writ_buf) runs writ_buf_autop(&var) when the scope ends. */
#define WRIT_AUTO(type) __attribute__((cleanup(type##_autop)))

/* Give ownership away: yields the pointer and disarms its WRIT_AUTO. */
#define WRIT_MOVE(ptr)                                                                             \
    __extension__({                                                                                \
        __typeof__(ptr) moved_ = ptr;                                                              \
        (ptr) = NULL;                                                                              \
        moved_;                                                                                    \
    })

#endif
