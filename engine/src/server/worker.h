/* SPDX-License-Identifier: Apache-2.0
 *
 * server/worker.h - the loop of a worker: requests in, records out, answers back.
 */
#ifndef WRIT_SERVER_WORKER_H
#define WRIT_SERVER_WORKER_H

#include "server/service.h"

struct writ_worker {
    struct writ_service *service;
    const struct writ_listener *listeners;
    size_t listener_count; /**< at most WRIT_WORKER_LISTENERS_MAX */
    const struct writ_tls_pem *tls; /**< for TCP; NULL: in the clear */
    int stop_fd;           /**< readable when the worker is to end: a signalfd or a pipe */
};

enum { WRIT_WORKER_LISTENERS_MAX = 8 };

/** Serve until it is told to stop, then until the requests in flight are answered. */
WRIT_NODISCARD enum writ_status writ_worker_run(const struct writ_worker *worker, struct writ_error *err);

#endif
