/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/bundles.h"

static size_t take_slot(struct writ_bundles *bundles)
{
    const size_t slot = bundles->next;

    bundles->next = (slot + 1) % WRIT_BUNDLES_OPEN;
    writ_engine_close(bundles->slots[slot].engine);
    memset(&bundles->slots[slot], 0, sizeof(bundles->slots[slot]));
    bundles->slots[slot].is_used = true;
    return slot;
}

/* WRIT_BUNDLES_OPEN when it is in none. */
static size_t find_slot(const struct writ_bundles *bundles, const struct writ_bundle_id *id)
{
    size_t slot = 0;

    while (slot < WRIT_BUNDLES_OPEN &&
           (!bundles->slots[slot].is_used || !writ_bundle_equal(&bundles->slots[slot].id, id))) {
        slot++;
    }
    return slot;
}

enum writ_status writ_bundles_get(struct writ_bundles *bundles, const struct writ_bundle_id *id,
                                  struct writ_engine **ret_engine, struct writ_error *err)
{
    size_t slot = find_slot(bundles, id);

    if (slot == WRIT_BUNDLES_OPEN) {
        slot = take_slot(bundles);
        bundles->slots[slot].id = *id;
        bundles->slots[slot].status = writ_bundle_open(
            bundles->log_dir, id, &bundles->slots[slot].engine, &bundles->slots[slot].problem);
    }
    *ret_engine = bundles->slots[slot].engine;
    if (bundles->slots[slot].status != WRIT_OK) {
        *err = bundles->slots[slot].problem;
    }
    return bundles->slots[slot].status;
}

void writ_bundles_put(struct writ_bundles *bundles, struct writ_engine *engine)
{
    const size_t slot = take_slot(bundles);

    bundles->slots[slot].id = writ_bundle_of_mesh(engine->mesh);
    bundles->slots[slot].engine = engine;
}

void writ_bundles_done(struct writ_bundles *bundles)
{
    for (size_t i = 0; i < WRIT_BUNDLES_OPEN; i++) {
        writ_engine_close(bundles->slots[i].engine);
    }
    *bundles = (struct writ_bundles){.log_dir = NULL};
}
