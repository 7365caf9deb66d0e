/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/policy.h - the policies of a mesh, for those who write and review them.
 */
#ifndef WRIT_POLICY_H
#define WRIT_POLICY_H

#include "writ/engine.h"

WRIT_BEGIN_C

/** One policy as it stands in the mesh. Texts are owned by the engine; "" when there is none. */
struct writ_policy_row {
    const char *id;
    const char *title;
    const char *path;        /**< as a user finds it; of the baseline: "writ:policies/…" */
    const char *layer;       /**< "mesh", "domain", "product" */
    const char *scope;       /**< the domain, or the folder that products name; "" in layer mesh */
    const char *phases;      /**< "publish, access" */
    const char *level;       /**< "advisory", "waivable", "mandatory" */
    const char *state;       /**< "draft", "grace", "enforced", "retired" */
    const char *grace_until; /**< with "grace" */
    const char *resources;   /**< types it is asked about, "data_product, …"; "" for all */
    const char *actions;     /**< "read, query"; "" for all */
    const char *basis;       /**< "GDPR Art. 5(1)(b); …" */
    const char *params;      /**< those in force, a JSON object */
    const char *version;     /**< first 16 hex digits of the text's SHA-256 */
    bool grants;             /**< its permits count although it is of layer mesh */
    size_t test_count;
    struct writ_str text;    /**< the policy itself */
};

/** The selected policies, by layer, id and scope. @param ret_rows  owned by the engine @retval as of writ_engine_test() */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_policies(struct writ_engine *engine, const struct writ_selection *selection,
                                                              const struct writ_policy_row **ret_rows, size_t *ret_count,
                                                              struct writ_error *err);

/**
 * The effective rule set as text that stays the same until the rules do, one fact a line: engine, library and mesh digests,
 * switched-off policies, every policy with its parameters, state and digest, every waiver. Touches no file.
 *
 * @param ret_text  writ_bytes_free()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_snapshot(struct writ_engine *engine, struct writ_bytes *ret_text,
                                                              struct writ_error *err);

/**
 * What looks wrong in the mesh's policies, tests, modules and dialects: an entry for each text, warnings with places.
 *
 * @param ret_report  writ_report_free()
 * @retval WRIT_E_IO  a text cannot be read
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_lint(struct writ_engine *engine, struct writ_report **ret_report,
                                                          struct writ_error *err);

/** A policy to begin with. */
struct writ_policy_plan {
    const char *id;      /**< "guild.owner" */
    const char *phase;   /**< "publish" or "access" */
    const char *domain;  /**< whose policy it is; NULL: not of a domain */
    const char *product; /**< the policy folder that products name; NULL: not of a product. Neither: of the mesh */
};

/**
 * Write a draft and its test into a mesh; both pass. Files that exist are an error and stay as they are.
 *
 * @param ret_path  of the policy; writ_bytes_free()
 * @retval WRIT_E_SCHEMA  the id, the domain or the product is no name
 * @retval WRIT_E_IO      a file exists, or cannot be written
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_policy_new(const char *mesh_dir, const struct writ_policy_plan *plan,
                                                         struct writ_bytes *ret_path, struct writ_error *err);

WRIT_END_C

#endif
