/* SPDX-License-Identifier: Apache-2.0
 *
 * A condition variable would wake those who wait for later rounds too, and have all of them take a
 * lock one after the other, only to let it go.
 */
#define _GNU_SOURCE /* syscall */
#include "base/rounds.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Who waits for which: 32 rounds apart they share a bit, and one of them looks in vain. */
static uint32_t bit_of(unsigned round)
{
    return (uint32_t)1 << round % 32;
}

/* What fails says that there is nobody, or nothing to wait for. */
static void futex(struct writ_rounds *rounds, int operation, unsigned value, unsigned round)
{
    const int kept = errno;

    (void)syscall(SYS_futex, &rounds->ended, operation, value, NULL, NULL, bit_of(round));
    errno = kept;
}

void writ_rounds_end(struct writ_rounds *rounds)
{
    const unsigned round = atomic_fetch_add(&rounds->ended, 1) + 1;

    futex(rounds, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, round);
}

static bool is_over(unsigned ended, unsigned round)
{
    return ended - round <= UINT_MAX / 2;
}

void writ_rounds_wait(struct writ_rounds *rounds, unsigned round)
{
    unsigned ended = atomic_load(&rounds->ended);

    while (!is_over(ended, round)) {
        futex(rounds, FUTEX_WAIT_BITSET_PRIVATE, ended, round);
        ended = atomic_load(&rounds->ended);
    }
}
