/* SPDX-License-Identifier: Apache-2.0
 *
 * What the lint says about the mesh's policies, tests, modules and dialects.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"
#include "writ/policy.h"

static enum writ_status add_lint(struct writ_report *report, struct writ_entry *entry,
                                 const struct writ_lint *lint, struct writ_error *err)
{
    struct writ_arena *kept = writ_report_arena(report);
    const struct writ_loc at = writ_loc_at("", lint->line, lint->column);
    struct writ_finding finding =
        writ_finding_make(kept, WRIT_WARNING, &at, writ_str_from(lint->code),
                          writ_str_from(lint->message), writ_str_from(lint->hint));

    finding.source = entry->path; /* a writ_loc would cut it */
    return writ_entry_add(report, entry, &finding, err);
}

static enum writ_status add_text(const struct writ_engine *engine, struct writ_report *report,
                                 const struct writ_mesh_text *text, struct writ_error *err)
{
    struct writ_arena *kept = writ_report_arena(report);
    struct writ_entry *entry = writ_report_add(report);

    if (entry == NULL) {
        return writ_engine_no_memory(err);
    }
    entry->path = writ_arena_printf(kept, "%s", writ_engine_shown(engine, kept, text->path));
    entry->name = writ_arena_printf(kept, "%s", text->path);
    entry->group = "policy";
    entry->is_of_mesh = true;
    entry->state = WRIT_ENTRY_PASS;
    if (entry->path == NULL || entry->name == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < text->lints.count; i++) {
        WRIT_TRY(add_lint(report, entry, &text->lints.items[i], err));
    }
    return WRIT_OK;
}

enum writ_status writ_report_lints(struct writ_engine *engine, struct writ_report *report,
                                   bool has_clean, struct writ_error *err)
{
    WRIT_TRY(writ_mesh_lint(engine->mesh, err));
    for (const struct writ_mesh_text *it = engine->mesh->texts; it != NULL; it = it->next) {
        if (has_clean || it->lints.count > 0) {
            WRIT_TRY(add_text(engine, report, it, err));
        }
    }
    return WRIT_OK;
}

enum writ_status writ_engine_lint(struct writ_engine *engine, struct writ_report **ret_report,
                                  struct writ_error *err)
{
    struct writ_report *report = NULL;

    WRIT_TRY(writ_report_new(&report, err));
    writ_report_set_policies(report, engine->mesh->policy_count);

    const enum writ_status status = writ_report_lints(engine, report, true, err);

    if (status != WRIT_OK) {
        writ_report_free(report);
        return status;
    }
    *ret_report = report;
    return WRIT_OK;
}
