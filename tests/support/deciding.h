/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/deciding.h - requests decided on a small mesh, and what their documents say.
 */
#ifndef WRIT_TESTS_DECIDING_H
#define WRIT_TESTS_DECIDING_H

#include "base/time.h"
#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"
#include "eval/eval.h"
#include "mesh_dir.h"

struct deciding {
    struct mesh_dir dir;
    struct writ_mesh *mesh;
    struct writ_alloc alloc;
    struct writ_arena arena; /* of the last decision */
    struct writ_request request;
    struct writ_evaluation got;
    struct writ_error err;
};

static inline void deciding_start(struct deciding *deciding, const struct mesh_file *files)
{
    memset(deciding, 0, sizeof(*deciding));
    mesh_dir_make(&deciding->dir, files);
    deciding->mesh = mesh_dir_load(&deciding->dir);
    deciding->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&deciding->arena, &deciding->alloc);
}

static inline void deciding_autop(struct deciding *deciding)
{
    writ_arena_done(&deciding->arena);
    writ_mesh_free(deciding->mesh);
    mesh_dir_autop(&deciding->dir);
}

/* Decide; what was decided before is gone. The request's text is named "asked.json". */
static inline enum writ_status deciding_try(struct deciding *deciding, const char *text)
{
    const struct writ_value *document = NULL;
    int64_t now_ms = 0;

    writ_arena_done(&deciding->arena);
    writ_arena_init(&deciding->arena, &deciding->alloc);
    deciding->err = (struct writ_error){0};
    assert_true(writ_time_parse(WRIT_LIT("2026-06-01T12:00:00Z"), &now_ms));
    WRIT_TRY(writ_json_read(&deciding->arena, "asked.json", writ_str_from(text), WRIT_CODEC_LIMITS,
                            &document, &deciding->err));
    WRIT_TRY(writ_request_read(document, now_ms, &deciding->request, &deciding->err));

    const struct writ_descriptor *product =
        writ_request_product(deciding->mesh, &deciding->request);
    const struct writ_question question = {.phase = WRIT_PHASE_ACCESS,
                                           .descriptor = product,
                                           .request = &deciding->request,
                                           .time_ms = deciding->request.time_ms};

    return writ_eval(deciding->mesh, &question, &deciding->arena, &deciding->got, &deciding->err);
}

static inline void decide(struct deciding *deciding, const char *text)
{
    if (deciding_try(deciding, text) != WRIT_OK) {
        fail_msg("%s: %s", text, deciding->err.text);
    }
}

/* The same about one product at publish time. */
static inline void decide_publishing(struct deciding *deciding, const char *id)
{
    const struct writ_descriptor *product = writ_mesh_product(deciding->mesh, writ_str_from(id));
    struct writ_question question = {.phase = WRIT_PHASE_PUBLISH, .descriptor = product};

    assert_non_null(product);
    writ_arena_done(&deciding->arena);
    writ_arena_init(&deciding->arena, &deciding->alloc);
    deciding->err = (struct writ_error){0};
    assert_true(writ_time_parse(WRIT_LIT("2026-06-01T12:00:00Z"), &question.time_ms));
    assert_int_equal(
        writ_eval(deciding->mesh, &question, &deciding->arena, &deciding->got, &deciding->err),
        WRIT_OK);
}

/* The effects of a list of the document: "effect policy CODE" joined with "; ". */
static inline const char *deciding_list(struct deciding *deciding, const char *list)
{
    const struct writ_value *effects = writ_value_member(deciding->got.document, list);
    struct writ_buf buf;
    const char *text;

    writ_buf_init(&buf, &deciding->alloc, 1 << 20);
    for (size_t i = 0; i < writ_value_count(effects); i++) {
        static const char *const members[] = {"effect", "policy", "code"};

        writ_buf_add_text(&buf, i == 0 ? "" : "; ");
        for (size_t k = 0; k < 3; k++) {
            writ_buf_add_text(&buf, k == 0 ? "" : " ");
            writ_buf_add(
                &buf, writ_value_text(writ_value_member(writ_value_item(effects, i), members[k])));
        }
    }
    text = writ_arena_str(&deciding->arena, (struct writ_str){buf.ptr, buf.len}).ptr;
    writ_buf_done(&buf);
    assert_non_null(text);
    return text;
}

/* A part of the document as canonical text. */
static inline const char *deciding_part(struct deciding *deciding, const char *path)
{
    const struct writ_value *part = writ_value_path(deciding->got.document, path);
    struct writ_buf buf;
    const char *text;

    if (part == NULL) {
        return "(none)";
    }
    writ_buf_init(&buf, &deciding->alloc, 1 << 20);
    assert_int_equal(writ_canonical_write(&buf, part, NULL), WRIT_OK);
    text = writ_arena_str(&deciding->arena, (struct writ_str){buf.ptr, buf.len}).ptr;
    writ_buf_done(&buf);
    assert_non_null(text);
    return text;
}

/* The combined obligations without their frame: [{type, properties…}] as "type{…} type{…}". */
static inline const char *deciding_obligations(struct deciding *deciding)
{
    const struct writ_value *list = writ_value_member(deciding->got.document, "obligations");
    struct writ_buf buf;
    const char *text;

    writ_buf_init(&buf, &deciding->alloc, 1 << 20);
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);

        writ_buf_add_text(&buf, i == 0 ? "" : " ");
        writ_buf_add(&buf, writ_value_text(writ_value_member(one, "type")));
        assert_int_equal(writ_canonical_write(&buf, writ_value_member(one, "properties"), NULL),
                         WRIT_OK);
    }
    text = writ_arena_str(&deciding->arena, (struct writ_str){buf.ptr, buf.len}).ptr;
    writ_buf_done(&buf);
    assert_non_null(text);
    return text;
}

/* A request by ann for a product, with more resource properties or context members. */
#define ASK_WITH(resource, properties, context)                                                    \
    "{\"subject\":{\"type\":\"user\",\"id\":\"ann\",\"properties\":{\"team\":\"care\"}},"          \
    "\"action\":{\"name\":\"read\"},\"resource\":{\"type\":\"data_product\",\"id\":\"" resource    \
    "\",\"properties\":{" properties "}},\"context\":{" context "}}"
#define ASK(resource) ASK_WITH(resource, "", "")

/* A policy of one rule. */
#define SAYING(id, level, rule)                                                                    \
    "return policy { id = '" id "', title = 'T', phase = { 'access', 'publish' }, level = '" level \
    "', rule = function(input, out, params) " rule " end }\n"
#define GRANTING SAYING("sales.grant", "mandatory", "out.permit('yes')")

#endif
