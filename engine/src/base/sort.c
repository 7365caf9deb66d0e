/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sort.h"

enum { FEW = 16 };

struct heap {
    size_t *order;
    size_t count;
    writ_before_fn before;
    const void *things;
};

static void swap(size_t *a, size_t *b)
{
    const size_t kept = *a;

    *a = *b;
    *b = kept;
}

static void sift_down(const struct heap *heap, size_t root)
{
    size_t *order = heap->order;

    for (size_t child = 2 * root + 1; child < heap->count; child = 2 * root + 1) {
        if (child + 1 < heap->count && heap->before(heap->things, order[child], order[child + 1])) {
            child++;
        }
        if (!heap->before(heap->things, order[root], order[child])) {
            return;
        }
        swap(&order[root], &order[child]);
        root = child;
    }
}

/* What is few, and often in order already. */
static void insert(const struct heap *heap)
{
    size_t *order = heap->order;

    for (size_t i = 1; i < heap->count; i++) {
        const size_t thing = order[i];
        size_t at = i;

        for (; at > 0 && heap->before(heap->things, thing, order[at - 1]); at--) {
            order[at] = order[at - 1];
        }
        order[at] = thing;
    }
}

void writ_sort_index(size_t *order, size_t count, writ_before_fn before, const void *things)
{
    struct heap heap = {order, count, before, things};

    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    if (count <= FEW) {
        insert(&heap);
        return;
    }
    for (size_t i = count / 2; i-- > 0;) {
        sift_down(&heap, i);
    }
    while (heap.count > 1) {
        heap.count--;
        swap(&order[0], &order[heap.count]);
        sift_down(&heap, 0);
    }
}
