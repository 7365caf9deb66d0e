/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authzen_evaluations.h"

#include "base/try.h"
#include "engine/engine.h"

static const char *const entities[] = {"subject", "action", "resource", "context"};

enum { ENTITIES = sizeof(entities) / sizeof(entities[0]) };

static enum writ_status read_end(const struct writ_value *request,
                                 enum writ_evaluations_end *ret_end, struct writ_error *err)
{
    static const char *const names[] = {"execute_all", "deny_on_first_deny",
                                        "permit_on_first_permit"};
    const struct writ_value *options = writ_value_member(request, "options");
    const struct writ_value *name = writ_value_member(options, "evaluations_semantic");
    const struct writ_loc at = writ_value_loc(name == NULL ? options : name);

    *ret_end = WRIT_EVALUATIONS_ALL;
    if (options != NULL && options->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'options' is not an object");
    }
    for (size_t i = 0; name != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        if (writ_value_is_text(name, names[i])) {
            *ret_end = (enum writ_evaluations_end)i;
            return WRIT_OK;
        }
    }
    return name == NULL ? WRIT_OK
                        : writ_hint(err,
                                    writ_fail(err, WRIT_E_SCHEMA, &at,
                                              "'options.evaluations_semantic' is not known"),
                                    "execute_all, deny_on_first_deny or permit_on_first_permit");
}

/* How many bytes the items take with the defaults written out, beside their own. */
static enum writ_status check_bytes(const struct writ_evaluations *evaluations,
                                    struct writ_arena *arena, struct writ_error *err)
{
    struct writ_str defaults[ENTITIES] = {0};
    size_t bytes = 0;

    for (size_t k = 0; k < ENTITIES; k++) {
        const struct writ_value *entity = writ_value_member(evaluations->defaults, entities[k]);

        if (entity != NULL) {
            WRIT_TRY(writ_canonical_bytes(arena, entity, &defaults[k], err));
        }
    }
    for (size_t i = 0; i < evaluations->count; i++) {
        for (size_t k = 0; k < ENTITIES; k++) {
            const bool has_own =
                writ_value_member(writ_value_item(evaluations->items, i), entities[k]) != NULL;

            bytes += has_own ? 0 : defaults[k].len;
        }
    }
    return bytes <= WRIT_EVALUATIONS_BYTES_MAX
               ? WRIT_OK
               : writ_hint(err,
                           writ_fail(err, WRIT_E_LIMIT, NULL,
                                     "the evaluations have more than %d MiB with their defaults",
                                     WRIT_EVALUATIONS_BYTES_MAX >> 20),
                           "send fewer at a time");
}

enum writ_status writ_evaluations_read(const struct writ_value *request, struct writ_arena *arena,
                                       struct writ_evaluations *ret_evaluations,
                                       struct writ_error *err)
{
    struct writ_evaluations evaluations = {.defaults = request,
                                           .items = writ_value_member(request, "evaluations")};
    const struct writ_loc at = writ_value_loc(evaluations.items);

    if (evaluations.items != NULL && evaluations.items->kind != WRIT_ARRAY) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'evaluations' is not a list");
    }
    evaluations.count = writ_value_count(evaluations.items);
    if (evaluations.count > WRIT_EVALUATIONS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, &at, "more than %d evaluations", WRIT_EVALUATIONS_MAX);
    }
    WRIT_TRY(read_end(request, &evaluations.end, err));
    WRIT_TRY(check_bytes(&evaluations, arena, err));
    *ret_evaluations = evaluations;
    return WRIT_OK;
}

const struct writ_value *writ_evaluations_request(const struct writ_evaluations *evaluations,
                                                  size_t index, struct writ_arena *arena)
{
    const struct writ_value *item = writ_value_item(evaluations->items, index);
    struct writ_build request;

    if (item->kind != WRIT_OBJECT) {
        return item;
    }
    writ_build_object(&request, arena);
    for (size_t k = 0; k < ENTITIES; k++) {
        const struct writ_value *own = writ_value_member(item, entities[k]);

        writ_build_put_known(&request, entities[k],
                             own != NULL ? own
                                         : writ_value_member(evaluations->defaults, entities[k]));
    }
    return writ_value_placed(arena, writ_build_end(&request), item);
}

bool writ_evaluations_end_with(const struct writ_evaluations *evaluations, bool is_permit)
{
    return evaluations->end == (is_permit ? WRIT_EVALUATIONS_TO_PERMIT : WRIT_EVALUATIONS_TO_DENY);
}
