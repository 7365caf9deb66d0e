/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/sort.h"

enum { MOST = 300 };

static bool by_number_then_index(const void *things, size_t a, size_t b)
{
    const int *numbers = things;

    return numbers[a] != numbers[b] ? numbers[a] < numbers[b] : a < b;
}

static void every_size_comes_out_in_order(void **state)
{
    uint32_t seed = 7;
    int numbers[MOST] = {0};
    size_t order[MOST];

    (void)state;
    for (size_t count = 0; count <= MOST; count++) {
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            numbers[i] = (int)(seed >> 24) % 50; /* many ties */
        }
        writ_sort_index(order, count, by_number_then_index, numbers);
        for (size_t i = 1; i < count; i++) {
            assert_true(by_number_then_index(numbers, order[i - 1], order[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_comes_out_in_order),
    };
    return cmocka_run_group_tests_name("base/sort", tests, NULL, NULL);
}
