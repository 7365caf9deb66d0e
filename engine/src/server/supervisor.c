/* SPDX-License-Identifier: Apache-2.0 */
#include "server/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "net/notify.h"
#include "server/confine.h"
#include "server/staff.h"

enum {
    LEAVING_MAX = 16,
    KEEPS_MAX = 16,
    WAIT_FIRST_MS = 100,
    WAIT_MAX_MS = 5000,
    SETTLED_MS = 10000,
    DRAIN_MS = 20000,
    TICK_MS = 200,
};

/* One of the processes that there has to be. */
struct part {
    const char *name;
    struct writ_child child;
    int64_t started_ms;
    int64_t retry_ms; /* when it is started again, while there is none */
    unsigned wait_ms; /* how long was waited last */
};

struct supervisor {
    const struct writ_supervision *told;
    struct writ_staff_plan staff;
    struct writ_generation_plan plan;
    struct part signer;
    struct part committer;
    struct part generation;
    struct part next;                       /* a generation that loads */
    struct writ_child leaving[LEAVING_MAX]; /* generations that finish */
    char origin[256];
    int signal_fd;
    int64_t watchdog_ms; /* when the service manager is to hear again that all is well */
    bool is_reload_wanted;
    bool is_told_to_end;
};

static void note(const struct supervisor *supervisor, const char *what,
                 const struct writ_error *err)
{
    writ_crew_note(supervisor->told->crew, what, err);
}

/* A service manager that cannot be told is no reason to serve less. */
static void tell(const struct supervisor *supervisor, const char *state)
{
    struct writ_error err = {0};

    if (writ_notify(state, &err) != WRIT_OK) {
        note(supervisor, "the service manager", &err);
    }
}

static void tell_watchdog(struct supervisor *supervisor)
{
    const int every_ms = writ_notify_watchdog_ms();
    const int64_t now_ms = writ_time_monotonic_ms();

    if (every_ms >= 0 && now_ms >= supervisor->watchdog_ms) {
        tell(supervisor, "WATCHDOG=1");
        supervisor->watchdog_ms = now_ms + every_ms;
    }
}

static enum writ_status start(struct part *part, const struct writ_child_plan *plan,
                              struct writ_error *err)
{
    part->started_ms = writ_time_monotonic_ms();
    return writ_child_start(plan, &part->child, err);
}

static enum writ_status start_signer(struct supervisor *supervisor, struct writ_error *err)
{
    const struct writ_child_plan plan = {.name = "writ-signer",
                                         .live = writ_signer_live,
                                         .ctx = &supervisor->staff,
                                         .keeps = &supervisor->staff.signer_door.inside,
                                         .keep_count = 1};

    return start(&supervisor->signer, &plan, err);
}

static enum writ_status start_committer(struct supervisor *supervisor, struct writ_error *err)
{
    const int keeps[] = {supervisor->staff.committer_door.inside,
                         supervisor->staff.signer_door.outside};
    const struct writ_child_plan plan = {.name = "writ-committer",
                                         .live = writ_committer_live,
                                         .ctx = &supervisor->staff,
                                         .keeps = keeps,
                                         .keep_count = 2};

    return start(&supervisor->committer, &plan, err);
}

static enum writ_status start_next(struct supervisor *supervisor, struct writ_error *err)
{
    const struct writ_crew *crew = supervisor->told->crew;
    int keeps[KEEPS_MAX] = {supervisor->staff.committer_door.outside};
    size_t count = 1;

    for (size_t i = 0; i < crew->listener_count && count < KEEPS_MAX; i++) {
        keeps[count++] = crew->listener_fds[i];
    }

    const struct writ_child_plan plan = {.name = "writ-generation",
                                         .live = writ_generation_live,
                                         .ctx = &supervisor->plan,
                                         .keeps = keeps,
                                         .keep_count = count};

    supervisor->is_reload_wanted = false;
    return start(&supervisor->next, &plan, err);
}

static void take_signals(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;

    while (read(supervisor->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        supervisor->is_reload_wanted |= info.ssi_signo == SIGHUP;
        supervisor->is_told_to_end |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
    }
}

/* The first time, one after the other; an order to end ends the waiting. */
static enum writ_status await(struct supervisor *supervisor, struct part *part,
                              struct writ_word *ret_word, struct writ_error *err)
{
    while (!supervisor->is_told_to_end) {
        struct pollfd fds[] = {{part->child.report_fd, POLLIN, 0},
                               {supervisor->signal_fd, POLLIN, 0}};

        (void)poll(fds, 2, -1);
        take_signals(supervisor);
        if (fds[0].revents != 0) {
            writ_child_hear(&part->child, ret_word);
            if (ret_word->err.status != WRIT_OK && err != NULL) {
                *err = ret_word->err;
            }
            return ret_word->err.status;
        }
    }
    return WRIT_OK;
}

/* LEAVING_MAX: none. */
static size_t place_to_leave(const struct supervisor *supervisor)
{
    size_t place = 0;

    while (place < LEAVING_MAX && supervisor->leaving[place].pid != 0) {
        place++;
    }
    return place;
}

/* The next generation takes the place of the one there is, which finishes. */
static void promote(struct supervisor *supervisor)
{
    writ_child_order(&supervisor->next.child);
    if (supervisor->generation.child.pid != 0) {
        writ_child_order(&supervisor->generation.child);
        supervisor->leaving[place_to_leave(supervisor)] = supervisor->generation.child;
    }
    supervisor->generation.child = supervisor->next.child;
    supervisor->generation.started_ms = supervisor->next.started_ms;
    supervisor->next.child = (struct writ_child){.report_fd = -1, .order_fd = -1};
}

static enum writ_status start_all(struct supervisor *supervisor, struct writ_error *err)
{
    struct writ_word word = {.text = ""};

    WRIT_TRY(start_next(supervisor, err));
    WRIT_TRY(await(supervisor, &supervisor->next, &word, err));
    memcpy(supervisor->origin, word.text, sizeof(supervisor->origin));
    supervisor->origin[sizeof(supervisor->origin) - 1] = '\0';
    WRIT_TRY(start_signer(supervisor, err));
    WRIT_TRY(await(supervisor, &supervisor->signer, &word, err));
    WRIT_TRY(start_committer(supervisor, err));
    WRIT_TRY(await(supervisor, &supervisor->committer, &word, err));
    promote(supervisor);
    return WRIT_OK;
}

static void retry_later(struct part *part)
{
    const int64_t now_ms = writ_time_monotonic_ms();
    const bool was_settled = now_ms - part->started_ms >= SETTLED_MS;
    const unsigned doubled_ms = part->wait_ms == 0 ? WAIT_FIRST_MS : part->wait_ms * 2;

    part->wait_ms = was_settled ? 0 : doubled_ms > WAIT_MAX_MS ? WAIT_MAX_MS : doubled_ms;
    part->retry_ms = now_ms + part->wait_ms;
}

static void note_death(const struct supervisor *supervisor, const char *name, int status)
{
    char text[96];

    (void)snprintf(text, sizeof(text), "the %s %s %d: another one is started", name,
                   WIFSIGNALED(status) ? "was killed by signal" : "ended with",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    note(supervisor, text, NULL);
}

static void bury_part(struct supervisor *supervisor, struct part *part, pid_t pid, int status)
{
    if (part->child.pid == pid) {
        note_death(supervisor, part->name, status);
        writ_child_forget(&part->child);
        retry_later(part);
    }
}

/* A generation that could not load has said so before it died. */
static void hear_next(struct supervisor *supervisor)
{
    struct writ_child *child = &supervisor->next.child;
    struct writ_word word;

    writ_child_hear(child, &word);
    tell(supervisor, "READY=1");
    if (word.err.status == WRIT_OK && strcmp(word.text, supervisor->origin) != 0) {
        (void)!writ_fail(&word.err, WRIT_E_SCHEMA, NULL,
                         "it is for the log '%.60s', not '%.60s': a new period begins with 'writ "
                         "log rotate' and a restart",
                         word.text, supervisor->origin);
    }
    if (word.err.status == WRIT_OK) {
        promote(supervisor);
        note(supervisor, "the mesh is loaded", NULL);
        return;
    }
    note(supervisor,
         supervisor->generation.child.pid != 0 ? "the mesh is not loaded, and the last one stays"
                                               : "the mesh is not loaded",
         &word.err);
    writ_child_forget(child); /* without an order it ends */
    retry_later(&supervisor->generation);
}

static void bury(struct supervisor *supervisor, pid_t pid, int status)
{
    bury_part(supervisor, &supervisor->signer, pid, status);
    bury_part(supervisor, &supervisor->committer, pid, status);
    bury_part(supervisor, &supervisor->generation, pid, status);
    if (supervisor->next.child.pid == pid) {
        hear_next(supervisor);
    }
    for (size_t i = 0; i < LEAVING_MAX; i++) {
        if (supervisor->leaving[i].pid == pid) {
            writ_child_forget(&supervisor->leaving[i]);
        }
    }
}

static void bury_the_dead(struct supervisor *supervisor)
{
    int status = 0;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        bury(supervisor, pid, status);
    }
}

static bool is_due(const struct part *part)
{
    return part->child.pid == 0 && part->retry_ms <= writ_time_monotonic_ms();
}

typedef enum writ_status (*start_fn)(struct supervisor *supervisor, struct writ_error *err);

static void start_again(struct supervisor *supervisor, struct part *part, start_fn starter)
{
    struct writ_error err = {0};

    if (starter(supervisor, &err) != WRIT_OK) {
        note(supervisor, "cannot start", &err);
        retry_later(part);
    }
}

static void start_missing(struct supervisor *supervisor)
{
    if (is_due(&supervisor->signer)) {
        start_again(supervisor, &supervisor->signer, start_signer);
    }
    if (is_due(&supervisor->committer)) {
        start_again(supervisor, &supervisor->committer, start_committer);
    }
    if (supervisor->next.child.pid == 0 && place_to_leave(supervisor) < LEAVING_MAX &&
        (supervisor->is_reload_wanted || is_due(&supervisor->generation))) {
        (void)!writ_notify_reloading(NULL);
        start_again(supervisor, &supervisor->generation, start_next);
    }
}

/* Of one that was started again: only a failure is worth a word. */
static void hear(struct supervisor *supervisor, struct part *part)
{
    struct writ_word word;

    writ_child_hear(&part->child, &word);
    if (word.err.status != WRIT_OK) {
        note(supervisor, part->name, &word.err);
    }
}

static void watch(struct supervisor *supervisor)
{
    while (!supervisor->is_told_to_end) {
        struct pollfd fds[] = {{supervisor->signal_fd, POLLIN, 0},
                               {supervisor->signer.child.report_fd, POLLIN, 0},
                               {supervisor->committer.child.report_fd, POLLIN, 0},
                               {supervisor->next.child.report_fd, POLLIN, 0}};

        (void)poll(fds, 4, TICK_MS);
        if (fds[1].revents != 0) {
            hear(supervisor, &supervisor->signer);
        }
        if (fds[2].revents != 0) {
            hear(supervisor, &supervisor->committer);
        }
        if (fds[3].revents != 0) {
            hear_next(supervisor);
        }
        take_signals(supervisor);
        bury_the_dead(supervisor);
        start_missing(supervisor);
        tell_watchdog(supervisor);
    }
}

/* Ordered to end, it ends, or is ended. */
static void see_off(const struct writ_child *child, int64_t deadline_ms)
{
    int status = 0;

    while (child->pid != 0 && waitpid(child->pid, &status, WNOHANG) == 0) {
        if (writ_time_monotonic_ms() > deadline_ms) {
            (void)kill(child->pid, SIGKILL);
        }
        (void)poll(NULL, 0, 1);
    }
}

/* Who asks the others ends before them. */
static void end_all(struct supervisor *supervisor)
{
    const int64_t deadline_ms = writ_time_monotonic_ms() + DRAIN_MS;

    tell(supervisor, "STOPPING=1");
    writ_child_forget(&supervisor->next.child);
    writ_child_order(&supervisor->generation.child);
    see_off(&supervisor->generation.child, deadline_ms);
    for (size_t i = 0; i < LEAVING_MAX; i++) {
        see_off(&supervisor->leaving[i], deadline_ms);
    }
    writ_child_order(&supervisor->committer.child);
    see_off(&supervisor->committer.child, deadline_ms + DRAIN_MS);
    writ_child_order(&supervisor->signer.child);
    see_off(&supervisor->signer.child, deadline_ms + DRAIN_MS);
}

static enum writ_status hold_signals(struct supervisor *supervisor, struct writ_error *err)
{
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT, SIGCHLD};
    sigset_t set;

    (void)sigemptyset(&set);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        (void)sigaddset(&set, signals[i]);
    }
    (void)signal(SIGPIPE, SIG_IGN); /* who writes to the dead is told by an error */
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    supervisor->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return supervisor->signal_fd >= 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "cannot wait for signals: %s", strerror(errno));
}

static void init(struct supervisor *supervisor, const struct writ_supervision *told)
{
    const struct part none = {.child = {.report_fd = -1, .order_fd = -1}};

    supervisor->told = told;
    supervisor->signer = none;
    supervisor->signer.name = "signer";
    supervisor->committer = none;
    supervisor->committer.name = "committer";
    supervisor->generation = none;
    supervisor->generation.name = "generation of workers";
    supervisor->next = none;
    for (size_t i = 0; i < LEAVING_MAX; i++) {
        supervisor->leaving[i] = none.child;
    }
    supervisor->staff = (struct writ_staff_plan){
        .crew = told->crew,
        .log_dir = told->log_dir,
        .key_path = told->key_path,
        .origin = supervisor->origin,
        .window_ms = told->window_ms,
        .signer_door = {-1, -1},
        .committer_door = {-1, -1},
    };
}

static enum writ_status open_doors(struct supervisor *supervisor, struct writ_error *err)
{
    WRIT_TRY(writ_door_make(&supervisor->staff.signer_door, err));
    WRIT_TRY(writ_door_make(&supervisor->staff.committer_door, err));
    supervisor->plan = (struct writ_generation_plan){
        .crew = supervisor->told->crew,
        .log_dir = supervisor->told->log_dir,
        .door_fd = supervisor->staff.committer_door.outside,
    };
    return WRIT_OK;
}

static void say_how_confined(const struct supervisor *supervisor)
{
    if (supervisor->told->crew->is_unconfined) {
        note(supervisor, "processes are not confined: --unconfined", NULL);
    } else if (!writ_confine_is_built()) {
        note(supervisor, "processes are not confined: built with a sanitizer", NULL);
    }
}

/* Each connection is a file; a limit that stays low only means fewer of them. */
static void allow_many_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

static enum writ_status run(struct supervisor *supervisor, struct writ_error *err)
{
    WRIT_TRY(hold_signals(supervisor, err));
    WRIT_TRY(open_doors(supervisor, err));
    say_how_confined(supervisor);
    allow_many_files();
    WRIT_TRY(start_all(supervisor, err));
    if (supervisor->told->ready != NULL && !supervisor->is_told_to_end) {
        supervisor->told->ready(supervisor->told->crew->ctx);
    }
    tell(supervisor, "READY=1");
    watch(supervisor);
    return WRIT_OK;
}

enum writ_status writ_supervise(const struct writ_supervision *supervision, struct writ_error *err)
{
    struct supervisor supervisor = {.signal_fd = -1};

    init(&supervisor, supervision);

    const enum writ_status status = run(&supervisor, err);

    end_all(&supervisor);
    writ_door_close(&supervisor.staff.signer_door);
    writ_door_close(&supervisor.staff.committer_door);
    writ_fd_autop(&supervisor.signal_fd);
    return status;
}
