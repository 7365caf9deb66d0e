/* SPDX-License-Identifier: Apache-2.0 */
#include "server/archive.h"

#include "base/error.h"
#include "base/try.h"
#include "ledger/cosigned.h"
#include "ledger/tile.h"

void writ_archive_done(struct writ_archive *archive)
{
    writ_log_close(archive->log);
    archive->log = NULL;
}

/* The log as it is now. One that cannot be followed is read again from its start, next time. */
static enum writ_status refresh(struct writ_archive *archive, struct writ_error *err)
{
    if (archive->log == NULL) {
        return writ_log_open_readonly(archive->log_dir, &archive->log, err);
    }

    const enum writ_status status = writ_log_follow(archive->log, err);

    if (status != WRIT_OK) {
        writ_archive_done(archive);
    }
    return status;
}

static enum writ_status no_such(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOTFOUND, NULL, "the log has nothing of this name");
}

static enum writ_status get_checkpoint(struct writ_archive *archive, struct writ_str name,
                                       struct writ_archived *archived, struct writ_error *err)
{
    (void)err;
    (void)name;
    writ_buf_add(archived->body, writ_log_public_checkpoint(archive->log));
    return WRIT_OK;
}

static enum writ_status get_tile(struct writ_archive *archive, struct writ_str name,
                                 struct writ_archived *archived, struct writ_error *err)
{
    struct writ_tile tile;

    archived->content_type = "application/octet-stream";
    return writ_tile_parse(name, &tile) ? writ_log_tile(archive->log, &tile, archived->body, err)
                                        : no_such(err);
}

static enum writ_status get_receipt(struct writ_archive *archive, struct writ_str name,
                                    struct writ_archived *archived, struct writ_error *err)
{
    uint64_t index;

    return writ_str_to_u64(name, &index)
               ? writ_log_witnessed_receipt(archive->log, index, archived->body, err)
               : no_such(err);
}

static enum writ_status get_explanation(struct writ_archive *archive, struct writ_str name,
                                        struct writ_archived *archived, struct writ_error *err)
{
    struct writ_bytes text = {NULL, 0};
    uint64_t index;

    if (!writ_str_to_u64(name, &index)) {
        return no_such(err);
    }
    WRIT_TRY(writ_engine_explain(archive->engine, index, &text, err));
    writ_buf_add(archived->body, (struct writ_str){text.ptr, text.len});
    writ_bytes_free(&text);
    return WRIT_OK;
}

/* A path is a prefix, of which the last `kept` bytes stay in what the function is given, and a
 * name. */
static const struct {
    const char *prefix;
    size_t kept;
    bool explains;
    enum writ_status (*get)(struct writ_archive *archive, struct writ_str name,
                            struct writ_archived *archived, struct writ_error *err);
} shelves[] = {
    {"/log/checkpoint", 0, false, get_checkpoint},
    {"/log/tile/", sizeof("tile/") - 1, false, get_tile},
    {"/log/receipt/", 0, false, get_receipt},
    {"/v1/explain/", 0, true, get_explanation},
};

static bool may_explain(const struct writ_archive *archive, struct writ_str authorization)
{
    const struct writ_client *client =
        archive->clients == NULL ? NULL : writ_clients_find(archive->clients, authorization);

    return archive->clients == NULL || (client != NULL && client->may_explain);
}

enum writ_status writ_archive_get(struct writ_archive *archive,
                                  const struct writ_archive_question *question,
                                  struct writ_archived *ret_archived, struct writ_error *err)
{
    const struct writ_str path = question->path;

    WRIT_TRY(refresh(archive, err));
    ret_archived->content_type = "text/plain; charset=utf-8";
    for (size_t i = 0; i < sizeof(shelves) / sizeof(shelves[0]); i++) {
        const struct writ_str prefix = writ_str_from(shelves[i].prefix);

        if (writ_str_starts(path, prefix) &&
            (prefix.ptr[prefix.len - 1] == '/' || path.len == prefix.len) &&
            (!shelves[i].explains || may_explain(archive, question->authorization))) {
            return shelves[i].get(archive,
                                  writ_str_cut(path, prefix.len - shelves[i].kept, path.len),
                                  ret_archived, err);
        }
    }
    return no_such(err);
}
