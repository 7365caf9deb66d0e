/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/serve.h - the service: decisions over HTTP, each recorded before it is answered.
 */
#ifndef WRIT_SERVE_H
#define WRIT_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "writ/error.h"

WRIT_BEGIN_C

struct writ_serve_options {
    const char *mesh_dir;         /**< folder with mesh.yaml */
    const char *log_dir;          /**< NULL: MESH/.writ/log */
    const char *key_path;         /**< NULL: MESH/.writ/log.key */
    const char *const *addresses; /**< "host:port", "[v6]:port" or "unix:/path"; sockets that a service manager
                                       hands over (sd_listen_fds(3)) are listened on instead */
    size_t address_count;
    const char *clients_path; /**< who may ask, docs/reference/service.md; NULL: whoever reaches an address */
    const char *cert_path;      /**< TLS on TCP: certificate, PEM; NULL: in the clear */
    const char *cert_key_path;  /**< its key, PEM, of its owner alone; with cert_path */
    const char *client_ca_path; /**< every client on TCP must show a certificate that one of these signed; NULL: none need */
    bool allows_remote; /**< without it an address that other machines reach is refused: the bytes travel in the clear. TLS allows it too */

    /** Told what happens: where it listens, what fails. Called by the caller's thread. */
    void (*note)(void *ctx, const char *text);
    void *ctx; /**< for note */

    /** What clients reach it by, for what it says of itself: "https://pdp.example.com". NULL: the first TCP address. */
    const char *public_url;

    unsigned workers; /**< processes that evaluate, at most 64; 0: one for each CPU */

    /**
     * 0: what is answered is durable and signed. Else it will be, so many milliseconds later at the latest: faster, but a
     * crash of the machine or of the process that records can lose what was answered since.
     */
    unsigned window_ms;
    bool is_unconfined; /**< go on without seccomp and Landlock, where the system has none */
};

/**
 * Serve until SIGTERM or SIGINT, then let requests in flight end. SIGHUP loads the mesh again: requests in flight finish
 * with the old one, and a mesh that cannot be loaded changes nothing. It forks processes, and takes these signals and
 * SIGCHLD for itself: it is meant to be the main part of a program without threads, not a part among others.
 *
 * @retval WRIT_OK  it was told to end
 * @retval other    it could not start: as writ_engine_open(), writ_recorder_open(); WRIT_E_SYNTAX, WRIT_E_SCHEMA, WRIT_E_IO
 *                  for an address
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_serve(const struct writ_serve_options *options, struct writ_error *err);

WRIT_END_C

#endif
