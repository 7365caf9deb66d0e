/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_descriptor.c - any document as a descriptor: a sound model, or one refusal with
 * its place. A dialect never fails, whatever shape the members have.
 */
#include "check_tree.h"
#include "descriptor/descriptor.h"
#include "descriptor/stdlib.h"

/* One reader for all inputs, as in an engine: none may leave anything behind. */
static struct writ_reader *reader(void)
{
    static struct writ_reader *shared;

    if (shared == NULL) {
        const struct writ_modules modules = {.find = writ_stdlib_find};
        struct writ_error err = {0};

        require(writ_reader_new(NULL, modules, &shared, &err) == WRIT_OK);
    }
    return shared;
}

static void check_placed(const struct writ_value *value)
{
    const struct writ_loc at = writ_value_loc(value);

    require(at.line > 0 && at.column > 0 && at.source[0] != '\0');
    for (size_t i = 0; i < writ_value_count(value); i++) {
        check_placed(value->kind == WRIT_ARRAY ? value->as.array.items[i]
                                               : value->as.object.members[i].value);
    }
}

static void check_answer(const struct writ_value *value)
{
    require(writ_value_is_text(value, "yes") || writ_value_is_text(value, "no") ||
            writ_value_is_text(value, "unknown"));
}

static void check_model(struct writ_arena *arena, const struct writ_descriptor *descriptor)
{
    const struct writ_value *product = descriptor->product;
    const struct writ_value *columns = writ_value_member(product, "columns");

    check_placed(product);
    check_canonical(arena, product);
    check_answer(writ_value_member(product, "personal"));
    require(writ_value_text(writ_value_member(product, "dialect")).len > 0);
    for (size_t i = 0; i < writ_value_count(columns); i++) {
        check_answer(writ_value_member(writ_value_item(columns, i), "personal"));
    }
}

static void check_findings(const struct writ_value *findings)
{
    for (size_t i = 0; i < writ_value_count(findings); i++) {
        const struct writ_value *finding = writ_value_item(findings, i);

        require(writ_value_text(writ_value_member(finding, "code")).len > 0);
        require(writ_value_text(writ_value_member(finding, "message")).len > 0);
        require(writ_value_loc(writ_value_member(finding, "at")).line > 0);
    }
}

/* The budgets of an evaluation may be spent; a dialect may not fail. */
static void check_status(enum writ_status status, const struct writ_error *err)
{
    require(status == WRIT_OK || status == WRIT_E_SCHEMA || status == WRIT_E_LIMIT ||
            status == WRIT_E_NOMEM);
    require(status == WRIT_OK || (err->text[0] != '\0' && err->status == status));
}

/* The model with itself as the only contract. */
static void check_join(struct writ_arena *arena, struct writ_descriptor *descriptor)
{
    struct writ_build contracts;
    struct writ_error err = {0};

    writ_build_array(&contracts, arena);
    writ_build_item(&contracts, descriptor->product);

    const enum writ_status status =
        writ_reader_join(reader(), arena, writ_build_end(&contracts), descriptor, &err);

    check_status(status, &err);
    if (status == WRIT_OK) {
        check_model(arena, descriptor);
        check_findings(descriptor->findings);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct writ_str bytes = {(const char *)data, size};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    struct writ_descriptor descriptor;
    const struct writ_value *document;
    const struct writ_value *agreement;

    writ_arena_init(&arena, &alloc);
    if (writ_document_read(&arena, "fuzz", bytes, WRIT_CODEC_LIMITS, &document, &err) != WRIT_OK) {
        return 0;
    }

    const enum writ_status status =
        writ_reader_normalise(reader(), &arena, document, bytes, &descriptor, &err);

    check_status(status, &err);
    if (status == WRIT_OK) {
        check_model(&arena, &descriptor);
        check_findings(descriptor.findings);
        check_join(&arena, &descriptor);
    }
    err = (struct writ_error){0};
    check_status(writ_reader_agreement(reader(), &arena, document, &agreement, &err), &err);
    return 0;
}
