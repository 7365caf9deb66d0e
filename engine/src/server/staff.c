/* SPDX-License-Identifier: Apache-2.0 */
#include "server/staff.h"

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/recorder.h"
#include "server/committer_process.h"
#include "server/confine.h"
#include "server/generation.h"
#include "server/signer_process.h"

enum { CHECKPOINT_MAX = 1 << 20 };

/* An empty one, or zeros, is what a power cut makes of it: then the leaves alone say what was
 * signed. */
static bool is_blank(struct writ_str text)
{
    return writ_str_find(text, '\n') == text.len;
}

/* What is published binds the signer, whatever a committer tells it later. */
static enum writ_status remember_published(struct writ_signing *signing, const char *log_dir,
                                           struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_str note;

    writ_arena_init(&arena, &alloc);

    const char *path = writ_path_join(&arena, log_dir, "checkpoint");

    if (path == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    if (!writ_file_exists(path)) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_file_read(&arena, path, CHECKPOINT_MAX, &note, err));

    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    struct writ_error why = {0};
    const enum writ_status status =
        is_blank(note) ? WRIT_OK : writ_signing_remember(signing, note, &why);

    return status == WRIT_OK ? WRIT_OK : writ_fail(err, status, &loc, "%s", why.text);
}

static enum writ_status lock_memory(const struct writ_staff_plan *plan, struct writ_error *err)
{
    const enum writ_status status = plan->crew->is_unconfined ? WRIT_OK : writ_key_memory_lock(err);

    return status == WRIT_OK
               ? WRIT_OK
               : writ_hint(err, status,
                           "allow more (ulimit -l), or serve without this wall: --unconfined");
}

static enum writ_status take_key(const struct writ_staff_plan *plan,
                                 struct writ_signer **ret_signer, struct writ_signing *signing,
                                 struct writ_error *err)
{
    WRIT_TRY(lock_memory(plan, err));
    WRIT_TRY(writ_recorder_load_key(plan->key_path, plan->origin, ret_signer, err));
    WRIT_TRY(writ_signing_init(signing, *ret_signer, err));
    WRIT_TRY(remember_published(signing, plan->log_dir, err));
    return plan->crew->is_unconfined ? WRIT_OK : writ_confine(WRIT_ROLE_SIGNER, NULL, err);
}

int writ_signer_live(void *plan, const struct writ_child_side *side)
{
    const struct writ_staff_plan *own = plan;
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    struct writ_signing signing;
    struct writ_error err = {0};
    enum writ_status status = take_key(own, &signer, &signing, &err);

    writ_child_say(side, &err, NULL);
    if (status == WRIT_OK) {
        status = writ_signer_run(&signing, own->signer_door.inside, side->order_fd, &err);
    }
    return status == WRIT_OK ? 0 : 1;
}

/* A committer and what it may say. */
struct speaking {
    const struct writ_crew *crew;
    const struct writ_child_side *side;
    bool has_spoken;
};

static void say_ready(void *ctx)
{
    const struct writ_error fine = {0};
    struct speaking *speaking = ctx;

    writ_child_say(speaking->side, &fine, NULL);
    speaking->has_spoken = true;
}

static void pass_note(void *ctx, const char *text)
{
    const struct speaking *speaking = ctx;

    writ_crew_note(speaking->crew, text, NULL);
}

static enum writ_status commit(const struct writ_staff_plan *plan, struct speaking *speaking,
                               struct writ_error *err)
{
    const struct writ_committer_options options = {
        .log_dir = plan->log_dir,
        .door_fd = plan->committer_door.inside,
        .signer_door_fd = plan->signer_door.outside,
        .stop_fd = speaking->side->order_fd,
        .window_ms = plan->window_ms,
        .ready = say_ready,
        .note = pass_note,
        .ctx = speaking,
    };

    WRIT_TRY(writ_dir_make(plan->log_dir, err)); /* what it is confined to has to be there */
    if (!plan->crew->is_unconfined) {
        WRIT_TRY(writ_confine(WRIT_ROLE_COMMITTER, plan->log_dir, err));
    }
    return writ_committer_run(&options, err);
}

int writ_committer_live(void *plan, const struct writ_child_side *side)
{
    const struct writ_staff_plan *own = plan;
    struct speaking speaking = {.crew = own->crew, .side = side};
    struct writ_error err = {0};

    if (commit(own, &speaking, &err) == WRIT_OK) {
        return 0;
    }
    if (speaking.has_spoken) {
        writ_crew_note(own->crew, "the committer ends", &err);
    } else {
        writ_child_say(side, &err, NULL);
    }
    return 1;
}
