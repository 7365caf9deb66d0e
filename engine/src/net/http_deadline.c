/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_deadline.h"

#include <sys/socket.h>

#include "base/time.h"

enum { MS_PER_S = 1000 };

/* Everybody has the same time, so that the list is in order when it is only added to at its end. */
struct writ_http_client {
    int fd;
    bool is_awaited;
    int64_t deadline_ms;
    struct writ_http_client *before;
    struct writ_http_client *after;
};

static void take_out(struct writ_http_traffic *traffic, struct writ_http_client *client)
{
    if (!client->is_awaited) {
        return;
    }
    *(client->before == NULL ? &traffic->first : &client->before->after) = client->after;
    *(client->after == NULL ? &traffic->last : &client->after->before) = client->before;
    client->is_awaited = false;
}

static void put_last(struct writ_http_traffic *traffic, struct writ_http_client *client)
{
    const struct writ_http_options *options = &traffic->options;

    client->is_awaited = true;
    client->deadline_ms =
        traffic->now_ms + ((int64_t)options->idle_s + options->request_s) * MS_PER_S;
    client->before = traffic->last;
    client->after = NULL;
    *(traffic->last == NULL ? &traffic->first : &traffic->last->after) = client;
    traffic->last = client;
}

static struct writ_http_client *client_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* Without memory for it a connection is not even begun. */
static struct writ_http_client *client_new(struct writ_http_traffic *traffic,
                                           struct MHD_Connection *connection)
{
    struct writ_http_client *client = writ_calloc(&traffic->alloc, sizeof(*client));
    const int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

    if (client == NULL) {
        (void)shutdown(fd, SHUT_RDWR);
    } else {
        client->fd = fd;
    }
    return client;
}

void writ_http_on_connection(void *ctx, struct MHD_Connection *connection, void **slot,
                             enum MHD_ConnectionNotificationCode code)
{
    struct writ_http_traffic *traffic = ctx;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *slot = client_new(traffic, connection);
        if (*slot != NULL) {
            put_last(traffic, *slot);
        }
    } else if (*slot != NULL) {
        take_out(traffic, *slot);
        writ_free(&traffic->alloc, *slot, sizeof(struct writ_http_client));
        *slot = NULL;
    }
}

void writ_http_await(struct writ_http_traffic *traffic, struct MHD_Connection *connection)
{
    struct writ_http_client *client = client_of(connection);

    if (client != NULL) {
        take_out(traffic, client);
        put_last(traffic, client);
    }
}

void writ_http_relax(struct writ_http_traffic *traffic, struct MHD_Connection *connection)
{
    struct writ_http_client *client = client_of(connection);

    if (client != NULL) {
        take_out(traffic, client);
    }
}

/* The library sees the end of the connection and does the rest. */
void writ_http_hang_up(struct writ_http_traffic *traffic)
{
    while (traffic->first != NULL && traffic->first->deadline_ms <= traffic->now_ms) {
        (void)shutdown(traffic->first->fd, SHUT_RDWR);
        take_out(traffic, traffic->first);
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
