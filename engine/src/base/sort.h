/* SPDX-License-Identifier: Apache-2.0
 *
 * base/sort.h - sorting an index of things, for keys that an attacker may have chosen.
 */
#ifndef WRIT_BASE_SORT_H
#define WRIT_BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>

/** Whether thing a comes before thing b. A total order: break ties by comparing a and b themselves.
 */
typedef bool (*writ_before_fn)(const void *things, size_t a, size_t b);

/**
 * Fill `order` with 0 to count-1 and sort it. Heap sort: in place, no recursion, n log n whatever
 * the input, and the same result with every C library (qsort is none of these). A few things are
 * inserted one by one instead, which costs nothing when they are in order.
 */
void writ_sort_index(size_t *order, size_t count, writ_before_fn before, const void *things);

#endif
