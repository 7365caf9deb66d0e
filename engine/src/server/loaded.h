/* SPDX-License-Identifier: Apache-2.0
 *
 * server/loaded.h - what a worker serves from, loaded whole: the mesh, who may ask, and the certificate. A reload is a new one.
 */
#ifndef WRIT_SERVER_LOADED_H
#define WRIT_SERVER_LOADED_H

#include "server/service.h"
#include "writ/serve.h"

struct writ_loaded {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_engine *engine;
    const char *log_dir; /**< where the mesh's log is */
    const char *origin;  /**< its name */
    struct writ_clients clients;
    struct writ_tls_pem tls;
};

/**
 * Load, and keep the mesh in the store beside the log, so that whatever is decided with it can be decided again.
 *
 * @param ret_loaded  writ_loaded_done(), also on failure
 * @retval other      as writ_engine_open(), writ_clients_read() and writ_tls_read()
 */
WRIT_NODISCARD enum writ_status writ_loaded_open(struct writ_loaded *ret_loaded, const struct writ_serve_options *options,
                                                 struct writ_error *err);
void writ_loaded_done(struct writ_loaded *loaded);

/** Who may ask; NULL: whoever reaches the service. */
const struct writ_clients *writ_loaded_clients(const struct writ_loaded *loaded);

/** What TCP listeners speak TLS with; NULL: they speak in the clear. */
const struct writ_tls_pem *writ_loaded_tls(const struct writ_loaded *loaded);

/** What a worker serves with; it borrows all of it. */
struct writ_service writ_loaded_service(const struct writ_loaded *loaded, struct writ_scribe *scribe,
                                        struct writ_metrics *metrics);

#endif
