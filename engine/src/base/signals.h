/* SPDX-License-Identifier: Apache-2.0
 *
 * base/signals.h - threads that leave the signals of the process to the threads of the program.
 */
#ifndef WRIT_BASE_SIGNALS_H
#define WRIT_BASE_SIGNALS_H

#include <signal.h>

/**
 * Block every signal in this thread but those that a fault raises, so that a thread that is started now never takes one:
 * it inherits that. To be undone by writ_signals_restore().
 */
void writ_signals_block(sigset_t *ret_before);
void writ_signals_restore(const sigset_t *before);

#endif
