/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/bundles.h - the bundles that a range of a log names, each opened once and a few at a time.
 * Layer: audit.
 */
#ifndef WRIT_AUDIT_BUNDLES_H
#define WRIT_AUDIT_BUNDLES_H

#include "engine/bundle.h"

enum { WRIT_BUNDLES_OPEN = 4 }; /* a node changes its mesh now and then, not to and fro */

/** Zeroed but for the folder. */
struct writ_bundles {
    const char *log_dir;
    struct {
        struct writ_bundle_id id;
        enum writ_status status; /**< of opening it */
        struct writ_error problem;
        struct writ_engine *engine; /**< NULL unless status is WRIT_OK */
        bool is_used;
    } slots[WRIT_BUNDLES_OPEN];
    size_t next; /**< the slot that is used next */
};

/** As writ_bundle_open(), remembering failures too. @param ret_engine  borrowed until the next call
 */
WRIT_NODISCARD enum writ_status writ_bundles_get(struct writ_bundles *bundles,
                                                 const struct writ_bundle_id *id,
                                                 struct writ_engine **ret_engine,
                                                 struct writ_error *err);

/** Put an engine in for the bundle of its mesh; it is closed with the others. */
void writ_bundles_put(struct writ_bundles *bundles, struct writ_engine *engine);
void writ_bundles_done(struct writ_bundles *bundles);

static inline void writ_bundles_autop(struct writ_bundles *bundles)
{
    writ_bundles_done(bundles);
}

#endif
