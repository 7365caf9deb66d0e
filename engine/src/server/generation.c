/* SPDX-License-Identifier: Apache-2.0 */
#include "server/generation.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "server/confine.h"
#include "server/door.h"

/* One that dies sooner than this is not started again at once. */
enum { WORKERS_MAX = 64, KEEPS_MAX = 16, SETTLED_MS = 1000, RETRY_MS = 500 };

/* A process of the generation, or a place for one. */
struct member {
    struct writ_child child;
    int64_t due_ms; /* when it was started; when it may be, while there is none */
};

struct generation {
    const struct writ_generation_plan *plan;
    const struct writ_child_side *side;
    void *loaded;
    struct writ_door archive_door;
    struct member archive;
    struct member workers[WORKERS_MAX];
    int signal_fd;
    bool is_ending;
};

void writ_crew_note(const struct writ_crew *crew, const char *what, const struct writ_error *err)
{
    char text[640];

    if (crew->note == NULL) {
        return;
    }
    if (err == NULL) {
        crew->note(crew->ctx, what);
        return;
    }
    (void)snprintf(text, sizeof(text), "%s: %s%s%s", what, err->loc.source,
                   err->loc.source[0] == '\0' ? "" : ": ", err->text);
    crew->note(crew->ctx, text);
}

static unsigned worker_count(const struct generation *generation)
{
    const unsigned wanted = generation->plan->crew->workers;

    return wanted == 0 ? 1 : wanted < WORKERS_MAX ? wanted : WORKERS_MAX;
}

static enum writ_status confine(const struct generation *generation, enum writ_role role,
                                struct writ_error *err)
{
    return generation->plan->crew->is_unconfined
               ? WRIT_OK
               : writ_confine(role, generation->plan->log_dir, err);
}

static int exit_code(const struct generation *generation, const char *what, enum writ_status status,
                     const struct writ_error *err)
{
    if (status != WRIT_OK) {
        writ_crew_note(generation->plan->crew, what, err);
    }
    return status == WRIT_OK ? 0 : 1;
}

static int live_as_worker(void *ctx, const struct writ_child_side *side)
{
    const struct generation *generation = ctx;
    const struct writ_crew *crew = generation->plan->crew;
    const struct writ_post post = {.door_fd = generation->plan->door_fd,
                                   .archive_door_fd = generation->archive_door.outside,
                                   .stop_fd = side->order_fd};
    struct writ_error err = {0};
    enum writ_status status = confine(generation, WRIT_ROLE_WORKER, &err);

    if (status == WRIT_OK) {
        status = crew->work(crew->ctx, generation->loaded, &post, &err);
    }
    return exit_code(generation, "a worker ends", status, &err);
}

static int live_as_archive(void *ctx, const struct writ_child_side *side)
{
    const struct generation *generation = ctx;
    const struct writ_crew *crew = generation->plan->crew;
    struct writ_error err = {0};
    enum writ_status status = confine(generation, WRIT_ROLE_ARCHIVE, &err);

    if (status == WRIT_OK) {
        status = crew->show(crew->ctx, generation->loaded, generation->archive_door.inside,
                            side->order_fd, &err);
    }
    return exit_code(generation, "the archive ends", status, &err);
}

static void start(struct generation *generation, struct member *member,
                  const struct writ_child_plan *plan)
{
    struct writ_error err = {0};

    member->due_ms = writ_time_monotonic_ms();
    if (writ_child_start(plan, &member->child, &err) != WRIT_OK) {
        writ_crew_note(generation->plan->crew, "cannot start", &err);
        member->due_ms += RETRY_MS;
    }
}

static void start_worker(struct generation *generation, struct member *worker)
{
    const struct writ_crew *crew = generation->plan->crew;
    int keeps[KEEPS_MAX] = {generation->plan->door_fd, generation->archive_door.outside};
    size_t count = 2;

    for (size_t i = 0; i < crew->listener_count && count < KEEPS_MAX; i++) {
        keeps[count++] = crew->listener_fds[i];
    }

    const struct writ_child_plan plan = {.name = "writ-worker",
                                         .live = live_as_worker,
                                         .ctx = generation,
                                         .keeps = keeps,
                                         .keep_count = count};

    start(generation, worker, &plan);
}

static void start_archive(struct generation *generation)
{
    const struct writ_child_plan plan = {.name = "writ-archive",
                                         .live = live_as_archive,
                                         .ctx = generation,
                                         .keeps = &generation->archive_door.inside,
                                         .keep_count = 1};

    start(generation, &generation->archive, &plan);
}

static bool is_due(const struct member *member)
{
    return member->child.pid == 0 && member->due_ms <= writ_time_monotonic_ms();
}

static void start_missing(struct generation *generation)
{
    for (size_t i = 0; i < worker_count(generation); i++) {
        if (is_due(&generation->workers[i])) {
            start_worker(generation, &generation->workers[i]);
        }
    }
    if (generation->plan->crew->show != NULL && is_due(&generation->archive)) {
        start_archive(generation);
    }
}

static void note_death(const struct generation *generation, pid_t pid, int status)
{
    char text[96];

    if (WIFSIGNALED(status)) {
        (void)snprintf(text, sizeof(text), "process %ld was killed by signal %d", (long)pid,
                       WTERMSIG(status));
        writ_crew_note(generation->plan->crew, text, NULL);
    }
}

static void bury(struct member *member, pid_t pid)
{
    const int64_t now_ms = writ_time_monotonic_ms();

    if (member->child.pid == pid) {
        const bool was_settled = now_ms - member->due_ms >= SETTLED_MS;

        writ_child_forget(&member->child);
        member->due_ms = now_ms + (was_settled ? 0 : RETRY_MS);
    }
}

static void bury_the_dead(struct generation *generation)
{
    struct signalfd_siginfo info;
    int status = 0;
    pid_t pid;

    while (read(generation->signal_fd, &info, sizeof(info)) > 0) {
    }
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        note_death(generation, pid, status);
        bury(&generation->archive, pid);
        for (size_t i = 0; i < WORKERS_MAX; i++) {
            bury(&generation->workers[i], pid);
        }
    }
}

static bool has_workers(const struct generation *generation)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (generation->workers[i].child.pid != 0) {
            return true;
        }
    }
    return false;
}

static void end(struct generation *generation)
{
    generation->is_ending = true;
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (generation->workers[i].child.pid != 0) {
            writ_child_order(&generation->workers[i].child);
        }
    }
}

/* Until the workers have ended; the archive is theirs, and ends with this process. */
static void look_after(struct generation *generation)
{
    while (!generation->is_ending || has_workers(generation)) {
        struct pollfd fds[] = {
            {generation->signal_fd, POLLIN, 0},
            {generation->is_ending ? -1 : generation->side->order_fd, POLLIN, 0}};

        (void)poll(fds, 2, RETRY_MS);
        bury_the_dead(generation);
        if (fds[1].revents != 0) {
            end(generation);
        }
        if (!generation->is_ending) {
            start_missing(generation);
        }
    }
}

static bool wait_for_order(const struct generation *generation)
{
    struct pollfd order = {generation->side->order_fd, POLLIN, 0};
    char byte;

    while (poll(&order, 1, -1) < 0 && errno == EINTR) {
    }
    return read(order.fd, &byte, 1) == 1;
}

int writ_generation_live(void *plan, const struct writ_child_side *side)
{
    struct generation generation = {.plan = plan, .side = side};
    const struct writ_crew *crew = generation.plan->crew;
    struct writ_error err = {0};
    char origin[256] = "";
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGCHLD);
    generation.signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

    enum writ_status status = crew->load(crew->ctx, origin, &generation.loaded, &err);

    if (status == WRIT_OK) {
        status = writ_door_make(&generation.archive_door, &err);
    }
    writ_child_say(side, &err, origin);
    if (status != WRIT_OK || !wait_for_order(&generation)) {
        return 1;
    }
    start_missing(&generation);
    look_after(&generation);
    return 0;
}
