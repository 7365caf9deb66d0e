/* SPDX-License-Identifier: Apache-2.0
 *
 * The line of long work: on a terminal only, written over, and gone at the end.
 */
#include "cmocka_all.h"

#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "progress.h"
#include "term.h"

enum { TEXT_MAX = 256 };

/* What is written to standard error from here on goes into a file. */
struct captured {
    int kept;
    FILE *file;
};

static void capture(struct captured *captured)
{
    (void)fflush(stderr);
    captured->file = tmpfile();
    assert_non_null(captured->file);
    captured->kept = dup(STDERR_FILENO);
    assert_true(captured->kept >= 0);
    assert_true(dup2(fileno(captured->file), STDERR_FILENO) >= 0);
}

static void release(struct captured *captured, char ret_text[TEXT_MAX])
{
    (void)fflush(stderr);
    assert_true(dup2(captured->kept, STDERR_FILENO) >= 0);
    (void)close(captured->kept);
    rewind(captured->file);
    ret_text[fread(ret_text, 1, TEXT_MAX - 1, captured->file)] = '\0';
    (void)fclose(captured->file);
}

static void a_line_is_written_over_and_taken_away(void **state)
{
    struct writ_cli_progress progress = {.what = "entries", .is_shown = true};
    struct captured captured;
    char text[TEXT_MAX];

    (void)state;
    capture(&captured);
    writ_cli_progress_step(&progress, 3, 9);
    writ_cli_progress_step(&progress, 4, 9); /* too soon */
    progress.due_ms = 0;
    writ_cli_progress_step(&progress, 5, 9);
    writ_cli_progress_end(&progress);
    writ_cli_progress_end(&progress);
    release(&captured, text);
    assert_string_equal(text, "\rentries: 3 of 9\rentries: 5 of 9\r\033[K");
}

static void what_ends_at_once_says_nothing(void **state)
{
    struct captured captured;
    char text[TEXT_MAX];

    (void)state;
    capture(&captured);

    struct writ_cli_progress progress = writ_cli_progress_begin("entries");

    progress.is_shown = true;
    writ_cli_progress_step(&progress, 3, 9);
    writ_cli_progress_end(&progress);
    release(&captured, text);
    assert_string_equal(text, "");
}

static void a_file_is_told_nothing(void **state)
{
    struct captured captured;
    char text[TEXT_MAX];

    (void)state;
    capture(&captured);

    struct writ_cli_progress progress = writ_cli_progress_begin("entries");

    progress.due_ms = 0;
    writ_cli_progress_step(&progress, 3, 9);
    writ_cli_progress_end(&progress);
    release(&captured, text);
    assert_false(progress.is_shown);
    assert_string_equal(text, "");
}

static const struct {
    const char *kind; /* NULL: not set */
    bool is_able;
} terminals[] = {{"xterm", true}, {"dumb", false}, {NULL, false}};

static void only_a_terminal_that_is_able_is_written_over(void **state)
{
    int ends[2];

    (void)state;
    if (openpty(&ends[0], &ends[1], NULL, NULL, NULL) != 0) {
        skip(); /* no pseudo-terminals here */
    }

    FILE *terminal = fdopen(ends[1], "w");

    assert_non_null(terminal);
    for (size_t i = 0; i < sizeof(terminals) / sizeof(terminals[0]); i++) {
        if (terminals[i].kind == NULL) {
            (void)unsetenv("TERM");
        } else {
            (void)setenv("TERM", terminals[i].kind, 1);
        }
        assert_int_equal(writ_cli_term_can_rewrite(terminal), terminals[i].is_able);
    }
    (void)fclose(terminal);
    (void)close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_written_over_and_taken_away),
        cmocka_unit_test(what_ends_at_once_says_nothing),
        cmocka_unit_test(a_file_is_told_nothing),
        cmocka_unit_test(only_a_terminal_that_is_able_is_written_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
