/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <stdio.h>
#include <string.h>

#include "say.h"

enum { NAMES_BYTES = 128 };

/* "verify, list, prove and erase" */
static void list_words(const struct writ_word *words, char names[NAMES_BYTES])
{
    size_t len = 0;

    names[0] = '\0';
    for (const struct writ_word *it = words; it->name != NULL && len < NAMES_BYTES; it++) {
        const char *between = it == words ? "" : it[1].name == NULL ? " and " : ", ";

        len += (size_t)snprintf(names + len, NAMES_BYTES - len, "%s%s", between, it->name);
    }
}

static const struct writ_word *find_word(const struct writ_word *words, const char *name)
{
    for (const struct writ_word *it = words; it->name != NULL; it++) {
        if (strcmp(it->name, name) == 0) {
            return it;
        }
    }
    return NULL;
}

/* Says what is wrong. */
static bool goes_with(const struct writ_args *args, const struct writ_word *word,
                      const char *common)
{
    for (size_t i = 0; i < WRIT_OPTION_SLOTS; i++) {
        const char *name = writ_cli_options[i].name;

        if (args->values[i] != NULL && !writ_cli_choice_has(common, name) &&
            !writ_cli_choice_has(word->options, name)) {
            (void)writ_cli_refuse(args, "'--%s' does not go with 'writ %s %s'", name,
                                  args->command->name, word->name);
            return false;
        }
    }
    if (word->needed != NULL && writ_cli_value(args, word->needed) == NULL) {
        (void)writ_cli_refuse(args, "'writ %s %s' needs --%s", args->command->name, word->name,
                              word->needed);
        return false;
    }
    return true;
}

static bool has_its_operand(const struct writ_args *args, const struct writ_word *word)
{
    const size_t most = word->operand == NULL ? 1 : 2;

    if (args->operand_count > most && !word->takes_many) {
        (void)writ_cli_refuse(args, "unexpected argument '%.100s'", args->operands[most]);
        return false;
    }
    if (args->operand_count < 2 && word->needs_operand) {
        (void)writ_cli_refuse(args, "'writ %s %s' needs %s", args->command->name, word->name,
                              word->operand);
        return false;
    }
    return true;
}

enum writ_exit writ_cli_run_word(const struct writ_args *args, const struct writ_word *words,
                                 const char *common, struct writ_error *err)
{
    const struct writ_word *word = find_word(words, args->operands[0]);
    char names[NAMES_BYTES];

    if (word == NULL) {
        list_words(words, names);
        return writ_cli_refuse(args, "'writ %s' knows %s, not '%.100s'", args->command->name, names,
                               args->operands[0]);
    }
    if (!goes_with(args, word, common) || !has_its_operand(args, word)) {
        return WRIT_EXIT_USAGE;
    }
    return word->function(args, err);
}
