/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/random.h - splitmix64: small, and the same everywhere.
 */
#ifndef WRIT_TESTS_RANDOM_H
#define WRIT_TESTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static inline size_t random_below(uint64_t *seed, size_t most)
{
    return (size_t)(random_next(seed) % most);
}

#define RANDOM_OF(seed, list)                                                                      \
    ((list)[random_below(seed, sizeof(list) / sizeof((list)[0]))]) /* of an array */

#endif
