/* SPDX-License-Identifier: Apache-2.0
 *
 * server/supervisor.h - the first process of the service: it starts the others, and again when they die.
 *
 * It reads nothing that comes from outside. SIGHUP loads the mesh again; SIGTERM and SIGINT end the service when what was
 * asked is answered.
 */
#ifndef WRIT_SERVER_SUPERVISOR_H
#define WRIT_SERVER_SUPERVISOR_H

#include "server/generation.h"

struct writ_supervision {
    const struct writ_crew *crew;
    const char *log_dir;
    const char *key_path;
    unsigned window_ms; /**< of the log: see struct writ_committer_options */
    void (*ready)(void *ctx); /**< called once, when it serves; ctx is the crew's; NULL: nobody */
};

/**
 * Serve until told to end. To be called in a process without threads.
 *
 * @retval WRIT_OK  it was told to
 * @retval other    a process could not start the first time: as its mesh, its log or its key say
 */
WRIT_NODISCARD enum writ_status writ_supervise(const struct writ_supervision *supervision, struct writ_error *err);

#endif
