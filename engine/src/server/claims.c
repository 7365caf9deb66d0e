/* SPDX-License-Identifier: Apache-2.0 */
#include "server/claims.h"

#include "base/try.h"

static const struct writ_value *named(struct writ_arena *arena, const struct writ_value *entity)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    writ_build_put(&build, "id", writ_value_member(entity, "id"));
    writ_build_put(&build, "type", writ_value_member(entity, "type"));
    return writ_build_end(&build);
}

enum writ_status writ_claims_of(const struct writ_ruling *ruling, struct writ_arena *arena,
                                struct writ_str *ret_claims, struct writ_error *err)
{
    const struct writ_value *document = ruling->evaluation.document;
    const struct writ_value *request = ruling->request;
    const struct writ_value *claims;
    struct writ_build build;

    writ_build_object(&build, arena);
    writ_build_put(&build, "action", writ_value_path(request, "action.name"));
    writ_build_put(&build, "decision", writ_value_member(document, "decision"));
    writ_build_put_known(&build, "obligations", writ_value_member(document, "obligations"));
    writ_build_put(&build, "resource", named(arena, writ_value_member(request, "resource")));
    writ_build_put(&build, "subject", named(arena, writ_value_member(request, "subject")));
    claims = writ_build_end(&build);
    return claims == NULL ? writ_engine_no_memory(err)
                          : writ_canonical_bytes(arena, claims, ret_claims, err);
}
