/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file asks: an access request, or whether a descriptor conforms.
 */
#include <sys/stat.h>

#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/engine.h"

/* A file has many names: relative, absolute, through a link. False when it is not there. */
static bool identify(const char *path, struct writ_known_file *ret_file)
{
    struct stat found;

    if (stat(path, &found) != 0) {
        return false;
    }
    ret_file->device = found.st_dev;
    ret_file->node = found.st_ino;
    return true;
}

enum writ_status writ_known_files(const struct writ_engine *engine, struct writ_arena *arena,
                                  struct writ_known *ret_known, struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;
    struct writ_known known = {
        .files = writ_arena_array(arena, mesh->descriptor_count + 1, sizeof(*known.files))};

    for (size_t i = 0; known.files != NULL && i < mesh->descriptor_count; i++) {
        struct writ_known_file *file = &known.files[known.count];
        const char *full = writ_path_join(arena, mesh->dir, mesh->descriptors[i].path);

        if (full == NULL) {
            return writ_engine_no_memory(err);
        }
        file->descriptor = &mesh->descriptors[i];
        known.count += identify(full, file) ? 1 : 0;
    }
    if (known.files == NULL) {
        return writ_engine_no_memory(err);
    }
    *ret_known = known;
    return WRIT_OK;
}

const struct writ_descriptor *writ_known_find(const struct writ_known *known, const char *path)
{
    struct writ_known_file file;

    if (!identify(path, &file)) {
        return NULL;
    }
    for (size_t i = 0; i < known->count; i++) {
        if (known->files[i].device == file.device && known->files[i].node == file.node) {
            return known->files[i].descriptor;
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
    struct writ_known known = {0};
    struct writ_str text;

    *ret_asking = (struct writ_asking){.question = {.phase = WRIT_PHASE_PUBLISH}};
    question->time_ms = engine->clock.now_ms(engine->clock.ctx);
    WRIT_TRY(writ_time_read(time, &question->time_ms, err));
    WRIT_TRY(writ_file_read(arena, path, WRIT_WRIT_MAX, &text, err));

    const struct writ_value *document = request_in(arena, path, text);

    if (document != NULL) {
        return ask_access(engine, ret_asking, document, err);
    }
    WRIT_TRY(writ_known_files(engine, arena, &known, err));
    question->descriptor = writ_known_find(&known, path);
    if (question->descriptor == NULL) {
        WRIT_TRY(writ_reader_read(engine->mesh->reader, arena, path, NULL, &ret_asking->descriptor,
                                  err));
        question->descriptor = &ret_asking->descriptor;
    }
    return WRIT_OK;
}
