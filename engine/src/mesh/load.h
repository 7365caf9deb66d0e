/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/load.h - the steps of loading a mesh, shared by the files of this folder and by nobody else.
 */
#ifndef WRIT_MESH_LOAD_H
#define WRIT_MESH_LOAD_H

#include "mesh/mesh.h"

/** The mesh's folders seen as modules: "lib/x" is policies/lib/x.lua, "dialects/x" may be
 * dialects/x.lua; the rest is the library. */
struct writ_modules writ_mesh_modules(struct writ_mesh *mesh);

/**
 * Read a file of the mesh and keep it in mesh->files. Read again, it is what it was: a mesh is of
 * one moment.
 */
WRIT_NODISCARD enum writ_status writ_mesh_read(struct writ_mesh *mesh, const char *path,
                                               struct writ_str *ret_bytes, struct writ_error *err);

/** Running digest of what is loaded: (path, bytes) pairs in the order they are read. */
WRIT_NODISCARD enum writ_status writ_mesh_absorb(struct writ_mesh *mesh, const char *path,
                                                 struct writ_str bytes, struct writ_error *err);

/** Read MESH/path as text and absorb it. */
WRIT_NODISCARD enum writ_status writ_mesh_text(struct writ_mesh *mesh, const char *path,
                                               struct writ_str *ret_text, struct writ_error *err);

/** Read MESH/path as a document and absorb it; positions show `path`. */
WRIT_NODISCARD enum writ_status writ_mesh_document(struct writ_mesh *mesh, const char *path,
                                                   const struct writ_value **ret_value,
                                                   struct writ_error *err);

/** mesh.yaml, checked: name, baseline, params, disable, domains, extensions, status,
 * classification, dialects, ledger, limits. */
WRIT_NODISCARD enum writ_status writ_mesh_load_settings(struct writ_mesh *mesh,
                                                        struct writ_error *err);

/** A member that a table of settings may have. */
struct writ_setting {
    const char *name; /**< NULL ends a list of them */
    enum writ_kind kind; /**< WRIT_NULL: of any */
};

/**
 * Check that a table has only known members, each of its kind.
 *
 * @param of     what the table is the settings of, for messages: "ledger"; "" for mesh.yaml itself
 * @param table  NULL is fine
 */
WRIT_NODISCARD enum writ_status writ_settings_check(const struct writ_value *table, const char *of,
                                                    const struct writ_setting *known,
                                                    struct writ_error *err);

/** The place of a member's name. */
struct writ_loc writ_setting_loc(const struct writ_member *member);

/** "a text", "null": what a setting is. */
const char *writ_setting_kind(enum writ_kind kind);

/** The settings `service`, checked; needs the products. */
WRIT_NODISCARD enum writ_status writ_mesh_load_service(struct writ_mesh *mesh,
                                                       struct writ_error *err);

/** Fill mesh->tables, from settings that are checked. */
WRIT_NODISCARD enum writ_status writ_mesh_index_tables(struct writ_mesh *mesh,
                                                       struct writ_error *err);

/** The limits of mesh.yaml over the defaults; anything unknown or out of bounds is an error. */
WRIT_NODISCARD enum writ_status writ_mesh_limits(const struct writ_value *settings,
                                                 struct writ_sandbox_limits *ret_limits,
                                                 struct writ_error *err);

/** Where people read about the policy of that id and file; NULL when memory is out. */
const char *writ_mesh_docs_of(struct writ_mesh *mesh, const char *id, const char *path);

/** Remember a Lua file for writ_mesh_lint(). Both are borrowed from the mesh's arena. */
WRIT_NODISCARD enum writ_status writ_mesh_note_text(struct writ_mesh *mesh, const char *path,
                                                    struct writ_str text, struct writ_error *err);

/** Paths below MESH/folder, relative to MESH, in byte order. */
WRIT_NODISCARD enum writ_status writ_mesh_list(struct writ_mesh *mesh, const char *folder,
                                               const char ***ret_paths, size_t *ret_count,
                                               struct writ_error *err);

/** Read and absorb the files of policies and what stands beside them. Of each policy path, text,
 * layer and scope are known then. */
WRIT_NODISCARD enum writ_status writ_mesh_read_policies(struct writ_mesh *mesh,
                                                        struct writ_error *err);

/** Load them into the sandbox, above products and data, which their evaluations will be about. */
WRIT_NODISCARD enum writ_status writ_mesh_load_policies(struct writ_mesh *mesh,
                                                        struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_mesh_load_products(struct writ_mesh *mesh,
                                                        struct writ_error *err);

/** Whether nothing is ambiguous: every descriptor has an id of its own; contracts may be versions.
 */
WRIT_NODISCARD enum writ_status writ_mesh_check_ids(const struct writ_descriptor *list,
                                                    size_t count, struct writ_error *err);

/** Give the products of a list the contracts of that list that their ports name. */
WRIT_NODISCARD enum writ_status writ_mesh_join_contracts(struct writ_mesh *mesh,
                                                         struct writ_descriptor *list, size_t count,
                                                         struct writ_error *err);

bool writ_is_contract(const struct writ_descriptor *descriptor);

WRIT_NODISCARD enum writ_status writ_mesh_load_agreements(struct writ_mesh *mesh,
                                                          struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_mesh_load_waivers(struct writ_mesh *mesh,
                                                       struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_mesh_load_data(struct writ_mesh *mesh, struct writ_error *err);

bool writ_is_document_name(const char *path); /**< .yaml .yml .json .jsonld */

/** Sort the policies, which are complete, by whom and what they are for. */
WRIT_NODISCARD enum writ_status writ_mesh_index_targets(struct writ_mesh *mesh,
                                                        struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_mesh_no_memory(struct writ_error *err);

#endif
