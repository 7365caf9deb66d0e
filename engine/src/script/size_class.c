/* SPDX-License-Identifier: Apache-2.0 */
#include "script/size_class.h"

size_t writ_size_class_large(size_t bytes, size_t *ret_bytes)
{
    const unsigned bits = 63u - (unsigned)__builtin_clzl(bytes - 1);
    const size_t quarter = (size_t)1 << (bits - 2);
    const size_t sub = (bytes - 1 - ((size_t)1 << bits)) / quarter;

    *ret_bytes = ((size_t)1 << bits) + (sub + 1) * quarter;
    return WRIT_SMALL_CLASSES + (bits - WRIT_SMALL_BITS) * 4 + sub;
}

size_t writ_size_class_bytes(size_t index)
{
    if (index < WRIT_SMALL_CLASSES) {
        return (index + 1) * WRIT_GRAIN;
    }

    const size_t large = index - WRIT_SMALL_CLASSES;
    const size_t bits = WRIT_SMALL_BITS + large / 4;

    return ((size_t)1 << bits) + (large % 4 + 1) * ((size_t)1 << (bits - 2));
}

size_t writ_size_class_floor(size_t bytes)
{
    if (bytes <= WRIT_SMALL_MAX) {
        return bytes / WRIT_GRAIN * WRIT_GRAIN;
    }

    const unsigned bits = 63u - (unsigned)__builtin_clzl(bytes);
    const size_t quarter = (size_t)1 << (bits - 2);

    return bytes / quarter * quarter;
}
