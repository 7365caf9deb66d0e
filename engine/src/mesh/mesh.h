/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/mesh.h - one mesh, loaded whole: its settings, policies by layer, products, agreements,
 * waivers and data. Layer: mesh (may include base, data, codec, crypto, script, descriptor).
 * Immutable once loaded.
 */
#ifndef WRIT_MESH_MESH_H
#define WRIT_MESH_MESH_H

#include "descriptor/descriptor.h"
#include "mesh/source.h"
#include "script/cover.h"
#include "script/lint.h"

enum writ_phase { WRIT_PHASE_PUBLISH = 1, WRIT_PHASE_ACCESS = 2, WRIT_PHASE_SWEEP = 4 };
enum writ_layer { WRIT_LAYER_MESH = 1, WRIT_LAYER_DOMAIN = 2, WRIT_LAYER_PRODUCT = 3 };
enum writ_level { WRIT_LEVEL_ADVISORY, WRIT_LEVEL_WAIVABLE, WRIT_LEVEL_MANDATORY };
enum writ_policy_state {
    WRIT_STATE_ENFORCED,
    WRIT_STATE_DRAFT,
    WRIT_STATE_GRACE,
    WRIT_STATE_RETIRED
};

const char *writ_phase_name(enum writ_phase phase);
const char *writ_layer_name(enum writ_layer layer);

/** "enforced", "draft", "grace", "retired" */
const char *writ_policy_state_name(enum writ_policy_state state);

/** A policy and where it stands. Texts live in the mesh's arena. */
struct writ_policy {
    const char *id;
    const char *title;
    const char *path; /**< as positions show it */
    const char *docs; /**< where people read about it: a link, or a file of the mesh */
    enum writ_layer layer;
    const char *scope; /**< the domain (layer domain), the policy folder (layer product), or "" */
    unsigned phases;   /**< enum writ_phase bits */
    enum writ_level level;
    enum writ_policy_state state;
    const char *grace_until; /**< RFC 3339 or a date; with WRIT_STATE_GRACE */
    int64_t grace_until_ms;
    bool grants; /**< its permits count although it is of the mesh layer */
    const struct writ_value *basis;
    const struct writ_value
        *defaults; /**< the policy's own parameters, or NULL: what its tests run with */
    const struct writ_value *params;    /**< those with mesh.yaml's over them */
    const struct writ_value *resources; /**< array of texts, or NULL: any */
    const struct writ_value *actions;
    struct writ_str text;
    char version[20]; /**< first 16 hex digits of the text's SHA-256 */
    int chunk;
};

struct writ_waiver {
    const char *policy;
    const char *product;
    const char *reason;
    const char *approver;
    const char *expires; /**< as written */
    int64_t expires_ms;
    const struct writ_value *document;
};

/** A policy test file. */
struct writ_policy_test {
    const char *path;
    struct writ_str text;
    const struct writ_value *document; /**< {policy, cases}; NULL until writ_mesh_load_tests() */
};

/** A Lua file of the mesh: policy, test, module or dialect. */
struct writ_mesh_text {
    struct writ_mesh_text *next; /**< in the order they were read; NULL behind the last */
    const char *path;
    struct writ_str text;
    struct writ_lints lints; /**< none until writ_mesh_lint() */
};

/** A file as it was read. */
struct writ_mesh_file {
    struct writ_mesh_file *next;
    struct writ_mesh_file *next_in_bucket;
    struct writ_str path; /**< relative to the mesh */
    struct writ_str bytes;
};

enum { WRIT_MESH_FILE_BUCKETS = 512 };

struct writ_mesh {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_mesh_source source;
    const char *dir;              /**< the source's; NULL when there is none to look into */
    struct writ_mesh_file *files; /**< every file that was read, the last one first */
    struct writ_mesh_file *files_by_path[WRIT_MESH_FILE_BUCKETS];
    size_t file_count;
    const char *name;
    const struct writ_value *settings; /**< mesh.yaml; never NULL */
    const char *node;                  /**< ledger.node, default "local" */
    const char *period;                /**< ledger.period, default "1" */
    struct writ_policy *policies;      /**< sorted by (layer, id, scope) */
    size_t policy_count;
    const struct writ_value *no_params; /**< what policies without parameters are given */
    struct writ_target *targets; /**< the same by whom and what they are for, see targets.c */
    size_t target_count;
    struct writ_descriptor *descriptors; /**< products and contracts, sorted by path */
    size_t descriptor_count;
    struct writ_descriptor *previous; /**< as last published, see writ_mesh_load_previous() */
    size_t previous_count;
    const struct writ_value *catalogue;  /**< {products: the models of all descriptors, by path;
                                            index: what they are looked up in} */
    struct writ_tables *tables;          /**< of query engines, see tables.h; NULL: none */
    const struct writ_value *agreements; /**< array of normalised agreements, by id */
    struct writ_waiver *waivers;
    size_t waiver_count;
    const struct writ_value *data; /**< object: file name without extension -> document */
    struct writ_policy_test *tests;
    size_t test_count;
    struct writ_mesh_text *texts; /**< without the baseline's and the library's */
    struct writ_mesh_text *last_text;
    bool is_linted;
    struct writ_digest digest; /**< of every file that was loaded, and of the baseline */
    struct writ_digest stdlib_digest;
    struct writ_modules modules; /**< what require finds */
    struct writ_reader *reader;
    struct writ_coverage *coverage; /**< where the policies are counted; NULL: they are not */
    struct writ_sandbox *sandbox;   /**< sealed, holds the policies */
    int runner;                     /**< the chunk that asks them */
};

/**
 * Load a mesh.
 *
 * @param dir  folder with mesh.yaml; NULL: the baseline policies and nothing else
 * @retval WRIT_E_SCHEMA, WRIT_E_SYNTAX, WRIT_E_POLICY  something in it is wrong: the position says
 * what. Nothing is loaded in part
 */
WRIT_NODISCARD enum writ_status writ_mesh_load(const char *dir, struct writ_mesh **ret_mesh,
                                               struct writ_error *err);

/** The same for the tests of policies: what the policies do is counted, and their limits are wider
 * by what counting takes. @param coverage  outlives the mesh */
WRIT_NODISCARD enum writ_status writ_mesh_load_covered(const char *dir,
                                                       struct writ_coverage *coverage,
                                                       struct writ_mesh **ret_mesh,
                                                       struct writ_error *err);

/** The same from anywhere. What differs between two sources of the same files and baseline is `dir`
 * only: they have one digest. */
WRIT_NODISCARD enum writ_status writ_mesh_load_from(const struct writ_mesh_source *source,
                                                    struct writ_mesh **ret_mesh,
                                                    struct writ_error *err);
void writ_mesh_free(struct writ_mesh *mesh);

/** Run the texts of the tests, apart from the policies, and fill their documents. Errors as of
 * writ_mesh_load(). */
WRIT_NODISCARD enum writ_status writ_mesh_load_tests(struct writ_mesh *mesh,
                                                     struct writ_error *err);

/**
 * Look at every text of the mesh and fill its lints.
 *
 * @retval WRIT_E_SYNTAX  a module that nothing requires does not compile
 */
WRIT_NODISCARD enum writ_status writ_mesh_lint(struct writ_mesh *mesh, struct writ_error *err);

/**
 * Load the descriptors as they were last published, under the settings of this mesh: policies of
 * the phase publish compare with them. No part of the mesh's digest.
 *
 * @param path  a mesh (its products are read), another folder, or one descriptor; kept
 * @retval other  as of writ_mesh_load()
 */
WRIT_NODISCARD enum writ_status writ_mesh_load_previous(struct writ_mesh *mesh, const char *path,
                                                        struct writ_error *err);

/** The descriptor in its last published version: of the versions of a contract the same one, else
 * the last. NULL when it was not published. */
const struct writ_descriptor *writ_mesh_previous(const struct writ_mesh *mesh,
                                                 const struct writ_descriptor *descriptor);

/** Give a product that is not of the mesh the contracts of the mesh that its ports name. */
WRIT_NODISCARD enum writ_status writ_mesh_join_one(const struct writ_mesh *mesh,
                                                   struct writ_arena *arena,
                                                   struct writ_descriptor *descriptor,
                                                   struct writ_error *err);

/** The file of that path as it was read; NULL when none was. */
const struct writ_mesh_file *writ_mesh_file(const struct writ_mesh *mesh, struct writ_str path);

/** The product whose id this is; contracts are not products. NULL when there is none. */
const struct writ_descriptor *writ_mesh_product(const struct writ_mesh *mesh, struct writ_str id);

bool writ_product_has_port(const struct writ_value *product, struct writ_str id);

/**
 * What a request may call a product or one of its ports: the id of a product, else "ID#PORT".
 *
 * @param ret_port  empty when it names none
 * @return NULL when the mesh has no such product, or the product no such port
 */
const struct writ_descriptor *writ_mesh_resource(const struct writ_mesh *mesh, struct writ_str name,
                                                 struct writ_str *ret_port);

/** The waiver for a policy and product that has not expired, of several the one that lasts longest;
 * or NULL. */
const struct writ_waiver *writ_mesh_waiver(const struct writ_mesh *mesh, const char *policy,
                                           struct writ_str product, int64_t time_ms);

/** Whether the policy binds this product and is asked in this phase: its layer and scope; retired
 * ones never are. */
bool writ_policy_binds(const struct writ_policy *policy, enum writ_phase phase,
                       const struct writ_value *product);

/** What a question is about, as far as it chooses policies. */
struct writ_aim {
    enum writ_phase phase;
    const struct writ_value *product; /**< or NULL */
    const struct writ_value *action;  /**< its name; NULL: of no action in particular */
};

/**
 * Mark the policies that the question may concern, in time that hardly grows with the others:
 * every one that writ_policy_binds() and whose actions have the name, and perhaps more.
 *
 * @param marks  one for each policy, zero before the call
 */
void writ_mesh_mark(const struct writ_mesh *mesh, const struct writ_aim *aim, char *marks);

static inline void writ_mesh_autop(struct writ_mesh **mesh)
{
    writ_mesh_free(*mesh);
}

#endif
