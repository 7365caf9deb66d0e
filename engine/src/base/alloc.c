/* SPDX-License-Identifier: Apache-2.0 */
#include "base/alloc.h"

#include <assert.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>

enum { LARGE = 256 << 10, SPARE = 1 << 20 };

static bool is_refused(struct writ_alloc *alloc, size_t grow_bytes)
{
    if (alloc->fail_after != (size_t)-1) {
        if (alloc->fail_after == 0) {
            return true;
        }
        alloc->fail_after--;
    }
    /* used <= limit always holds, so the subtraction cannot wrap */
    return alloc->limit_bytes != 0 && grow_bytes > alloc->limit_bytes - alloc->used_bytes;
}

static void count(struct writ_alloc *alloc, size_t old_bytes, size_t new_bytes)
{
    alloc->used_bytes = alloc->used_bytes - old_bytes + new_bytes;
    if (alloc->used_bytes > alloc->peak_bytes) {
        alloc->peak_bytes = alloc->used_bytes;
    }
}

void *writ_realloc(struct writ_alloc *alloc, void *ptr, size_t old_bytes, size_t new_bytes)
{
    assert(ptr != NULL || old_bytes == 0);
    assert(old_bytes <= alloc->used_bytes);

    if (new_bytes == 0) {
        free(ptr);
        alloc->used_bytes -= old_bytes;
        return NULL;
    }
    if (new_bytes > old_bytes && is_refused(alloc, new_bytes - old_bytes)) {
        return NULL;
    }

    void *block = realloc(ptr, new_bytes);

    if (block != NULL) {
        count(alloc, old_bytes, new_bytes);
    }
    return block;
}

/* Of a large block that is all zeros the system gives the pages when they are first used. */
void *writ_calloc(struct writ_alloc *alloc, size_t bytes)
{
    void *block = bytes == 0 || is_refused(alloc, bytes) ? NULL : calloc(1, bytes);

    if (block != NULL) {
        count(alloc, 0, bytes);
    }
    return block;
}

void writ_free(struct writ_alloc *alloc, void *ptr, size_t bytes)
{
    if (ptr != NULL) {
        (void)writ_realloc(alloc, ptr, bytes, 0);
    }
}

void writ_alloc_hand_over(struct writ_alloc *from, struct writ_alloc *to, size_t bytes)
{
    assert(to->limit_bytes == 0);
    assert(bytes <= from->used_bytes);
    from->used_bytes -= bytes;
    count(to, 0, bytes);
}

void writ_alloc_return_large(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, SPARE);
}
