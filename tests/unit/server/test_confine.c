/* SPDX-License-Identifier: Apache-2.0
 *
 * What each process may still do, tried in a process of its own: what is not its business kills it,
 * or is refused.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "own_dir.h"
#include "server/confine.h"
#include "server/door.h"

/* Where the attempts below happen. */
struct place {
    char log[OWN_PATH];
    char inside[OWN_PATH];  /* a file in it */
    char outside[OWN_PATH]; /* one beside it, as the key is */
};

typedef bool (*attempt_fn)(const struct place *place);

static bool reads(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char byte;

    return fd >= 0 && read(fd, &byte, 1) == 1;
}

static bool reads_inside(const struct place *place)
{
    return reads(place->inside);
}

static bool reads_outside(const struct place *place)
{
    return reads(place->outside);
}

static bool writes_inside(const struct place *place)
{
    return open(place->inside, O_WRONLY | O_CLOEXEC) >= 0;
}

static bool writes_outside(const struct place *place)
{
    return open(place->outside, O_WRONLY | O_CLOEXEC) >= 0;
}

static bool makes_a_socket(const struct place *place)
{
    (void)place;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool comes_in_at_a_door(const struct place *place)
{
    int fds[2];

    (void)place;
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0;
}

static bool starts_a_process(const struct place *place)
{
    (void)place;
    return fork() >= 0;
}

static bool starts_a_program(const struct place *place)
{
    char name[] = "/bin/true";
    char *args[] = {name, NULL};

    (void)place;
    return execv(name, args) == 0;
}

static bool looks_into_its_parent(const struct place *place)
{
    (void)place;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool kills(const struct place *place)
{
    (void)place;
    return kill(getppid(), 0) == 0;
}

enum outcome { KILLED, REFUSED, ALLOWED };

static enum outcome outcome_of(attempt_fn attempt, enum writ_role role, const struct place *place)
{
    int status = 0;
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        if (writ_confine(role, place->log, NULL) != WRIT_OK) {
            _exit(9);
        }
        _exit(attempt(place) ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGSYS);
        return KILLED;
    }
    assert_in_range(WEXITSTATUS(status), 0, 1);
    return WEXITSTATUS(status) == 0 ? ALLOWED : REFUSED;
}

enum { ROLES = 4 };

/* What is to become of an attempt by signer, committer, archive and worker. */
static const struct {
    attempt_fn attempt;
    enum outcome outcomes[ROLES];
} cases[] = {
    {reads_inside, {KILLED, ALLOWED, ALLOWED, KILLED}},
    {reads_outside, {KILLED, REFUSED, REFUSED, KILLED}},
    {writes_inside, {KILLED, ALLOWED, REFUSED, KILLED}},
    {writes_outside, {KILLED, REFUSED, REFUSED, KILLED}},
    {makes_a_socket, {KILLED, KILLED, KILLED, KILLED}},
    {comes_in_at_a_door, {KILLED, ALLOWED, KILLED, ALLOWED}},
    {starts_a_process, {KILLED, KILLED, KILLED, KILLED}},
    {starts_a_program, {KILLED, KILLED, KILLED, KILLED}},
    {looks_into_its_parent, {KILLED, KILLED, KILLED, KILLED}},
    {kills, {KILLED, KILLED, KILLED, KILLED}},
};

static void each_process_may_do_its_work_and_no_more(void **state)
{
    static const enum writ_role roles[ROLES] = {WRIT_ROLE_SIGNER, WRIT_ROLE_COMMITTER,
                                                WRIT_ROLE_ARCHIVE, WRIT_ROLE_WORKER};
    char base[OWN_PATH];
    struct place place;

    (void)state;
    own_dir_make(base);
    own_path(base, "log", place.log);
    own_path(base, "log/segment", place.inside);
    own_path(base, "log.key", place.outside);
    assert_int_equal(mkdir(place.log, 0700), 0);
    own_write(place.inside, WRIT_LIT("leaves"), 0600);
    own_write(place.outside, WRIT_LIT("secret"), 0600);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (size_t role = 0; role < ROLES; role++) {
            const enum outcome outcome = outcome_of(cases[i].attempt, roles[role], &place);

            if (outcome != cases[i].outcomes[role]) {
                fail_msg("attempt %zu by role %zu: %d, not %d", i, role, outcome,
                         cases[i].outcomes[role]);
            }
        }
    }
    own_dir_remove(base);
}

/* A machine where no process can be confined has nothing to test. */
static bool is_possible(void)
{
    int status = 0;
    const pid_t pid = fork();

    if (pid == 0) {
        _exit(writ_confine_is_built() && writ_confine(WRIT_ROLE_SIGNER, NULL, NULL) == WRIT_OK ? 0
                                                                                               : 1);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_process_may_do_its_work_and_no_more),
    };

    if (!is_possible()) {
        print_message("SKIPPED: processes cannot be confined here\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
