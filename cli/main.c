/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/main.c - find the command, run it, and make sure that what it said arrived.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "help.h"
#include "say.h"

typedef enum writ_exit (*command_function)(const struct writ_args *, struct writ_error *);

static command_function function_of(enum writ_command_id id)
{
    static const command_function functions[] = {
#define WRIT_COMMAND(name, operands, least, most, summary, about, function) function,
#include "commands.def"
    };

    return functions[id];
}

static enum writ_exit run(const struct writ_command *command, int argc, char **argv)
{
    struct writ_args args;
    struct writ_usage usage;
    struct writ_error err = {0};

    if (!writ_cli_parse(command, argc, argv, &args, &usage)) {
        writ_cli_say_usage(&usage, command);
        return WRIT_EXIT_USAGE;
    }
    if (args.is_help) {
        writ_cli_help_text(stdout, command);
        return WRIT_EXIT_PASS;
    }

    const enum writ_exit code = function_of(command->id)(&args, &err);

    if (err.status != WRIT_OK) {
        writ_cli_say_error(&err);
    }
    return code;
}

/* The options that stand where a command would. */
static const char *command_name(const char *first)
{
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
        return "help";
    }
    return strcmp(first, "--version") == 0 ? "version" : first;
}

static enum writ_exit dispatch(int argc, char **argv)
{
    if (argc < 2) {
        writ_cli_help_text(stderr, NULL);
        return WRIT_EXIT_USAGE;
    }

    const struct writ_command *command = writ_cli_command_find(command_name(argv[1]));

    if (command != NULL) {
        return run(command, argc - 2, argv + 2);
    }
    if (argv[1][0] == '-') {
        const struct writ_usage usage = {"the command comes before its options", ""};

        writ_cli_say_usage(&usage, NULL);
    } else {
        writ_cli_say_unknown(argv[1]);
    }
    return WRIT_EXIT_USAGE;
}

/*
 * A caller may have closed a standard stream; the next file opened, perhaps the log, would get its
 * number and then our messages. Fill the gaps with descriptors on which the wrong direction fails.
 */
static int fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) {
            return -1;
        }
    }
    return 0;
}

/* A result that did not arrive, on a full disk say, is no result. */
static enum writ_exit finish(enum writ_exit code)
{
    const int was_lost = ferror(stdout);

    errno = 0;
    if (fclose(stdout) == 0 && was_lost == 0) {
        return code;
    }
    (void)fprintf(stderr, "writ: error: cannot write the result: %s [%s]\n",
                  errno != 0 ? strerror(errno) : "output error", writ_status_name(WRIT_E_IO));
    return WRIT_EXIT_INTERNAL;
}

int main(int argc, char **argv)
{
    if (fill_standard_streams() != 0) {
        return WRIT_EXIT_INTERNAL;
    }
    return (int)finish(dispatch(argc, argv));
}
