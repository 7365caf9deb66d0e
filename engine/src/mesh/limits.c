/* SPDX-License-Identifier: Apache-2.0
 *
 * The limits of mesh.yaml: each over its default, which it may lower or raise.
 */
#include "base/try.h"
#include "mesh/load.h"

static enum writ_status take(const struct writ_value *set, const char *name, uint64_t most,
                             uint64_t *value, struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(set);
    int64_t number = 0;

    if (set == NULL) {
        return WRIT_OK;
    }
    if (!writ_value_integer(set, &number) || number <= 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "limit '%s' is not a positive whole number",
                         name);
    }
    if ((uint64_t)number > most) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "limit '%s' is more than %llu", name,
                         (unsigned long long)most);
    }
    *value = (uint64_t)number;
    return WRIT_OK;
}

static enum writ_status check_names(const struct writ_value *set, struct writ_error *err)
{
    static const char *const known[] = {
#define LIMIT(name, type, value, most, what, why) #name,
#include "script/limits.def"
#undef LIMIT
    };

    for (size_t i = 0; i < writ_value_count(set); i++) {
        const struct writ_member *member = &set->as.object.members[i];
        const struct writ_loc at = writ_loc_at("mesh.yaml", member->line, member->column);
        bool is_known = false;

        for (size_t k = 0; k < sizeof(known) / sizeof(known[0]) && !is_known; k++) {
            is_known = writ_str_is(member->key, known[k]);
        }
        if (!is_known) {
            return writ_hint(
                err,
                writ_fail(err, WRIT_E_SCHEMA, &at, "unknown limit '%.*s'", WRIT_FMT(member->key)),
                "known are gas, live_bytes, total_bytes, object_bytes, result_nodes, "
                "result_depth, result_bytes, source_bytes, wall_ms");
        }
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_limits(const struct writ_value *settings,
                                  struct writ_sandbox_limits *ret_limits, struct writ_error *err)
{
    const struct writ_value *set = writ_value_member(settings, "limits");
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    uint64_t number;

    WRIT_TRY(check_names(set, err));
#define LIMIT(name, type, value, most, what, why)                                                  \
    number = limits.name;                                                                          \
    WRIT_TRY(take(writ_value_member(set, #name), #name, most, &number, err));                      \
    limits.name = (type)number;
#include "script/limits.def"
#undef LIMIT
    *ret_limits = limits;
    return WRIT_OK;
}
