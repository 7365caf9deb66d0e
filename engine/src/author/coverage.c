/* SPDX-License-Identifier: Apache-2.0
 *
 * What the policies' tests have reached, policy by policy.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"

/* The arrays of one file under construction. */
struct filling {
    struct writ_cover_line *lines;
    struct writ_cover_point *branches;
    struct writ_cover_point *effects;
};

static void fill_lines(const struct writ_covered *covered, struct writ_cover_file *file,
                       struct writ_cover_line *lines)
{
    for (size_t i = 0; i < covered->line_count; i++) {
        if (covered->lines[i].is_code) {
            lines[file->line_count++] =
                (struct writ_cover_line){(uint32_t)i + 1, covered->lines[i].hits};
        }
    }
    file->lines = lines;
}

/* A condition over several lines is shown by its first. */
static const char *shown(struct writ_arena *arena, struct writ_str text)
{
    const struct writ_str line = writ_quotable(writ_str_first_line(text));

    return writ_arena_str(arena, line).ptr;
}

static bool fill_points(struct writ_arena *arena, const struct writ_covered *covered,
                        struct writ_cover_file *file, struct filling *filling)
{
    for (size_t i = 0; i < covered->probe_count; i++) {
        const struct writ_probe *probe = &covered->probes[i];
        const struct writ_cover_point point = {.line = probe->line,
                                               .column = probe->column,
                                               .text = shown(arena, probe->text),
                                               .yes = probe->yes,
                                               .no = probe->no};

        if (point.text == NULL) {
            return false;
        }
        if (probe->kind == WRIT_PROBE_EFFECT) {
            filling->effects[file->effect_count++] = point;
        } else {
            filling->branches[file->branch_count++] = point;
        }
    }
    file->branches = filling->branches;
    file->effects = filling->effects;
    return true;
}

static bool fill_file(struct writ_engine *engine, const struct writ_policy *policy,
                      const struct writ_covered *covered, struct writ_cover_file *file)
{
    struct writ_arena *arena = &engine->arena;
    struct filling filling = {
        .lines = writ_arena_array(arena, covered->line_count, sizeof(*filling.lines)),
        .branches = writ_arena_array(arena, covered->probe_count + 1, sizeof(*filling.branches)),
        .effects = writ_arena_array(arena, covered->probe_count + 1, sizeof(*filling.effects)),
    };

    if (filling.lines == NULL || filling.branches == NULL || filling.effects == NULL) {
        return false;
    }
    file->policy = policy->id;
    file->path = writ_engine_shown(engine, arena, writ_path_named(policy->path));
    fill_lines(covered, file, filling.lines);
    return fill_points(arena, covered, file, &filling);
}

enum writ_status writ_engine_coverage(struct writ_engine *engine,
                                      const struct writ_selection *selection,
                                      const struct writ_cover_file **ret_files, size_t *ret_count,
                                      struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;
    struct writ_cover_file *files =
        writ_arena_array(&engine->arena, mesh->policy_count + 1, sizeof(*files));
    size_t count = 0;

    if (mesh->coverage == NULL) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the engine was opened without counting");
    }
    if (files == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_selection_check(engine, selection, err));
    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];
        const struct writ_covered *covered = writ_coverage_find(mesh->coverage, policy->path);

        if (covered == NULL || !writ_is_selected(engine, selection, policy->id, policy->path)) {
            continue;
        }
        if (!fill_file(engine, policy, covered, &files[count++])) {
            return writ_engine_no_memory(err);
        }
    }
    *ret_files = files;
    *ret_count = count;
    return WRIT_OK;
}
