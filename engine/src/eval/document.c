/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision document (docs/reference/decision.md): a pure function of mesh and question, as RFC
 * 8785 bytes.
 */
#include <stdio.h>

#include "base/time.h"
#include "base/try.h"
#include "data/canonical.h"
#include "eval/build_digest.h"
#include "eval/parts.h"

enum { DOCUMENT_VERSION = 1, DOCUMENT_BYTES_MAX = 16 << 20 };

const char *writ_effect_name(enum writ_effect_kind kind)
{
    switch (kind) {
    case WRIT_EFFECT_PERMIT:
        return "permit";
    case WRIT_EFFECT_DENY:
        return "deny";
    case WRIT_EFFECT_WARN:
        return "warn";
    case WRIT_EFFECT_OBLIGE:
        return "oblige";
    }
    return "deny";
}

/* What the caller names the request's text is no part of the input, so it must not reach the
 * bytes. */
static const char *source_of(const struct writ_run *run, const struct writ_loc *at)
{
    const struct writ_request *request = run->question->request;

    if (request != NULL && strcmp(writ_value_loc(request->resource).source, at->source) == 0) {
        return "request";
    }
    return at->source;
}

static const struct writ_value *place_value(const struct writ_run *run, const struct writ_loc *at)
{
    struct writ_build build;

    if (at->source[0] == '\0') {
        return NULL;
    }
    writ_build_object(&build, run->arena);
    writ_build_put_text(&build, "source", writ_str_from(source_of(run, at)));
    if (at->line != 0) {
        writ_build_put_int(&build, "line", at->line);
        writ_build_put_int(&build, "column", at->column);
    }
    return writ_build_end(&build);
}

static void put_text_known(struct writ_build *build, const char *key, struct writ_str text)
{
    if (text.len > 0) {
        writ_build_put_text(build, key, text);
    }
}

static const struct writ_value *waiver_value(struct writ_arena *arena,
                                             const struct writ_waiver *waiver)
{
    struct writ_build build;

    if (waiver == NULL) {
        return NULL;
    }
    writ_build_object(&build, arena);
    writ_build_put_text(&build, "approver", writ_str_from(waiver->approver));
    writ_build_put_text(&build, "expires", writ_str_from(waiver->expires));
    writ_build_put_text(&build, "reason", writ_str_from(waiver->reason));
    return writ_build_end(&build);
}

/* What somebody may want to read more about. */
static bool is_objection(const struct writ_effect *effect)
{
    return effect->kind == WRIT_EFFECT_DENY || effect->kind == WRIT_EFFECT_WARN;
}

static const struct writ_value *effect_value(const struct writ_run *run,
                                             const struct writ_effect *effect)
{
    struct writ_build build;

    writ_build_object(&build, run->arena);
    writ_build_put_text(&build, "policy", writ_str_from(effect->policy_id));
    if (effect->policy != NULL) {
        writ_build_put_text(&build, "version", writ_str_from(effect->policy->version));
        writ_build_put_text(&build, "layer", writ_str_from(writ_layer_name(effect->policy->layer)));
    } else {
        writ_build_put_text(&build, "layer", WRIT_LIT("engine"));
    }
    writ_build_put_text(&build, "effect",
                        writ_str_from(effect->is_error ? "error" : writ_effect_name(effect->kind)));
    put_text_known(&build, "code", effect->code);
    put_text_known(&build, "message", effect->message);
    put_text_known(&build, "hint", effect->hint);
    put_text_known(&build, "note", writ_str_from(effect->note));
    if (effect->policy != NULL && is_objection(effect)) {
        put_text_known(&build, "docs", writ_str_from(effect->policy->docs));
    }
    writ_build_put_known(&build, "at", place_value(run, &effect->at));
    writ_build_put_known(&build, "waiver", waiver_value(run->arena, effect->waiver));
    return writ_build_end(&build);
}

enum list { REASONS, WARNINGS, WAIVED, SHADOW, LIST_COUNT };

static enum list list_of(const struct writ_effect *effect)
{
    switch (effect->standing) {
    case WRIT_STANDS:
        return effect->kind == WRIT_EFFECT_WARN ? WARNINGS : REASONS;
    case WRIT_ADVISES:
        return WARNINGS;
    case WRIT_WAIVED:
        return WAIVED;
    case WRIT_SHADOW:
        return SHADOW;
    }
    return REASONS;
}

static void put_effects(struct writ_run *run, struct writ_build *document)
{
    static const char *const names[LIST_COUNT] = {"reasons", "warnings", "waived", "shadow"};
    struct writ_build lists[LIST_COUNT];

    for (int i = 0; i < LIST_COUNT; i++) {
        writ_build_array(&lists[i], run->arena);
    }
    for (size_t i = 0; i < run->count; i++) {
        writ_build_item(&lists[list_of(&run->effects[i])], effect_value(run, &run->effects[i]));
    }
    for (int i = 0; i < LIST_COUNT; i++) {
        writ_build_put(document, names[i], writ_build_end(&lists[i]));
    }
}

static void put_digest(struct writ_build *build, const char *key, const struct writ_digest *digest)
{
    char text[WRIT_DIGEST_TEXT_SIZE];

    writ_digest_text(digest, text);
    writ_build_put_text(build, key, writ_str_from(text));
}

static const struct writ_value *product_value(struct writ_run *run)
{
    const struct writ_descriptor *descriptor = run->question->descriptor;
    struct writ_build build;

    if (descriptor == NULL) {
        return NULL;
    }
    writ_build_object(&build, run->arena);
    writ_build_put_known(&build, "id", writ_value_member(descriptor->product, "id"));
    writ_build_put_known(&build, "version", writ_value_member(descriptor->product, "version"));
    put_digest(&build, "raw_digest", &descriptor->raw_digest);
    put_digest(&build, "model_digest", &descriptor->model_digest);
    return writ_build_end(&build);
}

static const struct writ_value *bundle_value(struct writ_run *run)
{
    struct writ_build build;

    writ_build_object(&build, run->arena);
    writ_build_put_text(&build, "name", writ_str_from(run->mesh->name));
    writ_build_put_int(&build, "sequence", 0);
    put_digest(&build, "digest", &run->mesh->digest);
    return writ_build_end(&build);
}

static const struct writ_value *engine_value(struct writ_run *run)
{
    struct writ_build build;

    writ_build_object(&build, run->arena);
    writ_build_put_text(&build, "version", WRIT_LIT(WRIT_VERSION));
    writ_build_put_text(&build, "build_digest", WRIT_LIT("sha256:" WRIT_BUILD_DIGEST));
    return writ_build_end(&build);
}

static void put_time(struct writ_build *build, const char *key, int64_t time_ms)
{
    char text[WRIT_TIME_TEXT_SIZE];

    writ_time_format(time_ms, text);
    writ_build_put_text(build, key, writ_str_from(text));
}

enum writ_status writ_run_document(struct writ_run *run, bool is_permit,
                                   const struct writ_value **ret_document,
                                   struct writ_str *ret_bytes)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_build document;

    writ_buf_init(&buf, run->arena->alloc, DOCUMENT_BYTES_MAX);
    writ_build_object(&document, run->arena);
    writ_build_put_int(&document, "v", DOCUMENT_VERSION);
    writ_build_put_text(&document, "phase", writ_str_from(writ_phase_name(run->question->phase)));
    writ_build_put_text(&document, "decision", writ_str_from(is_permit ? "permit" : "deny"));
    put_effects(run, &document);
    writ_build_put(&document, "obligations", run->obligations);
    if (run->expires_ms != INT64_MAX) {
        put_time(&document, "expires", run->expires_ms);
    }
    writ_build_put_known(&document, "product", product_value(run));
    writ_build_put(&document, "bundle", bundle_value(run));
    writ_build_put(&document, "engine", engine_value(run));
    put_digest(&document, "stdlib_digest", &run->mesh->stdlib_digest);
    put_time(&document, "time", run->question->time_ms);

    *ret_document = writ_build_end(&document);
    if (*ret_document == NULL) {
        return writ_run_no_memory(run);
    }
    WRIT_TRY(writ_canonical_write(&buf, *ret_document, run->err));
    *ret_bytes = writ_arena_str(run->arena, (struct writ_str){buf.ptr, buf.len});
    return ret_bytes->ptr == NULL ? writ_run_no_memory(run) : WRIT_OK;
}
