/* SPDX-License-Identifier: Apache-2.0
 *
 * base/rounds.h - rounds that end one after the other, and threads that wait for the end of one: however many they are,
 * waking them is one system call, and wakes nobody else.
 */
#ifndef WRIT_BASE_ROUNDS_H
#define WRIT_BASE_ROUNDS_H

#include <stdatomic.h>

/** Zeroed at first. Rounds have the numbers 1, 2, …, and go on with 0 after the last unsigned. */
struct writ_rounds {
    atomic_uint ended;
};

/** The next round is over. For one thread at a time; what it wrote before is seen by those who waited. */
void writ_rounds_end(struct writ_rounds *rounds);

/** Return when a round is over. */
void writ_rounds_wait(struct writ_rounds *rounds, unsigned round);

#endif
