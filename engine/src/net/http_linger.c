/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_linger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000, STEP_MS = 10, CHUNK = 64 << 10, CHUNKS = 4 };

void writ_http_linger(struct writ_http_linger *linger, int fd, int64_t now_ms)
{
    const int own = linger->count < WRIT_HTTP_LINGER_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;

    if (own >= 0) {
        (void)shutdown(own, SHUT_WR);
        linger->rows[linger->count].fd = own;
        linger->rows[linger->count].until_ms = now_ms + PATIENCE_MS;
        linger->count++;
    }
}

/* False: there is nothing more to come. */
static bool drop_some(int fd)
{
    char chunk[CHUNK];
    ssize_t got = 1;

    for (int i = 0; i < CHUNKS && got > 0; i++) {
        got = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT | MSG_TRUNC);
    }
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void writ_http_linger_turn(struct writ_http_linger *linger, int64_t now_ms)
{
    size_t kept = 0;

    for (size_t i = 0; i < linger->count; i++) {
        if (drop_some(linger->rows[i].fd) && now_ms < linger->rows[i].until_ms) {
            linger->rows[kept++] = linger->rows[i];
        } else {
            (void)close(linger->rows[i].fd);
        }
    }
    linger->count = kept;
}

int writ_http_linger_wait_ms(const struct writ_http_linger *linger)
{
    return linger->count > 0 ? STEP_MS : -1;
}

void writ_http_linger_done(struct writ_http_linger *linger)
{
    for (size_t i = 0; i < linger->count; i++) {
        (void)close(linger->rows[i].fd);
    }
    linger->count = 0;
}
