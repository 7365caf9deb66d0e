/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/words.h - commands whose first operand says what to do, as `writ log verify` does.
 */
#ifndef WRIT_CLI_WORDS_H
#define WRIT_CLI_WORDS_H

#include "exit.h"
#include "options.h"

struct writ_word {
    const char *name;
    const char *options; /**< those that go with it, "a|b" */
    const char *needed;  /**< the one it does nothing without, or NULL */
    const char *operand; /**< what follows it, for messages; NULL: nothing may */
    bool needs_operand;
    bool takes_many;
    enum writ_exit (*function)(const struct writ_args *args, struct writ_error *err);
};

/**
 * Run the word that the first operand names; what follows it is args->operands[1], or NULL. What
 * does not fit is said, with the exit code for it.
 *
 * @param words   ended by a NULL name
 * @param common  options that go with every word, "a|b"
 */
enum writ_exit writ_cli_run_word(const struct writ_args *args, const struct writ_word *words,
                                 const char *common, struct writ_error *err);

#endif
