/* SPDX-License-Identifier: Apache-2.0
 *
 * Two versions of a descriptor: what differs is for stdlib/changes.lua to say, what that means for
 * the version is a finding.
 */
#include <string.h>

#include "base/try.h"
#include "survey/library.h"
#include "writ/mesh.h"

/* One comparison under way. */
struct diff {
    struct writ_engine *engine;
    struct writ_descriptor old, new;
    const struct writ_value *said; /* of changes.report */
    struct writ_report *report;
    struct writ_entry *entry;
    struct writ_error *err;
};

/* What counts as breaking in this mesh: the parameters of the policy that asks the same. NULL where
 * the mesh does without it: then all that may break counts. */
static const struct writ_value *params_of(const struct writ_mesh *mesh)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];

        if (policy->layer == WRIT_LAYER_MESH &&
            strcmp(policy->id, "interoperability.breaking-changes") == 0) {
            return policy->params;
        }
    }
    return NULL;
}

static bool is_announced(const struct diff *diff)
{
    return writ_value_is_true(writ_value_member(diff->said, "announced"));
}

static enum writ_status add_change(struct diff *diff, const struct writ_value *change)
{
    struct writ_arena *kept = writ_report_arena(diff->report);
    const struct writ_value *class = writ_value_member(change, "class");
    const struct writ_value *gone = writ_value_member(change, "gone");
    const bool is_broken = writ_value_is_text(class, "breaking") && !is_announced(diff);
    const struct writ_loc at =
        writ_said_place(gone == NULL ? writ_value_member(change, "at") : gone);
    struct writ_finding finding =
        writ_finding_make(kept, is_broken ? WRIT_ERROR : WRIT_NOTE, &at,
                          writ_value_text(writ_value_member(change, "code")),
                          writ_value_text(writ_value_member(change, "message")), WRIT_LIT(""));

    if (finding.source[0] == '\0' && gone != NULL) {
        finding.source = writ_arena_printf(kept, "%s", diff->old.path);
    }
    finding.note = writ_arena_str(kept, writ_value_text(class)).ptr;
    return finding.note == NULL || finding.source == NULL
               ? writ_engine_no_memory(diff->err)
               : writ_entry_add(diff->report, diff->entry, &finding, diff->err);
}

/* What the version should have announced, and did not. */
static enum writ_status add_version(struct diff *diff)
{
    const struct writ_value *version = writ_value_member(diff->new.product, "version");
    const bool is_major = writ_value_is_text(writ_value_member(diff->said, "needed"), "major");
    const struct writ_loc at = writ_value_loc(version == NULL ? diff->new.product : version);
    const struct writ_finding finding = writ_finding_make(
        writ_report_arena(diff->report), is_major ? WRIT_ERROR : WRIT_WARNING, &at,
        WRIT_LIT("VERSION"), writ_value_text(writ_value_member(diff->said, "why")),
        is_major ? WRIT_LIT("raise the major version, or keep what readers rely on")
                 : WRIT_LIT("raise the version, so that readers see that something has changed"));

    return writ_entry_add(diff->report, diff->entry, &finding, diff->err);
}

static enum writ_status add_all(struct diff *diff)
{
    const struct writ_value *changes = writ_value_member(diff->said, "changes");
    const bool is_major = writ_value_is_text(writ_value_member(diff->said, "needed"), "major");
    struct writ_arena *kept = writ_report_arena(diff->report);

    diff->entry = writ_report_add(diff->report);
    if (diff->entry == NULL) {
        return writ_engine_no_memory(diff->err);
    }
    diff->entry->path = writ_arena_printf(kept, "%s", diff->new.path);
    diff->entry->name = writ_report_text(diff->report, writ_value_member(diff->new.product, "id"));
    diff->entry->group =
        writ_report_text(diff->report, writ_value_member(diff->new.product, "dialect"));
    diff->entry->state = is_major && !is_announced(diff) ? WRIT_ENTRY_FAIL : WRIT_ENTRY_PASS;
    if (diff->entry->path == NULL) {
        return writ_engine_no_memory(diff->err);
    }
    for (size_t i = 0; i < writ_value_count(changes); i++) {
        WRIT_TRY(add_change(diff, writ_value_item(changes, i)));
    }
    return is_announced(diff) ? WRIT_OK : add_version(diff);
}

static enum writ_status compare(struct diff *diff, struct writ_arena *arena, const char *old_path,
                                const char *new_path)
{
    struct writ_reader *reader = diff->engine->mesh->reader;

    WRIT_TRY(writ_reader_read(reader, arena, old_path, NULL, &diff->old, diff->err));
    WRIT_TRY(writ_reader_read(reader, arena, new_path, NULL, &diff->new, diff->err));

    const struct writ_value *const args[] = {diff->old.product, diff->new.product,
                                             params_of(diff->engine->mesh)};
    const struct writ_library_call call = {
        .module = "changes", .function = "report", .args = args, .arg_count = 3};

    WRIT_TRY(writ_library_ask(diff->engine, &call, arena, &diff->said, diff->err));
    return add_all(diff);
}

enum writ_status writ_engine_diff(struct writ_engine *engine, const char *old_path,
                                  const char *new_path, struct writ_report **ret_report,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct diff diff = {.engine = engine, .err = err};

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_report_new(&diff.report, err));

    const enum writ_status status = compare(&diff, &arena, old_path, new_path);

    if (status != WRIT_OK) {
        writ_report_free(diff.report);
        return status;
    }
    *ret_report = diff.report;
    return WRIT_OK;
}
