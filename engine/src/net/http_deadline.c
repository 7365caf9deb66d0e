/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_deadline.h"

#include <sys/socket.h>

#include "base/time.h"
#include "net/http_peer.h"

enum { MS_PER_S = 1000 };

/* Everybody has the same time, so that the list is in order when it is only added to at its end. */

void writ_http_relax(struct writ_http_traffic *traffic, struct writ_http_peer *peer)
{
    if (peer == NULL || !peer->is_awaited) {
        return;
    }
    *(peer->before == NULL ? &traffic->first : &peer->before->after) = peer->after;
    *(peer->after == NULL ? &traffic->last : &peer->after->before) = peer->before;
    peer->is_awaited = false;
}

void writ_http_await(struct writ_http_traffic *traffic, struct writ_http_peer *peer)
{
    const struct writ_http_options *options = &traffic->options;

    if (peer == NULL) {
        return;
    }
    writ_http_relax(traffic, peer);
    peer->is_awaited = true;
    peer->deadline_ms =
        traffic->now_ms + ((int64_t)options->idle_s + options->request_s) * MS_PER_S;
    peer->before = traffic->last;
    peer->after = NULL;
    *(traffic->last == NULL ? &traffic->first : &traffic->last->after) = peer;
    traffic->last = peer;
}

/* The library sees the end of the connection and does the rest. */
void writ_http_hang_up(struct writ_http_traffic *traffic)
{
    while (traffic->first != NULL && traffic->first->deadline_ms <= traffic->now_ms) {
        (void)shutdown(traffic->first->fd, SHUT_RDWR);
        writ_http_relax(traffic, traffic->first);
    }
}

int writ_http_deadline_ms(const struct writ_http_traffic *traffic)
{
    if (traffic->first == NULL) {
        return -1;
    }

    const int64_t wait_ms = traffic->first->deadline_ms - writ_time_monotonic_ms();

    return wait_ms < 0 ? 0 : (int)wait_ms;
}
