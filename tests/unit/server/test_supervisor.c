/* SPDX-License-Identifier: Apache-2.0
 *
 * The supervisor with a signer and a committer of its own, and workers that only say that they are
 * there: who starts whom, what a reload may change, and what ends.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/error.h"
#include "base/str.h"
#include "own_dir.h"
#include "server/supervisor.h"
#include "writ/writ.h"

#define ORIGIN "mesh/node/1"

enum { PATIENCE_MS = 20000, TEXT_SIZE = 128 };

/* What a process of the service does. */
struct event {
    char what; /* 'l': loads, 'w': works, 'e': was told to end, 'r': the service is ready, 'n':
                  notes */
    char text[TEXT_SIZE];
};

/* What becomes of the next load; generations see it change. */
enum mesh { GOOD, BAD, OF_ANOTHER_LOG };

struct fixture {
    char dir[OWN_PATH];
    char log_dir[OWN_PATH];
    char key_path[OWN_PATH];
    enum mesh *mesh;
    int events[2];
    struct writ_crew crew;
    pid_t pid;
};

static void tell(const struct fixture *fixture, char what, const char *text)
{
    struct event event = {.what = what};

    (void)snprintf(event.text, sizeof(event.text), "%s", text);
    (void)!write(fixture->events[1], &event, sizeof(event));
}

static enum writ_status load(void *ctx, char ret_origin[256], void **ret_loaded,
                             struct writ_error *err)
{
    struct fixture *fixture = ctx;

    tell(fixture, 'l', "");
    if (*fixture->mesh == BAD) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the mesh has no name");
    }
    (void)snprintf(ret_origin, 256, *fixture->mesh == GOOD ? ORIGIN : "other/node/1");
    *ret_loaded = fixture;
    return WRIT_OK;
}

static enum writ_status work(void *ctx, void *loaded, const struct writ_post *post,
                             struct writ_error *err)
{
    struct pollfd stop = {post->stop_fd, POLLIN, 0};

    (void)loaded;
    (void)err;
    tell(ctx, 'w', "");
    while (poll(&stop, 1, -1) < 0) {
    }
    tell(ctx, 'e', "");
    return WRIT_OK;
}

static void note(void *ctx, const char *text)
{
    tell(ctx, 'n', text);
}

static void ready(void *ctx)
{
    tell(ctx, 'r', "");
}

static int set_up(void **state)
{
    static struct fixture fixture;
    struct writ_bytes vkey = {NULL, 0};
    struct writ_error err = {0};

    own_dir_make(fixture.dir);
    (void)snprintf(fixture.log_dir, OWN_PATH, "%.*s/log", OWN_PATH - 16, fixture.dir);
    (void)snprintf(fixture.key_path, OWN_PATH, "%.*s/log.key", OWN_PATH - 16, fixture.dir);
    if (writ_keygen(fixture.log_dir, ORIGIN, &vkey, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    writ_bytes_free(&vkey);
    fixture.mesh = mmap(NULL, sizeof(*fixture.mesh), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(fixture.mesh != MAP_FAILED);
    *fixture.mesh = GOOD;
    assert_int_equal(pipe(fixture.events), 0);
    fixture.crew = (struct writ_crew){.load = load,
                                      .work = work,
                                      .note = note,
                                      .ctx = &fixture,
                                      .workers = 1,
                                      .listener_fds = &fixture.events[1],
                                      .listener_count = 1,
                                      .is_unconfined = true};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    (void)close(fixture->events[0]);
    (void)munmap(fixture->mesh, sizeof(*fixture->mesh));
    own_dir_remove(fixture->dir);
    return 0;
}

/* In a process of its own, which ends with the status. */
static void start(struct fixture *fixture)
{
    const struct writ_supervision supervision = {.crew = &fixture->crew,
                                                 .log_dir = fixture->log_dir,
                                                 .key_path = fixture->key_path,
                                                 .ready = ready};
    struct writ_error err = {0};

    fixture->pid = fork();
    assert_true(fixture->pid >= 0);
    if (fixture->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)close(fixture->events[0]);
        _exit((int)writ_supervise(&supervision, &err));
    }
    (void)close(fixture->events[1]);
}

/* What happens next but for notes; 'x': everybody is gone. */
static char next(const struct fixture *fixture)
{
    struct pollfd events = {fixture->events[0], POLLIN, 0};
    struct event event;

    do {
        event.what = 'x';
        assert_int_equal(poll(&events, 1, PATIENCE_MS), 1);
        (void)!read(fixture->events[0], &event, sizeof(event));
    } while (event.what == 'n');
    return event.what;
}

/* Wait until this is noted. */
static void await_note(const struct fixture *fixture, const char *text)
{
    struct event event = {.what = 'x'};

    do {
        struct pollfd events = {fixture->events[0], POLLIN, 0};

        assert_int_equal(poll(&events, 1, PATIENCE_MS), 1);
        assert_int_equal(read(fixture->events[0], &event, sizeof(event)), sizeof(event));
    } while (event.what != 'n' || !writ_str_starts(writ_str_from(event.text), writ_str_from(text)));
}

static int ended_with(const struct fixture *fixture)
{
    int status = 0;

    assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Loaded, ready and at work; the last two in any order. */
static void start_and_await(struct fixture *fixture)
{
    start(fixture);
    assert_int_equal(next(fixture), 'l');

    const char first = next(fixture);
    const char second = next(fixture);

    assert_true((first == 'r' && second == 'w') || (first == 'w' && second == 'r'));
}

static void end(const struct fixture *fixture)
{
    assert_int_equal(kill(fixture->pid, SIGTERM), 0);
    assert_int_equal(next(fixture), 'e');
    assert_int_equal(ended_with(fixture), WRIT_OK);
    assert_int_equal(next(fixture), 'x');
}

static void it_serves_until_it_is_told_to_end(void **state)
{
    struct fixture *fixture = *state;

    start_and_await(fixture);
    end(fixture);
}

static void what_cannot_start_is_no_service(void **state)
{
    struct fixture *fixture = *state;

    *fixture->mesh = BAD;
    start(fixture);
    assert_int_equal(ended_with(fixture), WRIT_E_SCHEMA);
    assert_int_equal(next(fixture), 'l');
    assert_int_equal(next(fixture), 'x');
}

static void without_its_key_nothing_is_answered(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(unlink(fixture->key_path), 0);
    start(fixture);
    assert_int_not_equal(ended_with(fixture), WRIT_OK);
    assert_int_equal(next(fixture), 'l');
    assert_int_equal(next(fixture), 'x');
}

static void a_reload_replaces_the_workers(void **state)
{
    struct fixture *fixture = *state;
    size_t ended = 0;

    start_and_await(fixture);
    assert_int_equal(kill(fixture->pid, SIGHUP), 0);
    assert_int_equal(next(fixture), 'l');
    for (int i = 0; i < 2; i++) {
        const char what = next(fixture);

        assert_true(what == 'w' || what == 'e');
        ended += what == 'e' ? 1 : 0;
    }
    assert_int_equal(ended, 1);
    end(fixture);
}

static void what_cannot_be_loaded_changes_nothing(void **state)
{
    static const struct {
        enum mesh mesh;
        const char *note;
    } rows[] = {
        {BAD, "the mesh is not loaded, and the last one stays: the mesh has no name"},
        {OF_ANOTHER_LOG, "the mesh is not loaded, and the last one stays: it is for the log "
                         "'other/node/1', not 'mesh/node/1'"},
    };
    struct fixture *fixture = *state;

    start_and_await(fixture);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        *fixture->mesh = rows[i].mesh;
        assert_int_equal(kill(fixture->pid, SIGHUP), 0);
        assert_int_equal(next(fixture), 'l');
        await_note(fixture, rows[i].note);
    }
    end(fixture); /* the first worker is the only one */
}

/* The child of the supervisor that ps shows by this name. */
static pid_t find(const struct fixture *fixture, const char *name)
{
    char path[64];
    char comm[32] = "";
    int pid = 0;
    pid_t found = 0;
    FILE *children;

    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)fixture->pid,
                   (int)fixture->pid);
    children = fopen(path, "r");
    assert_non_null(children);
    while (found == 0 && fscanf(children, "%d", &pid) == 1) {
        (void)snprintf(path, sizeof(path), "/proc/%d/comm", pid);

        FILE *file = fopen(path, "r");

        assert_non_null(file);
        assert_int_equal(fscanf(file, "%31s", comm), 1);
        (void)fclose(file);
        found = strcmp(comm, name) == 0 ? pid : 0;
    }
    (void)fclose(children);
    assert_int_not_equal(found, 0);
    return found;
}

static void who_dies_is_replaced(void **state)
{
    struct fixture *fixture = *state;
    char what;

    start_and_await(fixture);
    assert_int_equal(kill(find(fixture, "writ-signer"), SIGKILL), 0);
    await_note(fixture, "the signer was killed by signal 9: another one is started");
    assert_int_equal(kill(find(fixture, "writ-committer"), SIGKILL), 0);
    await_note(fixture, "the committer was killed by signal 9: another one is started");
    assert_int_equal(kill(find(fixture, "writ-generation"), SIGKILL), 0);
    await_note(fixture, "the generation of workers was killed by signal 9");
    do {
        what = next(fixture);
    } while (what == 'e'); /* its worker: killed, or told by the order that never comes */
    assert_int_equal(what, 'l');
    assert_int_equal(next(fixture), 'w');
    end(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_serves_until_it_is_told_to_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_start_is_no_service, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_its_key_nothing_is_answered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reload_replaces_the_workers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_loaded_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_dies_is_replaced, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
