/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision document (docs/reference/decision.md): a pure function of mesh and question, as RFC
 * 8785 bytes.
 */
#include <stdio.h>

#include "base/time.h"
#include "base/try.h"
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

/* Members are put in their canonical order, in which the bytes then need no sorting; texts live
 * in the run's arena, in the mesh, or for ever. */
static const struct writ_value *place_value(const struct writ_run *run, const struct writ_loc *at)
{
    struct writ_build build;

    if (at->source[0] == '\0') {
        return NULL;
    }
    writ_build_object(&build, run->arena);
    if (at->line != 0) {
        writ_build_put_int(&build, "column", at->column);
        writ_build_put_int(&build, "line", at->line);
    }
    writ_build_put_lent(&build, "source", writ_str_from(source_of(run, at)));
    return writ_build_end(&build);
}

static void put_text_known(struct writ_build *build, const char *key, struct writ_str text)
{
    if (text.len > 0) {
        writ_build_put_lent(build, key, text);
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
    writ_build_put_lent(&build, "approver", writ_str_from(waiver->approver));
    writ_build_put_lent(&build, "expires", writ_str_from(waiver->expires));
    writ_build_put_lent(&build, "reason", writ_str_from(waiver->reason));
    return writ_build_end(&build);
}

/* Where somebody may want to read more, of a policy's denials and warnings. */
static struct writ_str docs_of(const struct writ_effect *effect)
{
    const bool is_objection = effect->kind == WRIT_EFFECT_DENY || effect->kind == WRIT_EFFECT_WARN;

    return writ_str_from(effect->policy != NULL && is_objection ? effect->policy->docs : NULL);
}

static const struct writ_value *effect_value(const struct writ_run *run,
                                             const struct writ_effect *effect)
{
    const struct writ_policy *policy = effect->policy;
    struct writ_build build;

    writ_build_object(&build, run->arena);
    writ_build_put_known(&build, "at", place_value(run, &effect->at));
    put_text_known(&build, "code", effect->code);
    put_text_known(&build, "docs", docs_of(effect));
    writ_build_put_lent(&build, "effect",
                        writ_str_from(effect->is_error ? "error" : writ_effect_name(effect->kind)));
    put_text_known(&build, "hint", effect->hint);
    writ_build_put_lent(&build, "layer",
                        writ_str_from(policy == NULL ? "engine" : writ_layer_name(policy->layer)));
    put_text_known(&build, "message", effect->message);
    put_text_known(&build, "note", writ_str_from(effect->note));
    writ_build_put_lent(&build, "policy", writ_str_from(effect->policy_id));
    put_text_known(&build, "version", writ_str_from(policy == NULL ? NULL : policy->version));
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

struct lists {
    struct writ_build of[LIST_COUNT];
};

static void sort_out(struct writ_run *run, struct lists *ret_lists)
{
    for (int i = 0; i < LIST_COUNT; i++) {
        writ_build_array(&ret_lists->of[i], run->arena);
    }
    for (size_t i = 0; i < run->count; i++) {
        const struct writ_effect *effect = &run->effects[i];

        writ_build_item(&ret_lists->of[list_of(effect)], effect_value(run, effect));
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
    put_digest(&build, "model_digest", &descriptor->model_digest);
    put_digest(&build, "raw_digest", &descriptor->raw_digest);
    writ_build_put_known(&build, "version", writ_value_member(descriptor->product, "version"));
    return writ_build_end(&build);
}

static const struct writ_value *bundle_value(struct writ_run *run)
{
    struct writ_build build;

    writ_build_object(&build, run->arena);
    put_digest(&build, "digest", &run->mesh->digest);
    writ_build_put_lent(&build, "name", writ_str_from(run->mesh->name));
    writ_build_put_int(&build, "sequence", 0);
    return writ_build_end(&build);
}

static const struct writ_value *engine_value(struct writ_run *run)
{
    struct writ_build build;

    writ_build_object(&build, run->arena);
    writ_build_put_lent(&build, "build_digest", WRIT_LIT("sha256:" WRIT_BUILD_DIGEST));
    writ_build_put_lent(&build, "version", WRIT_LIT(WRIT_VERSION));
    return writ_build_end(&build);
}

static void put_time(struct writ_build *build, const char *key, int64_t time_ms)
{
    char text[WRIT_TIME_TEXT_SIZE];

    writ_time_format(time_ms, text);
    writ_build_put_text(build, key, writ_str_from(text));
}

static const struct writ_value *document_value(struct writ_run *run, bool is_permit)
{
    struct writ_build build;
    struct lists lists;

    sort_out(run, &lists);
    writ_build_object(&build, run->arena);
    writ_build_put(&build, "bundle", bundle_value(run));
    writ_build_put_lent(&build, "decision", writ_str_from(is_permit ? "permit" : "deny"));
    writ_build_put(&build, "engine", engine_value(run));
    if (run->expires_ms != INT64_MAX) {
        put_time(&build, "expires", run->expires_ms);
    }
    writ_build_put(&build, "obligations", run->obligations);
    writ_build_put_lent(&build, "phase", writ_str_from(writ_phase_name(run->question->phase)));
    writ_build_put_known(&build, "product", product_value(run));
    writ_build_put(&build, "reasons", writ_build_end(&lists.of[REASONS]));
    writ_build_put(&build, "shadow", writ_build_end(&lists.of[SHADOW]));
    put_digest(&build, "stdlib_digest", &run->mesh->stdlib_digest);
    put_time(&build, "time", run->question->time_ms);
    writ_build_put_int(&build, "v", DOCUMENT_VERSION);
    writ_build_put(&build, "waived", writ_build_end(&lists.of[WAIVED]));
    writ_build_put(&build, "warnings", writ_build_end(&lists.of[WARNINGS]));
    return writ_build_end(&build);
}

enum writ_status writ_run_document(struct writ_run *run, bool is_permit,
                                   const struct writ_value **ret_document,
                                   struct writ_str *ret_bytes)
{
    const struct writ_value *document = document_value(run, is_permit);

    if (document == NULL) {
        return writ_run_no_memory(run);
    }
    WRIT_TRY(writ_run_bytes(run, document, DOCUMENT_BYTES_MAX, ret_bytes));
    *ret_document = document;
    return WRIT_OK;
}
