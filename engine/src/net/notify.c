/* SPDX-License-Identifier: Apache-2.0 */
#include "net/notify.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/str.h"
#include "base/try.h"

enum { US_PER_S = 1000000, NS_PER_US = 1000, HALF_MS_IN_US = 2000 };

static const char socket_variable[] = "NOTIFY_SOCKET";

/* A path, or with '@' in front a name in the abstract namespace, where that byte is 0. */
static bool name_socket(const char *text, struct sockaddr_un *ret_name, socklen_t *ret_len)
{
    const size_t len = strlen(text);

    if ((text[0] != '/' && text[0] != '@') || len >= sizeof(ret_name->sun_path)) {
        return false;
    }
    ret_name->sun_family = AF_UNIX;
    memcpy(ret_name->sun_path, text, len + 1);
    if (text[0] == '@') {
        ret_name->sun_path[0] = '\0';
    }
    *ret_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    return true;
}

enum writ_status writ_notify(const char *state, struct writ_error *err)
{
    const char *target = getenv(socket_variable);
    WRIT_AUTO(writ_fd) int fd = -1;
    struct sockaddr_un name = {0};
    socklen_t len = 0;

    if (target == NULL || target[0] == '\0') {
        return WRIT_OK;
    }

    const struct writ_loc loc = writ_loc_at(target, 0, 0);

    if (!name_socket(target, &name, &len)) {
        return writ_fail(err, WRIT_E_IO, &loc, "%s names no socket", socket_variable);
    }
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 ||
        sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&name, len) < 0) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot tell the service manager: %s",
                         strerror(errno));
    }
    return WRIT_OK;
}

enum writ_status writ_notify_reloading(struct writ_error *err)
{
    struct timespec now = {0, 0};
    char state[64];

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    (void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
                   (long long)now.tv_sec * US_PER_S + now.tv_nsec / NS_PER_US);
    return writ_notify(state, err);
}

int writ_notify_watchdog_ms(void)
{
    const char *wanted = getenv("WATCHDOG_USEC");
    const char *pid = getenv("WATCHDOG_PID");
    uint64_t whole_us = 0;
    uint64_t number = 0;

    if (wanted == NULL || !writ_str_to_u64(writ_str_from(wanted), &whole_us) || whole_us == 0) {
        return -1;
    }
    if (pid != NULL &&
        (!writ_str_to_u64(writ_str_from(pid), &number) || number != (uint64_t)getpid())) {
        return -1;
    }

    const uint64_t half_ms = whole_us / HALF_MS_IN_US;

    return half_ms == 0 ? 1 : half_ms < INT_MAX ? (int)half_ms : INT_MAX;
}
