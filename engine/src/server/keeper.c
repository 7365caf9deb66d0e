/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keeper.h"

#include <stdio.h>
#include <sys/statvfs.h>

#include "base/error.h"
#include "base/time.h"
#include "base/try.h"
#include "engine/shard.h"

enum { PATIENCE_MS = 5000, WAIT_FIRST_MS = 100, WAIT_MAX_MS = 10000, ROOM_MIN = 1 << 20 };

static void note(const struct writ_keeper *keeper, const char *what, const struct writ_error *err)
{
    char text[640];

    if (keeper->note != NULL) {
        (void)snprintf(text, sizeof(text), "%s%s%s%s", what, err->loc.source,
                       err->loc.source[0] == '\0' ? "" : ": ", err->text);
        keeper->note(keeper->ctx, text);
    }
}

static enum writ_status open_log(struct writ_keeper *keeper, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    const struct writ_notary notary = writ_remote_notary_of(&keeper->notary);

    writ_remote_notary_want(&keeper->notary, NULL, 0);
    WRIT_TRY(writ_shard_check_rotated(&keeper->arena, keeper->dir, err));
    WRIT_TRY(writ_log_open_notarized(keeper->dir, writ_str_from(notary.verifier->name), &notary,
                                     &log, err));
    WRIT_TRY(writ_shard_check_open(log, err));
    writ_log_only_append(log);
    keeper->log = WRIT_MOVE(log);
    writ_pace_init(&keeper->pace);
    return WRIT_OK;
}

enum writ_status writ_keeper_open(struct writ_keeper *keeper, const char *dir, int signer_door_fd,
                                  struct writ_error *err)
{
    *keeper = (struct writ_keeper){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&keeper->arena, &keeper->alloc);
    keeper->dir = writ_arena_text(&keeper->arena, writ_str_from(dir));
    if (keeper->dir == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    keeper->has_notary = true;
    WRIT_TRY(writ_remote_notary_init(&keeper->notary, signer_door_fd, PATIENCE_MS, err));
    return open_log(keeper, err);
}

void writ_keeper_close(struct writ_keeper *keeper)
{
    writ_log_close(keeper->log);
    keeper->log = NULL;
    if (keeper->has_notary) {
        writ_remote_notary_done(&keeper->notary);
    }
    writ_arena_done(&keeper->arena);
}

/* Each time twice as long. */
static void retry_later(struct writ_keeper *keeper)
{
    const unsigned next_ms = keeper->wait_ms == 0 ? WAIT_FIRST_MS : keeper->wait_ms * 2;

    keeper->wait_ms = next_ms > WAIT_MAX_MS ? WAIT_MAX_MS : next_ms;
    keeper->retry_ms = writ_time_monotonic_ms() + keeper->wait_ms;
}

static void close_failed(struct writ_keeper *keeper, const struct writ_error *err)
{
    writ_log_close(keeper->log);
    keeper->log = NULL;
    keeper->why = *err;
    note(keeper, "nothing is recorded and nothing is permitted: ", err);
    retry_later(keeper);
}

enum writ_status writ_keeper_check(const struct writ_keeper *keeper, struct writ_error *err)
{
    if (keeper->log != NULL) {
        return WRIT_OK;
    }

    const enum writ_status status =
        writ_fail(err, WRIT_E_IO, &keeper->why.loc, "%s", keeper->why.text);

    return keeper->why.hint[0] == '\0' ? status : writ_hint(err, status, "%s", keeper->why.hint);
}

enum writ_status writ_keeper_commit(struct writ_keeper *keeper, const struct writ_record *records,
                                    size_t count, struct writ_wanted_token *wanted,
                                    size_t wanted_count, struct writ_error *err)
{
    struct writ_error why = {0};
    uint64_t first;

    WRIT_TRY(writ_keeper_check(keeper, err));
    writ_remote_notary_want(&keeper->notary, wanted, wanted_count);

    const enum writ_status status = writ_log_commit(keeper->log, records, count, &first, &why);

    writ_remote_notary_want(&keeper->notary, NULL, 0);
    writ_pace_signed(&keeper->pace);
    if (status == WRIT_OK) {
        keeper->wait_ms = 0;
        return WRIT_OK;
    }
    if (writ_log_is_failed(keeper->log)) {
        close_failed(keeper, &why);
        return writ_keeper_check(keeper, err);
    }
    return writ_fail(err, status, NULL, "%s", why.text);
}

int64_t writ_keeper_due_ms(const struct writ_keeper *keeper)
{
    return keeper->log == NULL ? keeper->retry_ms : writ_pace_due_ms(&keeper->pace, keeper->log);
}

/* Opening reads the whole log, which is not worth it on a disk that is still full. */
static bool has_room(const struct writ_keeper *keeper)
{
    struct statvfs info;

    return statvfs(keeper->dir, &info) != 0 || (uint64_t)info.f_bavail * info.f_frsize >= ROOM_MIN;
}

static void reopen(struct writ_keeper *keeper)
{
    struct writ_error err = {0};

    if (!has_room(keeper)) {
        retry_later(keeper);
        return;
    }
    if (open_log(keeper, &err) != WRIT_OK) {
        keeper->why = err;
        retry_later(keeper);
        return;
    }
    keeper->why = (struct writ_error){0};
    note(keeper, "recording again", &keeper->why);
}

void writ_keeper_turn(struct writ_keeper *keeper)
{
    if (writ_time_monotonic_ms() < writ_keeper_due_ms(keeper)) {
        return;
    }
    if (keeper->log == NULL) {
        reopen(keeper);
        return;
    }
    writ_pace_turn(&keeper->pace, keeper->log);
    if (writ_log_is_failed(keeper->log)) {
        const struct writ_error err = {.status = WRIT_E_IO,
                                       .text = "the checkpoint could not be published"};

        close_failed(keeper, &err);
    }
}
