/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader is a sandbox that holds the normalising library. Descriptors are big and trusted no
 * more than policies, so it has larger limits but the same walls.
 */
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"
#include "descriptor/columns.h"

enum { MODEL_BYTES_MAX = 64 << 20 };

struct writ_reader {
    struct writ_alloc alloc;
    struct writ_sandbox *sandbox;
    const struct writ_value *profile;
    int normalise;
    int join;
    int agreement;
    int catalogue;
};

/* A descriptor of 4 MiB has some 500 000 nodes; each costs a dialect a few hundred instructions. */
struct writ_sandbox_limits writ_reader_limits(void)
{
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();

    limits.gas = 400u * 1000 * 1000;
    limits.live_bytes = 256u << 20;
    limits.total_bytes = 1024u << 20;
    limits.object_bytes = 32u << 20;
    limits.result_nodes = 1000u * 1000;
    limits.result_depth = 64;
    limits.result_bytes = 32u << 20;
    limits.wall_ms = 20000;
    return limits;
}

static enum writ_status load_module(struct writ_reader *reader, struct writ_modules modules,
                                    const char *name, int *ret_chunk, struct writ_error *err)
{
    struct writ_str text;
    const char *source;

    if (!modules.find(modules.ctx, writ_str_from(name), &text, &source)) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the library has no module '%s'", name);
    }
    return writ_sandbox_load(reader->sandbox, source, text, ret_chunk, err);
}

enum writ_status writ_reader_new(const struct writ_value *profile, struct writ_modules modules,
                                 struct writ_reader **ret_reader, struct writ_error *err)
{
    const struct writ_sandbox_limits limits = writ_reader_limits();
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_reader) struct writ_reader *reader = writ_calloc(&alloc, sizeof(*reader));

    if (reader == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    reader->alloc = alloc;
    reader->profile = profile;
    WRIT_TRY(writ_sandbox_new(&limits, modules, &reader->sandbox, err));
    WRIT_TRY(load_module(reader, modules, "dialects/normalise", &reader->normalise, err));
    WRIT_TRY(load_module(reader, modules, "dialects/join", &reader->join, err));
    WRIT_TRY(load_module(reader, modules, "agreements", &reader->agreement, err));
    WRIT_TRY(load_module(reader, modules, "catalogue", &reader->catalogue, err));
    WRIT_TRY(writ_sandbox_seal(reader->sandbox, err));
    *ret_reader = WRIT_MOVE(reader);
    return WRIT_OK;
}

void writ_reader_free(struct writ_reader *reader)
{
    if (reader != NULL) {
        struct writ_alloc alloc = reader->alloc;

        writ_sandbox_free(reader->sandbox);
        writ_free(&alloc, reader, sizeof(*reader));
    }
}

/* One evaluation: the chunk's function of two values, results placed like `root`. */
static enum writ_status evaluate(struct writ_reader *reader, int chunk, struct writ_arena *arena,
                                 const struct writ_value *const args[2],
                                 const struct writ_value **ret_value, struct writ_error *err)
{
    const struct writ_call call = {.chunk = chunk,
                                   .args = args,
                                   .arg_count = 2,
                                   .is_placed = true,
                                   .root = args[0],
                                   .arena = arena};

    return writ_sandbox_ask(reader->sandbox, &call, ret_value, err);
}

static enum writ_status digest_of(struct writ_str bytes, struct writ_digest *ret_digest,
                                  struct writ_error *err)
{
    return writ_sha256(&bytes, 1, ret_digest, err);
}

static enum writ_status digest_of_model(struct writ_arena *arena, const struct writ_value *model,
                                        struct writ_digest *ret_digest, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str bytes;

    writ_buf_init(&buf, arena->alloc, MODEL_BYTES_MAX);
    WRIT_TRY(writ_canonical_write(&buf, model, err));
    WRIT_TRY(writ_buf_view(&buf, &bytes));
    return digest_of(bytes, ret_digest, err);
}

/* Recursion is as deep as the model, which the sandbox bounds. */
static size_t count_values(const struct writ_value *value)
{
    size_t count = 1;

    for (size_t i = 0; i < writ_value_count(value); i++) {
        count += count_values(value->kind == WRIT_ARRAY ? value->as.array.items[i]
                                                        : value->as.object.members[i].value);
    }
    return count;
}

/* The model as policies see it is the result without its findings, which are about the descriptor.
 */
static enum writ_status take_model(struct writ_arena *arena, const struct writ_value *result,
                                   struct writ_descriptor *descriptor, struct writ_error *err)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(result); i++) {
        const struct writ_member *member = &result->as.object.members[i];

        if (!writ_str_is(member->key, "findings")) {
            writ_build_member(&build, member->key, member->value);
        }
    }

    const struct writ_value *bare = writ_build_end(&build);

    descriptor->findings = writ_value_member(result, "findings");
    descriptor->product = writ_value_placed(arena, bare, descriptor->document);
    if (descriptor->product == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    WRIT_TRY(writ_columns_name(arena, descriptor, err));
    descriptor->value_count = count_values(descriptor->product);
    return digest_of_model(arena, descriptor->product, &descriptor->model_digest, err);
}

static enum writ_status report_problem(const struct writ_value *document,
                                       const struct writ_value *problem, struct writ_error *err)
{
    const struct writ_str message = writ_value_text(writ_value_member(problem, "message"));
    const struct writ_str hint = writ_value_text(writ_value_member(problem, "hint"));
    const struct writ_value *at = writ_value_member(problem, "at");
    const struct writ_loc loc = writ_value_loc(at == NULL ? document : at);
    const enum writ_status status =
        writ_fail(err, WRIT_E_SCHEMA, &loc, "%.*s", (int)message.len, message.ptr);

    return hint.len == 0 ? status : writ_hint(err, status, "%.*s", (int)hint.len, hint.ptr);
}

enum writ_status writ_reader_normalise(struct writ_reader *reader, struct writ_arena *arena,
                                       const struct writ_value *document, struct writ_str bytes,
                                       struct writ_descriptor *ret_descriptor,
                                       struct writ_error *err)
{
    const struct writ_value *const args[2] = {document, reader->profile};
    struct writ_descriptor descriptor = {.path = document->source, .document = document};
    const struct writ_value *result = NULL;

    WRIT_TRY(digest_of(bytes, &descriptor.raw_digest, err));
    WRIT_TRY(evaluate(reader, reader->normalise, arena, args, &result, err));
    if (writ_value_member(result, "problem") != NULL) {
        return report_problem(document, writ_value_member(result, "problem"), err);
    }
    WRIT_TRY(take_model(arena, writ_value_member(result, "product"), &descriptor, err));
    *ret_descriptor = descriptor;
    return WRIT_OK;
}

enum writ_status writ_reader_read(struct writ_reader *reader, struct writ_arena *arena,
                                  const char *path, const char *shown,
                                  struct writ_descriptor *ret_descriptor, struct writ_error *err)
{
    struct writ_str text;

    WRIT_TRY(writ_file_read(arena, path, WRIT_CODEC_LIMITS.bytes, &text, err));
    return writ_reader_read_text(reader, arena, shown == NULL ? path : shown, text, ret_descriptor,
                                 err);
}

enum writ_status writ_reader_read_text(struct writ_reader *reader, struct writ_arena *arena,
                                       const char *shown, struct writ_str text,
                                       struct writ_descriptor *ret_descriptor,
                                       struct writ_error *err)
{
    const struct writ_value *document = NULL;

    WRIT_TRY(writ_document_read(arena, shown, text, WRIT_CODEC_LIMITS, &document, err));
    return writ_reader_normalise(reader, arena, document, text, ret_descriptor, err);
}

enum writ_status writ_reader_join(struct writ_reader *reader, struct writ_arena *arena,
                                  const struct writ_value *contracts,
                                  struct writ_descriptor *descriptor, struct writ_error *err)
{
    struct writ_build whole;
    const struct writ_value *result = NULL;

    writ_build_object(&whole, arena);
    for (size_t i = 0; i < writ_value_count(descriptor->product); i++) {
        writ_build_member(&whole, descriptor->product->as.object.members[i].key,
                          descriptor->product->as.object.members[i].value);
    }
    writ_build_put_known(&whole, "findings", descriptor->findings);

    const struct writ_value *product =
        writ_value_placed(arena, writ_build_end(&whole), descriptor->document);
    const struct writ_value *const args[2] = {product, contracts};

    if (product == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    WRIT_TRY(evaluate(reader, reader->join, arena, args, &result, err));
    return take_model(arena, result, descriptor, err);
}

enum writ_status writ_reader_agreement(struct writ_reader *reader, struct writ_arena *arena,
                                       const struct writ_value *document,
                                       const struct writ_value **ret_agreement,
                                       struct writ_error *err)
{
    const struct writ_value *const args[2] = {document, NULL};
    const struct writ_value *result = NULL;

    WRIT_TRY(evaluate(reader, reader->agreement, arena, args, &result, err));
    if (writ_value_member(result, "problem") != NULL) {
        return report_problem(document, writ_value_member(result, "problem"), err);
    }
    *ret_agreement = result;
    return WRIT_OK;
}

enum writ_status writ_reader_index(struct writ_reader *reader, struct writ_arena *arena,
                                   const struct writ_value *models,
                                   const struct writ_value **ret_index, struct writ_error *err)
{
    const struct writ_call call = {.chunk = reader->catalogue,
                                   .function = "index",
                                   .args = &models,
                                   .arg_count = 1,
                                   .arena = arena};

    return writ_sandbox_ask(reader->sandbox, &call, ret_index, err);
}
