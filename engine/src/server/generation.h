/* SPDX-License-Identifier: Apache-2.0
 *
 * server/generation.h - one mesh as it was loaded, and the workers that serve with it.
 *
 * A generation is a process that loads, and then forks its workers and the archive, which share what it loaded. One that
 * cannot load says so and ends: the one before it stays.
 */
#ifndef WRIT_SERVER_GENERATION_H
#define WRIT_SERVER_GENERATION_H

#include <stddef.h>

#include "server/child.h"

/** What a worker is given. */
struct writ_post {
    int door_fd;         /**< outside of the committer's door, for writ_scribe_remote() */
    int archive_door_fd; /**< outside of the archive's, for writ_archive_remote() */
    int stop_fd;         /**< readable when it is to answer what it has, and end */
};

struct writ_crew {
    /**
     * In the generation: load what its workers share.
     *
     * @param ret_origin  "<mesh>/<node>/<period>" of the log it is for
     * @param ret_loaded  the workers'; never released
     */
    enum writ_status (*load)(void *ctx, char ret_origin[256], void **ret_loaded, struct writ_error *err);

    /** In a worker, which is confined: serve until told to stop. */
    enum writ_status (*work)(void *ctx, void *loaded, const struct writ_post *post, struct writ_error *err);

    /** In a process beside them, confined to reading the log: answer who comes in at the door until told to stop. NULL: none */
    enum writ_status (*show)(void *ctx, void *loaded, int door_fd, int stop_fd, struct writ_error *err);

    void (*note)(void *ctx, const char *text); /**< told what happens, in any process; NULL: nobody */
    void *ctx;

    unsigned workers;
    const int *listener_fds; /**< what workers accept connections from */
    size_t listener_count;
    bool is_unconfined;
};

struct writ_generation_plan {
    const struct writ_crew *crew;
    const char *log_dir;
    int door_fd; /**< outside of the committer's door */
};

/**
 * A generation's whole life. Its word has the origin. The first order lets it start its processes, the second lets them
 * finish and end.
 */
int writ_generation_live(void *plan, const struct writ_child_side *side);

void writ_crew_note(const struct writ_crew *crew, const char *what, const struct writ_error *err);

#endif
