/* SPDX-License-Identifier: Apache-2.0
 *
 * descriptor/descriptor.h - a descriptor in any dialect becomes the one product model, with the
 * place of every value. Layer: descriptor (may include base, data, codec, crypto, script).
 */
#ifndef WRIT_DESCRIPTOR_DESCRIPTOR_H
#define WRIT_DESCRIPTOR_DESCRIPTOR_H

#include "crypto/digest.h"
#include "data/value.h"
#include "script/sandbox.h"

/** A column, and what a request may call it. */
struct writ_column {
    const struct writ_value *value;
    struct writ_str path;
    struct writ_str name;          /**< the last part of the path */
    const struct writ_value *port; /**< NULL: of every port */
};

/** One descriptor. All of it lives in the arena it was read into. */
struct writ_descriptor {
    const char *path;                  /**< as positions show it */
    const struct writ_value *document; /**< as written */
    const struct writ_value
        *product; /**< the model of docs/reference/product-model.md, without its findings */
    const struct writ_value *findings; /**< what the normaliser noticed: an array, or NULL */
    const struct writ_column *columns; /**< of the product, in its order */
    size_t column_count;
    size_t value_count;            /**< values of the model: how much work a look at all of it is */
    struct writ_digest raw_digest; /**< SHA-256 of the file's bytes */
    struct writ_digest model_digest; /**< SHA-256 of the product's RFC 8785 bytes */
};

/** What the library's own Lua may use when it looks at whole descriptors, or a whole mesh of them.
 */
struct writ_sandbox_limits writ_reader_limits(void);

/** Knows the dialects. Not thread-safe. */
struct writ_reader;

/**
 * @param profile  the mesh's extension profile (see stdlib/dialects/model.lua), borrowed for the
 * reader's life; or NULL
 * @param modules  where `require` looks: writ_stdlib_find(), or a mesh's own folders before it
 */
WRIT_NODISCARD enum writ_status writ_reader_new(const struct writ_value *profile,
                                                struct writ_modules modules,
                                                struct writ_reader **ret_reader,
                                                struct writ_error *err);
void writ_reader_free(struct writ_reader *reader);

/**
 * Read a descriptor.
 *
 * @param path   the file
 * @param shown  how positions name it; NULL: path
 * @retval WRIT_E_SYNTAX, WRIT_E_LIMIT, WRIT_E_IO, WRIT_E_NOTFOUND  the file cannot be read, with
 * the position
 * @retval WRIT_E_SCHEMA  it is in no dialect, or holds no data product
 * @retval WRIT_E_POLICY  a dialect failed on it, which is a defect of the dialect
 */
WRIT_NODISCARD enum writ_status
writ_reader_read(struct writ_reader *reader, struct writ_arena *arena, const char *path,
                 const char *shown, struct writ_descriptor *ret_descriptor, struct writ_error *err);

/** The same from text. @param shown  how positions name it; its ending tells the format */
WRIT_NODISCARD enum writ_status writ_reader_read_text(struct writ_reader *reader,
                                                      struct writ_arena *arena, const char *shown,
                                                      struct writ_str text,
                                                      struct writ_descriptor *ret_descriptor,
                                                      struct writ_error *err);

/** The same from a document that is already in the arena. @param bytes  what raw_digest is taken of
 */
WRIT_NODISCARD enum writ_status
writ_reader_normalise(struct writ_reader *reader, struct writ_arena *arena,
                      const struct writ_value *document, struct writ_str bytes,
                      struct writ_descriptor *ret_descriptor, struct writ_error *err);

/**
 * Join to a product the contracts its ports name by id. `product` and `findings` are replaced, the
 * digests follow.
 *
 * @param contracts  array value of product models
 */
WRIT_NODISCARD enum writ_status writ_reader_join(struct writ_reader *reader,
                                                 struct writ_arena *arena,
                                                 const struct writ_value *contracts,
                                                 struct writ_descriptor *descriptor,
                                                 struct writ_error *err);

/** Normalise a standing agreement (OAAS or DUA); the members are those of
 * docs/reference/policy-api.md. */
WRIT_NODISCARD enum writ_status writ_reader_agreement(struct writ_reader *reader,
                                                      struct writ_arena *arena,
                                                      const struct writ_value *document,
                                                      const struct writ_value **ret_agreement,
                                                      struct writ_error *err);

/**
 * What policies look the models of a mesh up in (docs/reference/policy-api.md, `input.mesh.index`).
 * It holds the models themselves, not copies.
 *
 * @param models  array value of product models
 * @retval WRIT_E_LIMIT, WRIT_E_NOMEM, WRIT_E_TIMEOUT  there are too many of them
 */
WRIT_NODISCARD enum writ_status writ_reader_index(struct writ_reader *reader,
                                                  struct writ_arena *arena,
                                                  const struct writ_value *models,
                                                  const struct writ_value **ret_index,
                                                  struct writ_error *err);

static inline void writ_reader_autop(struct writ_reader **reader)
{
    writ_reader_free(*reader);
}

#endif
