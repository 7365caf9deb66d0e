/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/bundle.h - the mesh that decisions were made under, kept beside their log and loaded
 * again. Layer: engine.
 *
 * A bundle is named by its mesh's digest, a set of embedded texts by theirs, so both can be checked
 * against what a leaf names. Both are RFC 8785 JSON (docs/reference/store.md).
 */
#ifndef WRIT_ENGINE_BUNDLE_H
#define WRIT_ENGINE_BUNDLE_H

#include "engine/engine.h"

/** What a leaf names: the mesh, and the library it was loaded under. */
struct writ_bundle_id {
    struct writ_digest mesh;
    struct writ_digest library;
};

/** Of a mesh, or of a leaf or decision document. False when the document names no such digests. */
struct writ_bundle_id writ_bundle_of_mesh(const struct writ_mesh *mesh);
bool writ_bundle_of_document(const struct writ_value *document, struct writ_bundle_id *ret_id);
bool writ_bundle_equal(const struct writ_bundle_id *a, const struct writ_bundle_id *b);

/** Keep every file of the mesh, its library and its baseline beside a log, durably when this
 * returns. What is kept already costs two look-ups. */
WRIT_NODISCARD enum writ_status writ_bundle_keep(const char *log_dir, const struct writ_mesh *mesh,
                                                 struct writ_error *err);

/**
 * An engine on a kept bundle. It has no log: it can only evaluate.
 *
 * @retval WRIT_E_NOTFOUND  the store has not all of it
 * @retval WRIT_E_CORRUPT   what is kept is not what its names say; err->loc is the file
 * @retval other            this program cannot load it: as writ_mesh_load()
 */
WRIT_NODISCARD enum writ_status writ_bundle_open(const char *log_dir,
                                                 const struct writ_bundle_id *id,
                                                 struct writ_engine **ret_engine,
                                                 struct writ_error *err);

/** Where the word stands in what is kept. */
struct writ_bundle_mention {
    uint64_t files;
    const char *first;      /**< path in its mesh; "" for none */
    const char *first_file; /**< of the store */
};

/** Look for a word, whole and as it is written, in every kept file of a mesh. */
WRIT_NODISCARD enum writ_status writ_bundle_mentions(struct writ_arena *arena, const char *log_dir,
                                                     struct writ_str word,
                                                     struct writ_bundle_mention *ret_mention,
                                                     struct writ_error *err);

#endif
