/* SPDX-License-Identifier: Apache-2.0
 *
 * A child says one word, has only what it was given, and hears orders until its parent is gone.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/error.h"
#include "server/child.h"

enum { FINE, LOST };

static int exit_code(const struct writ_child *child)
{
    int status = 0;

    assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static struct writ_child start(int (*live)(void *ctx, const struct writ_child_side *side),
                               void *ctx, const int *keeps, size_t count)
{
    const struct writ_child_plan plan = {
        .name = "child", .live = live, .ctx = ctx, .keeps = keeps, .keep_count = count};
    struct writ_child child;

    assert_int_equal(writ_child_start(&plan, &child, NULL), WRIT_OK);
    return child;
}

/* The parent has only one chance to hear, so that it waits here as its loop would. */
static struct writ_word hear(struct writ_child *child)
{
    struct writ_word word;

    assert_int_equal(fcntl(child->report_fd, F_SETFL, 0), 0);
    writ_child_hear(child, &word);
    assert_int_equal(child->report_fd, -1);
    return word;
}

static int say(void *ctx, const struct writ_child_side *side)
{
    writ_child_say(side, ctx, "hello");
    return FINE;
}

static int say_nothing(void *ctx, const struct writ_child_side *side)
{
    (void)ctx;
    (void)side;
    return FINE;
}

static void a_child_says_whether_it_could_start(void **state)
{
    struct writ_error fine = {0};
    struct writ_error wrong = {0};
    const struct {
        int (*live)(void *ctx, const struct writ_child_side *side);
        struct writ_error *err;
        enum writ_status status;
        const char *text;
    } rows[] = {{say, &fine, WRIT_OK, ""},
                {say, &wrong, WRIT_E_SCHEMA, "no mesh"},
                {say_nothing, NULL, WRIT_E_IO, "a process of the service died while it started"}};

    (void)state;
    assert_int_equal(writ_fail(&wrong, WRIT_E_SCHEMA, NULL, "no mesh"), WRIT_E_SCHEMA);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_child child = start(rows[i].live, rows[i].err, NULL, 0);
        const struct writ_word word = hear(&child);

        assert_int_equal(word.err.status, rows[i].status);
        assert_string_equal(word.err.text, rows[i].text);
        assert_string_equal(word.text, rows[i].live == say ? "hello" : "");
        assert_int_equal(exit_code(&child), FINE);
        writ_child_forget(&child);
        assert_int_equal(child.pid, 0);
    }
}

/* ctx is a pipe: the child is to have its end to write to, and not the one to read from. */
static int look(void *ctx, const struct writ_child_side *side)
{
    const int *fds = ctx;

    (void)side;
    return fcntl(fds[1], F_GETFD) >= 0 && fcntl(fds[0], F_GETFD) < 0 ? FINE : LOST;
}

static void a_child_has_only_what_it_keeps(void **state)
{
    struct writ_child child;
    int fds[2];

    (void)state;
    assert_int_equal(pipe(fds), 0);
    child = start(look, fds, &fds[1], 1);
    assert_int_equal(exit_code(&child), FINE);
    writ_child_forget(&child);
    child = start(look, fds, NULL, 0);
    assert_int_equal(exit_code(&child), LOST);
    writ_child_forget(&child);
    (void)close(fds[0]);
    (void)close(fds[1]);
}

static int await_order(void *ctx, const struct writ_child_side *side)
{
    char byte;

    (void)ctx;
    if (fcntl(side->order_fd, F_SETFL, 0) != 0) {
        return LOST;
    }
    return read(side->order_fd, &byte, 1) == 1 ? FINE : LOST;
}

static void an_order_arrives_and_so_does_that_there_will_be_none(void **state)
{
    struct writ_child child = start(await_order, NULL, NULL, 0);

    (void)state;
    writ_child_order(&child);
    assert_int_equal(exit_code(&child), FINE);
    writ_child_order(&child); /* to the dead it is no error */
    writ_child_forget(&child);

    child = start(await_order, NULL, NULL, 0);

    const struct writ_child forgotten = child;

    writ_child_forget(&child);
    assert_int_equal(child.pid, 0);
    assert_int_equal(exit_code(&forgotten), LOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_says_whether_it_could_start),
        cmocka_unit_test(a_child_has_only_what_it_keeps),
        cmocka_unit_test(an_order_arrives_and_so_does_that_there_will_be_none),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
