/* SPDX-License-Identifier: Apache-2.0
 *
 * A generation: it loads before it is believed, starts nobody without an order, replaces who dies,
 * and ends when its workers have.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/error.h"
#include "server/generation.h"

enum { WORKERS = 2, PATIENCE_MS = 20000 };

/* What a process of the generation does. */
struct event {
    char what; /* 'l': loads, 'w': works, 'e': was told to end */
    pid_t pid;
};

struct fixture {
    int events[2]; /* workers keep what is written to, as if it were a listener */
    struct writ_crew crew;
    struct writ_generation_plan plan;
    struct writ_child child;
    bool cannot_load;
};

static void tell(const struct fixture *fixture, char what)
{
    const struct event event = {what, getpid()};

    (void)!write(fixture->events[1], &event, sizeof(event));
}

static enum writ_status load(void *ctx, char ret_origin[256], void **ret_loaded,
                             struct writ_error *err)
{
    struct fixture *fixture = ctx;

    tell(fixture, 'l');
    if (fixture->cannot_load) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the mesh has no name");
    }
    (void)snprintf(ret_origin, 256, "mesh/node/1");
    *ret_loaded = fixture;
    return WRIT_OK;
}

static void wait_until_told(int stop_fd)
{
    struct pollfd stop = {stop_fd, POLLIN, 0};

    while (poll(&stop, 1, -1) < 0) {
    }
}

static enum writ_status work(void *ctx, void *loaded, const struct writ_post *post,
                             struct writ_error *err)
{
    (void)err;
    tell(loaded, 'w');
    wait_until_told(post->stop_fd);
    tell(ctx, 'e');
    return WRIT_OK;
}

static enum writ_status show(void *ctx, void *loaded, int door_fd, int stop_fd,
                             struct writ_error *err)
{
    (void)ctx;
    (void)loaded;
    (void)door_fd;
    (void)err;
    wait_until_told(stop_fd);
    return WRIT_OK;
}

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.cannot_load = false};
    assert_int_equal(pipe(fixture.events), 0);
    fixture.crew = (struct writ_crew){.load = load,
                                      .work = work,
                                      .show = show,
                                      .ctx = &fixture,
                                      .workers = WORKERS,
                                      .listener_fds = &fixture.events[1],
                                      .listener_count = 1,
                                      .is_unconfined = true};
    fixture.plan = (struct writ_generation_plan){.crew = &fixture.crew, .door_fd = -1};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    (void)close(fixture->events[0]);
    return 0;
}

/* From here on only the generation and its children have the end that is written to. */
static struct writ_word begin(struct fixture *fixture)
{
    const struct writ_child_plan plan = {.name = "generation",
                                         .live = writ_generation_live,
                                         .ctx = &fixture->plan,
                                         .keeps = &fixture->events[1],
                                         .keep_count = 1};
    struct pollfd report;
    struct writ_word word;

    assert_int_equal(writ_child_start(&plan, &fixture->child, NULL), WRIT_OK);
    (void)close(fixture->events[1]);
    report = (struct pollfd){fixture->child.report_fd, POLLIN, 0};
    assert_int_equal(poll(&report, 1, PATIENCE_MS), 1);
    writ_child_hear(&fixture->child, &word);
    return word;
}

/* What happens next; 'x': everybody is gone. */
static struct event next(const struct fixture *fixture)
{
    struct pollfd events = {fixture->events[0], POLLIN, 0};
    struct event event = {'x', 0};

    assert_int_equal(poll(&events, 1, PATIENCE_MS), 1);
    (void)!read(fixture->events[0], &event, sizeof(event));
    return event;
}

static int exit_code(const struct fixture *fixture)
{
    int status = 0;

    assert_int_equal(waitpid(fixture->child.pid, &status, 0), fixture->child.pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void one_that_cannot_load_says_why_and_ends(void **state)
{
    struct fixture *fixture = *state;
    struct writ_word word;

    fixture->cannot_load = true;
    word = begin(fixture);
    assert_int_equal(word.err.status, WRIT_E_SCHEMA);
    assert_string_equal(word.err.text, "the mesh has no name");
    assert_int_equal(next(fixture).what, 'l');
    assert_int_equal(next(fixture).what, 'x');
    assert_int_equal(exit_code(fixture), 1);
    writ_child_forget(&fixture->child);
}

static void nobody_starts_without_an_order(void **state)
{
    struct fixture *fixture = *state;
    const struct writ_word word = begin(fixture);
    const pid_t pid = fixture->child.pid;

    assert_int_equal(word.err.status, WRIT_OK);
    assert_string_equal(word.text, "mesh/node/1");
    writ_child_forget(&fixture->child); /* it was of another log, say */
    fixture->child.pid = pid;
    assert_int_equal(exit_code(fixture), 1);
    assert_int_equal(next(fixture).what, 'l');
    assert_int_equal(next(fixture).what, 'x');
}

static void workers_begin_and_end_as_ordered(void **state)
{
    struct fixture *fixture = *state;

    (void)begin(fixture);
    writ_child_order(&fixture->child);
    assert_int_equal(next(fixture).what, 'l');
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(next(fixture).what, 'w');
    }
    writ_child_order(&fixture->child);
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(next(fixture).what, 'e');
    }
    assert_int_equal(exit_code(fixture), 0);
    assert_int_equal(next(fixture).what, 'x');
    writ_child_forget(&fixture->child);
}

static void a_worker_that_dies_has_a_successor(void **state)
{
    struct fixture *fixture = *state;
    struct event first, successor;

    (void)begin(fixture);
    writ_child_order(&fixture->child);
    assert_int_equal(next(fixture).what, 'l');
    first = next(fixture);
    assert_int_equal(next(fixture).what, 'w');
    assert_int_equal(kill(first.pid, SIGKILL), 0);
    successor = next(fixture);
    assert_int_equal(successor.what, 'w');
    assert_int_not_equal(successor.pid, first.pid);
    writ_child_order(&fixture->child);
    assert_int_equal(exit_code(fixture), 0);
    writ_child_forget(&fixture->child);
}

/* Who serves without a parent would never be told of a reload. */
static void workers_end_with_their_generation(void **state)
{
    struct fixture *fixture = *state;
    struct event last;
    int status = 0;

    (void)begin(fixture);
    writ_child_order(&fixture->child);
    assert_int_equal(next(fixture).what, 'l');
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(next(fixture).what, 'w');
    }
    assert_int_equal(kill(fixture->child.pid, SIGKILL), 0);
    assert_int_equal(waitpid(fixture->child.pid, &status, 0), fixture->child.pid);
    do {
        last = next(fixture);
    } while (last.what == 'e'); /* killed, or told by the order that never comes */
    assert_int_equal(last.what, 'x');
    writ_child_forget(&fixture->child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_that_cannot_load_says_why_and_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_starts_without_an_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(workers_begin_and_end_as_ordered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_worker_that_dies_has_a_successor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(workers_end_with_their_generation, set_up, tear_down),
    };
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &set, NULL); /* as the supervisor has it */
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
