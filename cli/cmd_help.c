/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "help.h"
#include "say.h"

static void show_completion(const char *shell)
{
    if (strcmp(shell, "bash") == 0) {
        writ_cli_help_bash(stdout);
    } else if (strcmp(shell, "zsh") == 0) {
        writ_cli_help_zsh(stdout);
    } else {
        writ_cli_help_fish(stdout);
    }
}

static void show(const struct writ_args *args, const struct writ_command *command)
{
    const char *shell = writ_cli_value(args, "completion");

    if (shell != NULL) {
        show_completion(shell);
    } else if (writ_cli_flag(args, "markdown")) {
        writ_cli_help_markdown(stdout);
    } else if (writ_cli_flag(args, "man")) {
        writ_cli_help_man(stdout, command);
    } else {
        writ_cli_help_text(stdout, command);
    }
}

enum writ_exit writ_cli_help(const struct writ_args *args, struct writ_error *err)
{
    const struct writ_command *command = NULL;

    (void)err;
    if (args->operand_count > 0) {
        const char *name = args->operands[0];

        command = writ_cli_command_find(name);
        if (command == NULL) {
            writ_cli_say_unknown(name);
            return WRIT_EXIT_USAGE;
        }
    }
    show(args, command);
    return WRIT_EXIT_PASS;
}
