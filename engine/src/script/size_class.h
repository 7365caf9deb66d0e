/* SPDX-License-Identifier: Apache-2.0
 *
 * script/size_class.h - the sizes that blocks of a region come in.
 * Layer: script. Private.
 *
 * Multiples of 16 up to 512 bytes, then four sizes for each power of two.
 */
#ifndef WRIT_SCRIPT_SIZE_CLASS_H
#define WRIT_SCRIPT_SIZE_CLASS_H

#include <stddef.h>

enum {
    WRIT_GRAIN = 16,
    WRIT_SMALL_MAX = 512,
    WRIT_SMALL_CLASSES = WRIT_SMALL_MAX / WRIT_GRAIN,
    WRIT_SMALL_BITS = 9,
    WRIT_LARGE_BITS = 30, /* the largest block is 2^30 bytes */
    WRIT_SIZE_CLASSES = WRIT_SMALL_CLASSES + (WRIT_LARGE_BITS - WRIT_SMALL_BITS) * 4,
};

static inline size_t writ_round_up(size_t bytes, size_t grain)
{
    return (bytes + grain - 1) / grain * grain;
}

/* writ_size_class() of more than WRIT_SMALL_MAX bytes. */
size_t writ_size_class_large(size_t bytes, size_t *ret_bytes);

/* The class that a block of `bytes` (at least 1) belongs to, and how many bytes a block of that
 * class has. */
static inline size_t writ_size_class(size_t bytes, size_t *ret_bytes)
{
    if (bytes > WRIT_SMALL_MAX) {
        return writ_size_class_large(bytes, ret_bytes);
    }
    *ret_bytes = writ_round_up(bytes, WRIT_GRAIN);
    return *ret_bytes / WRIT_GRAIN - 1;
}

/* How many bytes a block of the class has. */
size_t writ_size_class_bytes(size_t index);

/* The largest class size that is not more than `bytes`. */
size_t writ_size_class_floor(size_t bytes);

#endif
