/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_decision.c - whole decisions of the baseline: any descriptor published, and any
 * request about it. The input is a descriptor; after a line "%%" a request may follow. A decision
 * has canonical bytes, the same ones when it is made again; no policy of the baseline fails; and
 * nothing is granted where nobody is there to grant.
 */
#include "check_tree.h"
#include "eval/eval.h"

enum { TIME_MS = 1000 };

/* One mesh for all inputs, as in an engine: none may leave anything behind. */
static const struct writ_mesh *baseline(void)
{
    static struct writ_mesh *shared;

    if (shared == NULL) {
        struct writ_error err = {0};

        require(writ_mesh_load(NULL, &shared, &err) == WRIT_OK);
    }
    return shared;
}

static void check_effects(const struct writ_evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        require(!effect->is_error || writ_str_is(effect->code, "GAS") ||
                writ_str_is(effect->code, "MEMORY"));
        require(effect->code.len > 0 && effect->message.len > 0);
    }
}

static void check_decision(struct writ_arena *arena, const struct writ_question *question)
{
    struct writ_evaluation first, second;
    struct writ_error err = {0};

    require(writ_eval(baseline(), question, arena, &first, &err) == WRIT_OK);
    require(writ_eval(baseline(), question, arena, &second, &err) == WRIT_OK);
    require(writ_str_eq(first.bytes, second.bytes));
    check_canonical(arena, first.document);
    check_effects(&first);
    require(question->phase != WRIT_PHASE_ACCESS || !first.is_permit);
}

static void check_request(struct writ_arena *arena, const struct writ_descriptor *descriptor,
                          struct writ_str text)
{
    const struct writ_value *document = NULL;
    struct writ_request request;
    struct writ_error err = {0};

    if (writ_json_read(arena, "request", text, WRIT_CODEC_LIMITS, &document, &err) != WRIT_OK ||
        writ_request_read(document, TIME_MS, &request, &err) != WRIT_OK) {
        require(err.text[0] != '\0');
        return;
    }

    const struct writ_question question = {.phase = WRIT_PHASE_ACCESS,
                                           .descriptor = request.is_product ? descriptor : NULL,
                                           .request = &request,
                                           .time_ms = request.time_ms};

    check_decision(arena, &question);
}

/* The descriptor and the request: what stands before and after the line "%%". */
static void split(struct writ_str all, struct writ_str *ret_descriptor,
                  struct writ_str *ret_request)
{
    static const struct writ_str line = {"\n%%\n", 4};

    *ret_descriptor = all;
    *ret_request = (struct writ_str){0};
    for (size_t i = 0; i + line.len <= all.len; i++) {
        if (writ_str_eq(writ_str_cut(all, i, i + line.len), line)) {
            *ret_descriptor = writ_str_cut(all, 0, i + 1);
            *ret_request = writ_str_cut(all, i + line.len, all.len);
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    struct writ_descriptor descriptor;
    const struct writ_value *document = NULL;
    struct writ_str text, request;

    split((struct writ_str){(const char *)data, size}, &text, &request);
    writ_arena_init(&arena, &alloc);
    if (writ_document_read(&arena, "fuzz", text, WRIT_CODEC_LIMITS, &document, &err) != WRIT_OK ||
        writ_reader_normalise(baseline()->reader, &arena, document, text, &descriptor, &err) !=
            WRIT_OK) {
        return 0;
    }

    const struct writ_question published = {
        .phase = WRIT_PHASE_PUBLISH, .descriptor = &descriptor, .time_ms = TIME_MS};

    check_decision(&arena, &published);
    if (request.len > 0) {
        check_request(&arena, &descriptor, request);
    }
    return 0;
}
