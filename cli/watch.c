/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "say.h"

enum {
    QUIET_MS = 100, /* an editor saves in several steps */
    PATH_BYTES = 4096,
    DEPTH_MAX = 32,
    EVENT_BYTES = 4096,
};

enum writ_status writ_cli_watch_signals(int *ret_signals, struct writ_error *err)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
        return writ_cli_fail(err, WRIT_E_IO, "cannot wait for signals: %s", strerror(errno));
    }

    const int signals = signalfd(-1, &set, SFD_CLOEXEC);

    if (signals < 0) {
        return writ_cli_fail(err, WRIT_E_IO, "cannot wait for signals: %s", strerror(errno));
    }
    *ret_signals = signals;
    return WRIT_OK;
}

static bool add_below(int changes, const char *dir, int depth);

/* A file, or a folder that is gone by now, has nothing below it. */
static bool add_entries(int changes, const char *dir, int depth)
{
    DIR *list = opendir(dir);
    const struct dirent *entry;
    bool is_added = true;

    if (list == NULL) {
        return errno == ENOTDIR || errno == ENOENT;
    }
    while (is_added && (entry = readdir(list)) != NULL) {
        char path[PATH_BYTES];
        const int len = snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);

        if (entry->d_name[0] != '.' && len > 0 && len < PATH_BYTES &&
            (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)) {
            is_added = add_below(changes, path, depth + 1);
        }
    }
    (void)closedir(list);
    return is_added;
}

static bool add_below(int changes, const char *dir, int depth)
{
    const uint32_t saved = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_ONLYDIR;

    if (depth == DEPTH_MAX) {
        return true;
    }
    if (inotify_add_watch(changes, dir, saved) < 0) {
        return errno == ENOTDIR || errno == ENOENT;
    }
    return add_entries(changes, dir, depth);
}

enum writ_status writ_cli_watch_begin(const char *dir, int *ret_changes, struct writ_error *err)
{
    const int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    if (changes < 0 || !add_below(changes, dir, 0)) {
        const int why = errno;

        if (changes >= 0) {
            (void)close(changes);
        }
        return writ_cli_fail(err, WRIT_E_IO, "cannot watch '%.100s': %s", dir, strerror(why));
    }
    *ret_changes = changes;
    return WRIT_OK;
}

static void drain(int changes)
{
    char events[EVENT_BYTES];

    while (read(changes, events, sizeof(events)) > 0) {
    }
}

bool writ_cli_watch_wait(int signals, int changes)
{
    struct pollfd both[] = {{signals, POLLIN, 0}, {changes, POLLIN, 0}};
    int timeout_ms = -1;

    for (;;) {
        const int ready = poll(both, 2, timeout_ms);

        if (ready == 0) {
            return true;
        }
        if (ready < 0 || both[0].revents != 0) {
            return false;
        }
        drain(changes);
        timeout_ms = QUIET_MS;
    }
}
