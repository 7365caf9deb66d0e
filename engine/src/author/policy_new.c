/* SPDX-License-Identifier: Apache-2.0
 *
 * A policy from nothing: the examples of docs/examples/policy, compiled in, under an id of the
 * user's.
 */
#include <unistd.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/engine.h"
#include "writ/policy.h"

enum { ID_MAX = 96 };

extern const struct writ_embedded
    writ_templates[]; /* generated from docs/examples/policy by the build */

static const char own_id[] = "guild.example";

static bool is_name(const char *text, bool may_have_dots)
{
    const char *allowed = may_have_dots ? "abcdefghijklmnopqrstuvwxyz0123456789-."
                                        : "abcdefghijklmnopqrstuvwxyz0123456789-_";

    return text[0] >= 'a' && text[0] <= 'z' && text[strspn(text, allowed)] == '\0' &&
           strlen(text) <= ID_MAX;
}

static enum writ_status check_plan(const struct writ_policy_plan *plan, struct writ_error *err)
{
    const char *dot = strchr(plan->id, '.');
    const char *folder = plan->domain != NULL ? plan->domain : plan->product;

    if (!is_name(plan->id, true) || dot == NULL || dot[1] == '\0' || dot[1] == '.' ||
        dot[1] == '-' || strchr(dot + 1, '.') != NULL) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_SCHEMA, NULL, "'%.100s' is no id for a policy", plan->id),
            "write concern.name in lower case, such as guild.owner");
    }
    if (plan->domain != NULL && plan->product != NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "a policy is of a domain or of a product");
    }
    if (folder != NULL && !is_name(folder, false)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "'%.100s' is no name for a folder of policies",
                         folder);
    }
    return WRIT_OK;
}

static const char *folder_of(struct writ_arena *arena, const struct writ_policy_plan *plan)
{
    if (plan->domain != NULL) {
        return writ_arena_printf(arena, "policies/domains/%s", plan->domain);
    }
    return plan->product != NULL ? writ_arena_printf(arena, "policies/products/%s", plan->product)
                                 : "policies/mesh";
}

static struct writ_str template_of(struct writ_arena *arena, const char *phase, const char *ending)
{
    const char *name = writ_arena_printf(arena, "%s%s", phase, ending);

    for (const struct writ_embedded *it = writ_templates; it->name != NULL && name != NULL; it++) {
        if (strcmp(it->name, name) == 0) {
            return (struct writ_str){it->text, it->len};
        }
    }
    return (struct writ_str){NULL, 0};
}

/* The template's id stands in it once. */
static enum writ_status write_one(struct writ_arena *arena, const struct writ_policy_plan *plan,
                                  const char *base, const char *ending, struct writ_error *err)
{
    const struct writ_str text = template_of(arena, plan->phase, ending);
    const char *path = writ_arena_printf(arena, "%s%s.lua", base, ending);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str whole;

    writ_buf_init(&buf, arena->alloc, text.len + ID_MAX);
    if (text.ptr == NULL || path == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "'%.40s' is no phase to begin with",
                         plan->phase);
    }

    const size_t head = (size_t)(strstr(text.ptr, own_id) - text.ptr);

    writ_buf_add(&buf, writ_str_cut(text, 0, head));
    writ_buf_add_text(&buf, plan->id);
    writ_buf_add(&buf, writ_str_cut(text, head + sizeof(own_id) - 1, text.len));
    WRIT_TRY(writ_buf_view(&buf, &whole));

    const enum writ_status status = writ_file_create(path, whole, 0644, err);

    return status == WRIT_E_IO && writ_file_exists(path)
               ? writ_hint(err, status, "it stays as it is; choose another id, or edit it")
               : status;
}

static enum writ_status write_both(struct writ_arena *arena, const struct writ_policy_plan *plan,
                                   const char *base, struct writ_error *err)
{
    const char *path = writ_arena_printf(arena, "%s.lua", base);

    WRIT_TRY(write_one(arena, plan, base, "", err));

    const enum writ_status status = write_one(arena, plan, base, "_test", err);

    if (status != WRIT_OK && path != NULL) {
        (void)unlink(path); /* a policy without its test would not pass */
    }
    return status;
}

enum writ_status writ_policy_new(const char *mesh_dir, const struct writ_policy_plan *plan,
                                 struct writ_bytes *ret_path, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(check_plan(plan, err));

    const char *below = folder_of(&arena, plan);
    const char *folder = below == NULL ? NULL : writ_path_join(&arena, mesh_dir, below);
    const char *base =
        folder == NULL ? NULL : writ_path_join(&arena, folder, strchr(plan->id, '.') + 1);

    if (base == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_dir_make(folder, err));
    WRIT_TRY(write_both(&arena, plan, base, err));

    const char *path = writ_arena_printf(&arena, "%s.lua", base);

    return path == NULL ? writ_engine_no_memory(err)
                        : writ_bytes_copy(writ_str_from(path), ret_path, err);
}
