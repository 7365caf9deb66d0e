/* SPDX-License-Identifier: Apache-2.0
 *
 * A product model with the place of every value: what `writ product` shows.
 */
#include "base/owned.h"
#include "base/try.h"
#include "codec/codec.h"
#include "data/pointer.h"
#include "engine/engine.h"

enum { VALUE_TEXT_MAX = 1 << 20 };

struct writ_product {
    struct writ_owned own;
    struct writ_descriptor descriptor;
    struct writ_str json;
    struct writ_fact *facts;
    size_t fact_count;
    struct writ_finding *findings;
    size_t finding_count;
};

static size_t count_scalars(const struct writ_value *value)
{
    size_t count = 0;

    if (value->kind != WRIT_ARRAY && value->kind != WRIT_OBJECT) {
        return 1;
    }
    for (size_t i = 0; i < writ_value_count(value); i++) {
        count += count_scalars(value->kind == WRIT_ARRAY ? value->as.array.items[i]
                                                         : value->as.object.members[i].value);
    }
    return count;
}

static const char *keep(struct writ_product *product, const struct writ_buf *buf)
{
    const char *text =
        buf->status == WRIT_OK
            ? writ_arena_str(&product->own.arena, (struct writ_str){buf->ptr, buf->len}).ptr
            : NULL;

    return text == NULL ? "" : text;
}

static enum writ_status add_fact(struct writ_product *product, const struct writ_buf *pointer,
                                 const struct writ_value *value, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_fact *fact = &product->facts[product->fact_count];
    const struct writ_loc at = writ_value_loc(value);

    fact->pointer = keep(product, pointer);
    writ_buf_init(&text, &product->own.alloc, VALUE_TEXT_MAX);
    WRIT_TRY(writ_json_write(&text, value, err));
    fact->value = keep(product, &text);
    writ_buf_clear(&text);
    writ_pointer_of(&text, value->origin);
    fact->source_pointer = keep(product, &text);
    fact->source = writ_arena_str(&product->own.arena, writ_str_from(at.source)).ptr;
    fact->line = at.line;
    fact->column = at.column;
    product->fact_count++;
    return fact->source == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

/* Recursion is as deep as the model, which the sandbox bounds. */
static enum writ_status add_facts(struct writ_product *product, struct writ_buf *pointer,
                                  const struct writ_value *value, struct writ_error *err)
{
    const size_t len = pointer->len;

    if (value->kind != WRIT_ARRAY && value->kind != WRIT_OBJECT) {
        return add_fact(product, pointer, value, err);
    }
    for (size_t i = 0; i < writ_value_count(value); i++) {
        if (value->kind == WRIT_ARRAY) {
            writ_buf_addf(pointer, "/%zu", i);
            WRIT_TRY(add_facts(product, pointer, value->as.array.items[i], err));
        } else {
            writ_pointer_add_key(pointer, value->as.object.members[i].key);
            WRIT_TRY(add_facts(product, pointer, value->as.object.members[i].value, err));
        }
        pointer->len = len;
    }
    return WRIT_OK;
}

static enum writ_status describe(struct writ_engine *engine, struct writ_product *product,
                                 struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *model = product->descriptor.product;

    writ_buf_init(&buf, &product->own.alloc, WRIT_WRIT_MAX);
    WRIT_TRY(writ_json_write(&buf, model, err));
    product->json = writ_arena_str(&product->own.arena, (struct writ_str){buf.ptr, buf.len});
    product->facts =
        writ_arena_array(&product->own.arena, count_scalars(model), sizeof(*product->facts));
    product->findings =
        writ_arena_array(&product->own.arena, writ_value_count(product->descriptor.findings) + 1,
                         sizeof(*product->findings));
    if (product->json.ptr == NULL || product->facts == NULL || product->findings == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < writ_value_count(product->descriptor.findings); i++) {
        product->findings[product->finding_count++] = writ_finding_of_reader(
            engine, &product->own.arena, writ_value_item(product->descriptor.findings, i));
    }
    writ_buf_clear(&buf);
    return add_facts(product, &buf, model, err);
}

enum writ_status writ_engine_product(struct writ_engine *engine, const char *path,
                                     struct writ_product **ret_product, struct writ_error *err)
{
    struct writ_product *product = writ_owned_new(sizeof(*product));

    if (product == NULL) {
        return writ_engine_no_memory(err);
    }

    enum writ_status status = writ_reader_read(engine->mesh->reader, &product->own.arena, path,
                                               NULL, &product->descriptor, err);

    if (status == WRIT_OK) {
        status = describe(engine, product, err);
    }
    if (status != WRIT_OK) {
        writ_product_free(product);
        return status;
    }
    *ret_product = product;
    return WRIT_OK;
}

void writ_product_free(struct writ_product *product)
{
    writ_owned_free(product, sizeof(*product));
}

struct writ_str writ_product_json(const struct writ_product *product)
{
    return product->json;
}

size_t writ_product_fact_count(const struct writ_product *product)
{
    return product->fact_count;
}

const struct writ_fact *writ_product_fact(const struct writ_product *product, size_t index)
{
    return index < product->fact_count ? &product->facts[index] : NULL;
}

size_t writ_product_finding_count(const struct writ_product *product)
{
    return product->finding_count;
}

const struct writ_finding *writ_product_finding(const struct writ_product *product, size_t index)
{
    return index < product->finding_count ? &product->findings[index] : NULL;
}
