/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/engine.h - the façade: check descriptors, decide requests and record the decisions.
 *
 * An engine holds one mesh snapshot and its policies, and records in a log of its own or through a recorder. It is used
 * by one thread at a time; many engines may share one recorder.
 * Every call fails closed: on any status but WRIT_OK there is no decision and access must be refused.
 */
#ifndef WRIT_ENGINE_H
#define WRIT_ENGINE_H

#include <stdbool.h>

#include "writ/recorder.h"
#include "writ/report.h"

WRIT_BEGIN_C

struct writ_engine;

/** Initialise by name: what is not named is NULL or false. Texts are borrowed for the call. */
struct writ_options {
    const char *mesh_dir;   /**< folder with mesh.yaml; NULL: the baseline policies alone */
    const char *log_dir;    /**< where decisions are recorded; NULL: MESH/.writ/log */
    const char *key_path;   /**< signing key; NULL: MESH/.writ/log.key. Missing: WRIT_E_NOTFOUND with a hint */
    bool is_recording;      /**< open the log; without it writ_engine_decide() refuses, see writ_engine_evaluate() */
    struct writ_recorder *recorder; /**< borrowed: record through it; log_dir, key_path and is_recording are not looked at. NULL: none */
    bool is_covering;       /**< count what the policies do, for writ_engine_coverage(); not while recording: WRIT_E_BUG */
};

/** Policies by the beginnings of their ids or paths ("privacy", "policies/mesh"). None: all of them. */
struct writ_selection {
    const char *const *names;
    size_t count;
};

/**
 * Load everything: mesh.yaml, policies, products, agreements, waivers, data. What is changed in the folder later is not seen.
 *
 * @param ret_engine  writ_engine_close()
 * @retval WRIT_E_NOTFOUND  the folder has no mesh.yaml
 * @retval WRIT_E_SYNTAX    a file is malformed, with its position
 * @retval WRIT_E_SCHEMA    the mesh is wrong, with a position; or the recorder's log is of another mesh, node or period
 * @retval WRIT_E_POLICY    a policy cannot be loaded
 * @retval WRIT_E_LIMIT     a file is too large, or there is too much of something
 * @retval WRIT_E_IO        a file cannot be read
 * @retval other            as writ_recorder_open(), when recording
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_open(const struct writ_options *options,
                                                          struct writ_engine **ret_engine, struct writ_error *err);

/** After the last call with it. Results of such calls stay valid. NULL is fine. */
WRIT_API void writ_engine_close(struct writ_engine *engine);

/**
 * The folder of the mesh that `start` (NULL: the current directory) is in: itself or the nearest one above with mesh.yaml.
 *
 * @param ret_dir  writ_bytes_free(); relative when it is below the current directory
 * @retval WRIT_E_NOTFOUND  there is none; err->hint says how to make one
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_mesh_find(const char *start, struct writ_bytes *ret_dir, struct writ_error *err);

/**
 * Write a small mesh that passes its own tests.
 *
 * @param name  [a-z][a-z0-9-]*
 * @retval WRIT_E_SCHEMA  the name is none
 * @retval WRIT_E_IO      the folder is not empty, or cannot be written
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_mesh_init(const char *dir, const char *name, struct writ_error *err);

/**
 * Publish-time check. Files and folders (walked, *.yaml *.yml *.json *.jsonld); none: every product of the mesh.
 * A bad descriptor, or one that is not there, is an entry of the report and not a failure of the call.
 *
 * @param time        RFC 3339; NULL: now
 * @param ret_report  writ_report_free()
 * @retval WRIT_E_SCHEMA  the time is none
 * @retval WRIT_E_IO      a folder cannot be read
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_check(struct writ_engine *engine, const char *const *paths, size_t count,
                                                           const char *time, struct writ_report **ret_report, struct writ_error *err);

/**
 * The same for one descriptor that is not in a file. It is joined with the contracts of the mesh that its ports name.
 *
 * @param source  what positions call it; "NAME.yaml" is read as YAML, "NAME.json" as JSON, else what it looks like
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_check_text(struct writ_engine *engine, const char *source, struct writ_str text,
                                                                const char *time, struct writ_report **ret_report,
                                                                struct writ_error *err);

/**
 * Load the descriptors as they were last published, such as those of the main branch: writ_engine_check() then gives each
 * policy the descriptor of the same id as input.previous, and a check of the whole mesh warns of products that are gone
 * (PRODUCT_GONE). They are read under the settings of this mesh. Loading again replaces them.
 *
 * @param path  a mesh, whose products are taken; another folder; or one descriptor
 * @retval WRIT_E_NOTFOUND  there is no descriptor
 * @retval other            one of them cannot be read, with its position
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_load_previous(struct writ_engine *engine, const char *path, struct writ_error *err);

/**
 * Run the policy tests of the mesh and of the baseline. A policy without a test and a test without a policy are failures
 * of the report, and so is a report of nothing.
 *
 * @param ret_report  writ_report_free()
 * @retval WRIT_E_NOTFOUND  a name selects nothing
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_test(struct writ_engine *engine, const struct writ_selection *selection,
                                                          struct writ_report **ret_report, struct writ_error *err);

/** One value of a product model and where it came from. Texts are owned by the product. */
struct writ_fact {
    const char *pointer;        /**< RFC 6901, in the model */
    const char *value;          /**< JSON text of a scalar */
    const char *source_pointer; /**< in the descriptor; "" when derived from the whole */
    const char *source;
    uint32_t line, column;
};

struct writ_product;

/**
 * What policies see of a descriptor: its product model, and where each value comes from.
 *
 * @param path         of the descriptor, in the mesh or elsewhere
 * @param ret_product  writ_product_free()
 * @retval WRIT_E_NOTFOUND  there is no such file
 * @retval other            it cannot be read, recognised or normalised, with a position
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_product(struct writ_engine *engine, const char *path,
                                                             struct writ_product **ret_product, struct writ_error *err);
WRIT_API struct writ_str writ_product_json(const struct writ_product *product); /**< the model, JSON for people */
WRIT_API size_t writ_product_fact_count(const struct writ_product *product);
WRIT_API const struct writ_fact *writ_product_fact(const struct writ_product *product, size_t index);
WRIT_API size_t writ_product_finding_count(const struct writ_product *product);
WRIT_API const struct writ_finding *writ_product_finding(const struct writ_product *product, size_t index);
WRIT_API void writ_product_free(struct writ_product *product);

enum writ_verdict { WRIT_PERMIT, WRIT_DENY };

struct writ_decision;

/**
 * Decide an access request (an AuthZEN evaluation, see docs/reference/request.md) and record it: appended, durable and
 * signed before this returns. No receipt, no access. Waits for the disk.
 *
 * @param source        name of the request for positions
 * @param request       JSON text, at most 1 MiB; borrowed for the call
 * @param ret_decision  writ_decision_free(); it outlives the engine
 * @retval WRIT_E_SYNTAX, WRIT_E_SCHEMA, WRIT_E_LIMIT  the request is none, with its position
 * @retval WRIT_E_IO   the log cannot be written. It is closed by that: open it again
 * @retval WRIT_E_BUG  the engine does not record, or was opened before a fork
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_decide(struct writ_engine *engine, const char *source, struct writ_str request,
                                                            struct writ_decision **ret_decision, struct writ_error *err);

/** The same decision without recording it: for tests, dry runs and measurements. It has no receipt. Touches no file. */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_evaluate(struct writ_engine *engine, const char *source, struct writ_str request,
                                                              struct writ_decision **ret_decision, struct writ_error *err);

/** Of a decision; the texts are its own, and no call changes it. */
WRIT_API enum writ_verdict writ_decision_verdict(const struct writ_decision *decision);
WRIT_API struct writ_str writ_decision_document(const struct writ_decision *decision); /**< RFC 8785 bytes; the same for the same input */
WRIT_API struct writ_str writ_decision_writ(const struct writ_decision *decision);     /**< RFC 8785 bytes: {decision, disclosures, leaf}; empty when not recorded */
WRIT_API struct writ_str writ_decision_receipt(const struct writ_decision *decision);  /**< c2sp.org/tlog-proof@v1; empty when not recorded */
WRIT_API uint64_t writ_decision_index(const struct writ_decision *decision);           /**< its entry of the log; 0 when not recorded */
WRIT_API void writ_decision_free(struct writ_decision *decision);

/**
 * One screen of text for a decision. It says what the text says: whether that is true is for writ_verify().
 *
 * @param source    its name, for positions
 * @param writ      a writ, or a bare decision document
 * @param ret_text  writ_bytes_free()
 * @retval WRIT_E_SYNTAX, WRIT_E_SCHEMA, WRIT_E_LIMIT  it is neither
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_explain(const char *source, struct writ_str writ, struct writ_bytes *ret_text, struct writ_error *err);

/**
 * The same for entry `index` of the engine's log, with the lines that the reasons point at.
 *
 * @retval WRIT_E_NOTFOUND  no log, no such entry, or its disclosures are erased
 * @retval other            as writ_audit_verify()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_explain(struct writ_engine *engine, uint64_t index, struct writ_bytes *ret_text, struct writ_error *err);

WRIT_END_C

#endif
