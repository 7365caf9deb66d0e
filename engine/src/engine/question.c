/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file asks: an access request, or whether a descriptor conforms.
 */
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/engine.h"

/* A file has many names: relative, absolute, through a link. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat left, right;

    return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

const struct writ_descriptor *writ_engine_known(const struct writ_engine *engine,
                                                struct writ_arena *arena, const char *path)
{
    const struct writ_mesh *mesh = engine->mesh;

    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        const char *full = writ_path_join(arena, mesh->dir, mesh->descriptors[i].path);

        if (full != NULL && is_same_file(full, path)) {
            return &mesh->descriptors[i];
        }
    }
    return NULL;
}

/* NULL unless the file is a JSON document that has what a request has. */
static const struct writ_value *request_in(struct writ_arena *arena, const char *path,
                                           struct writ_str text)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    const struct writ_value *document = NULL;

    limits.bytes = WRIT_REQUEST_MAX;
    if (writ_json_read(arena, path, text, limits, &document, NULL) != WRIT_OK ||
        writ_value_member(document, "subject") == NULL ||
        writ_value_member(document, "action") == NULL ||
        writ_value_member(document, "resource") == NULL) {
        return NULL;
    }
    return document;
}

static enum writ_status ask_access(struct writ_engine *engine, struct writ_asking *asking,
                                   const struct writ_value *document, struct writ_error *err)
{
    struct writ_question *question = &asking->question;

    WRIT_TRY(writ_request_read(document, question->time_ms, &asking->request, err));
    question->phase = WRIT_PHASE_ACCESS;
    question->descriptor = writ_request_product(engine->mesh, &asking->request);
    question->request = &asking->request;
    question->time_ms = asking->request.time_ms;
    return WRIT_OK;
}

enum writ_status writ_engine_ask(struct writ_engine *engine, struct writ_arena *arena,
                                 const char *path, const char *time, struct writ_asking *ret_asking,
                                 struct writ_error *err)
{
    struct writ_question *question = &ret_asking->question;
    struct writ_str text;

    *ret_asking = (struct writ_asking){.question = {.phase = WRIT_PHASE_PUBLISH}};
    question->time_ms = engine->clock.now_ms(engine->clock.ctx);
    if (time != NULL && !writ_time_parse(writ_str_from(time), &question->time_ms)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "'%s' is no RFC 3339 time", time);
    }
    WRIT_TRY(writ_file_read(arena, path, WRIT_WRIT_MAX, &text, err));

    const struct writ_value *document = request_in(arena, path, text);

    if (document != NULL) {
        return ask_access(engine, ret_asking, document, err);
    }
    question->descriptor = writ_engine_known(engine, arena, path);
    if (question->descriptor == NULL) {
        WRIT_TRY(writ_reader_read(engine->mesh->reader, arena, path, NULL, &ret_asking->descriptor,
                                  err));
        question->descriptor = &ret_asking->descriptor;
    }
    return WRIT_OK;
}
