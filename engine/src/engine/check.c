/* SPDX-License-Identifier: Apache-2.0
 *
 * Publish-time check of descriptors: of the mesh, or of any files and folders.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/engine.h"
#include "mesh/load.h"

/* One check under way. */
struct check {
    struct writ_engine *engine;
    struct writ_report *report;
    struct writ_known known; /**< when files are checked */
    int64_t time_ms;
    struct writ_error *err;
};

/* A policy may refuse what the reader noticed; then the warning would say it a second time. */
static bool is_refused(const struct writ_evaluation *evaluation, const struct writ_value *noticed)
{
    const struct writ_loc at = writ_value_loc(writ_value_member(noticed, "at"));
    const struct writ_str code = writ_value_text(writ_value_member(noticed, "code"));

    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (effect->kind == WRIT_EFFECT_DENY && effect->standing <= WRIT_ADVISES &&
            effect->at.line == at.line && effect->at.column == at.column &&
            strcmp(effect->at.source, at.source) == 0 && writ_str_eq(effect->code, code)) {
            return true;
        }
    }
    return false;
}

static enum writ_status add_findings(struct check *check, struct writ_entry *entry,
                                     const struct writ_descriptor *descriptor,
                                     const struct writ_evaluation *evaluation)
{
    for (size_t i = 0; i < writ_value_count(descriptor->findings); i++) {
        const struct writ_value *noticed = writ_value_item(descriptor->findings, i);

        if (!is_refused(evaluation, noticed)) {
            const struct writ_finding finding = writ_finding_of_reader(
                check->engine, writ_report_arena(check->report), noticed);

            WRIT_TRY(writ_entry_add(check->report, entry, &finding, check->err));
        }
    }
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        WRIT_TRY(writ_entry_add_effect(check->engine, check->report, entry, &evaluation->effects[i],
                                       check->err));
    }
    return WRIT_OK;
}

static enum writ_status check_descriptor(struct check *check, struct writ_arena *arena,
                                         const char *shown,
                                         const struct writ_descriptor *descriptor)
{
    const struct writ_descriptor *previous = writ_mesh_previous(check->engine->mesh, descriptor);
    const struct writ_question question = {.phase = WRIT_PHASE_PUBLISH,
                                           .descriptor = descriptor,
                                           .previous = previous == NULL ? NULL : previous->product,
                                           .time_ms = check->time_ms};
    struct writ_arena *kept = writ_report_arena(check->report);
    struct writ_entry *entry = writ_report_add(check->report);
    struct writ_evaluation evaluation;

    if (entry == NULL) {
        return writ_engine_no_memory(check->err);
    }
    WRIT_TRY(writ_eval(check->engine->mesh, &question, arena, &evaluation, check->err));
    entry->path = writ_arena_printf(kept, "%s", shown);
    entry->name = writ_report_text(check->report, writ_value_member(descriptor->product, "id"));
    entry->group =
        writ_report_text(check->report, writ_value_member(descriptor->product, "dialect"));
    entry->state = evaluation.is_permit ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL;
    writ_report_set_policies(check->report, evaluation.policy_count);
    return entry->path == NULL ? writ_engine_no_memory(check->err)
                               : add_findings(check, entry, descriptor, &evaluation);
}

static enum writ_status add_unreadable(struct check *check, const char *path,
                                       const struct writ_error *why)
{
    struct writ_arena *kept = writ_report_arena(check->report);
    struct writ_entry *entry = writ_report_add(check->report);
    const struct writ_loc at = why->loc.source[0] == '\0' ? writ_loc_at(path, 0, 0) : why->loc;
    struct writ_finding finding;

    if (entry == NULL) {
        return writ_engine_no_memory(check->err);
    }
    finding = writ_finding_make(kept, WRIT_ERROR, &at, writ_str_from(writ_status_name(why->status)),
                                writ_str_from(why->text), writ_str_from(why->hint));
    entry->path = writ_arena_printf(kept, "%s", path);
    entry->state = WRIT_ENTRY_UNREADABLE;
    return entry->path == NULL ? writ_engine_no_memory(check->err)
                               : writ_entry_add(check->report, entry, &finding, check->err);
}

static enum writ_status check_file(struct check *check, const char *path)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_descriptor descriptor;
    struct writ_error why = {0};

    writ_arena_init(&arena, &alloc);

    const struct writ_descriptor *known = writ_known_find(&check->known, path);

    if (known != NULL) {
        return check_descriptor(check, &arena, path, known);
    }
    if (writ_reader_read(check->engine->mesh->reader, &arena, path, NULL, &descriptor, &why) !=
        WRIT_OK) {
        return add_unreadable(check, path, &why);
    }
    return check_descriptor(check, &arena, path, &descriptor);
}

static enum writ_status check_text(struct check *check, const char *source, struct writ_str text)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_descriptor descriptor;
    struct writ_error why = {0};

    writ_arena_init(&arena, &alloc);
    if (writ_reader_read_text(check->engine->mesh->reader, &arena, source, text, &descriptor,
                              &why) != WRIT_OK) {
        return add_unreadable(check, source, &why);
    }
    WRIT_TRY(writ_mesh_join_one(check->engine->mesh, &arena, &descriptor, check->err));
    return check_descriptor(check, &arena, source, &descriptor);
}

/* Positions are those of the text that the value was read from. */
static enum writ_status check_value(struct check *check, const struct writ_value *document)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_loc at = writ_value_loc(document);
    struct writ_descriptor descriptor;
    struct writ_error why = {0};
    struct writ_str bytes;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_canonical_bytes(&arena, document, &bytes, check->err));
    if (writ_reader_normalise(check->engine->mesh->reader, &arena, document, bytes, &descriptor,
                              &why) != WRIT_OK) {
        return add_unreadable(check, at.source, &why);
    }
    WRIT_TRY(writ_mesh_join_one(check->engine->mesh, &arena, &descriptor, check->err));
    return check_descriptor(check, &arena, at.source, &descriptor);
}

static enum writ_status check_folder(struct check *check, const char *folder)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const char **paths = NULL;
    size_t count = 0;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_dir_list(&arena, folder, &paths, &count, check->err));
    for (size_t i = 0; i < count; i++) {
        const char *path = writ_path_join(&arena, folder, paths[i]);

        if (path == NULL) {
            return writ_engine_no_memory(check->err);
        }
        if (writ_is_document_name(path)) {
            WRIT_TRY(check_file(check, path));
        }
    }
    return WRIT_OK;
}

static bool is_in_mesh(const struct writ_mesh *mesh, const struct writ_value *id)
{
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        if (writ_value_equal(writ_value_member(mesh->descriptors[i].product, "id"), id)) {
            return true;
        }
    }
    return false;
}

static enum writ_status add_gone(struct check *check, const struct writ_descriptor *previous)
{
    struct writ_arena *kept = writ_report_arena(check->report);
    struct writ_entry *entry = writ_report_add(check->report);
    const struct writ_loc at = writ_value_loc(writ_value_member(previous->product, "id"));
    const struct writ_finding finding = writ_finding_make(
        kept, WRIT_WARNING, &at, WRIT_LIT("PRODUCT_GONE"),
        WRIT_LIT("what was published has left the mesh, so no policy can judge how it ended"),
        WRIT_LIT("keep the descriptor with the status 'retired'"));

    if (entry == NULL) {
        return writ_engine_no_memory(check->err);
    }
    entry->path = writ_arena_printf(kept, "%s", previous->path);
    entry->name = writ_report_text(check->report, writ_value_member(previous->product, "id"));
    entry->group = writ_report_text(check->report, writ_value_member(previous->product, "dialect"));
    entry->state = WRIT_ENTRY_PASS;
    return entry->path == NULL ? writ_engine_no_memory(check->err)
                               : writ_entry_add(check->report, entry, &finding, check->err);
}

/* Policies judge descriptors that are there: who deletes one instead would not be asked. */
static enum writ_status check_gone(struct check *check)
{
    const struct writ_mesh *mesh = check->engine->mesh;

    for (size_t i = 0; i < mesh->previous_count; i++) {
        const struct writ_value *product = mesh->previous[i].product;

        if (!writ_is_contract(&mesh->previous[i]) &&
            !writ_value_is_text(writ_value_member(product, "status"), "retired") &&
            !is_in_mesh(mesh, writ_value_member(product, "id"))) {
            WRIT_TRY(add_gone(check, &mesh->previous[i]));
        }
    }
    return WRIT_OK;
}

static enum writ_status check_mesh(struct check *check)
{
    const struct writ_mesh *mesh = check->engine->mesh;

    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

        writ_arena_init(&arena, &alloc);
        WRIT_TRY(check_descriptor(
            check, &arena, writ_engine_shown(check->engine, &arena, mesh->descriptors[i].path),
            &mesh->descriptors[i]));
    }
    WRIT_TRY(check_gone(check));
    WRIT_TRY(writ_report_waivers(check->engine, check->report, check->time_ms, check->err));
    return writ_report_lints(check->engine, check->report, false, check->err);
}

static enum writ_status check_all(struct check *check, const char *const *paths, size_t count)
{
    if (count == 0) {
        return check_mesh(check);
    }
    WRIT_TRY(writ_known_files(check->engine, writ_report_arena(check->report), &check->known,
                              check->err));
    for (size_t i = 0; i < count; i++) {
        if (writ_dir_exists(paths[i])) {
            WRIT_TRY(check_folder(check, paths[i]));
        } else {
            WRIT_TRY(check_file(check, paths[i]));
        }
    }
    return WRIT_OK;
}

static enum writ_status begin(struct check *check, struct writ_engine *engine, const char *time,
                              struct writ_error *err)
{
    *check = (struct check){
        .engine = engine, .time_ms = engine->clock.now_ms(engine->clock.ctx), .err = err};
    WRIT_TRY(writ_time_read(time, &check->time_ms, err));
    return writ_report_new(&check->report, err);
}

/* The report, unless the check came to nothing. */
static enum writ_status end(struct check *check, enum writ_status status,
                            struct writ_report **ret_report)
{
    if (status == WRIT_OK) {
        status = writ_report_mark_repeats(check->report, check->err);
    }
    if (status != WRIT_OK) {
        writ_report_free(check->report);
        return status;
    }
    *ret_report = check->report;
    return WRIT_OK;
}

enum writ_status writ_engine_check(struct writ_engine *engine, const char *const *paths,
                                   size_t count, const char *time, struct writ_report **ret_report,
                                   struct writ_error *err)
{
    struct check check;

    WRIT_TRY(begin(&check, engine, time, err));
    return end(&check, check_all(&check, paths, count), ret_report);
}

enum writ_status writ_engine_check_text(struct writ_engine *engine, const char *source,
                                        struct writ_str text, const char *time,
                                        struct writ_report **ret_report, struct writ_error *err)
{
    struct check check;

    WRIT_TRY(begin(&check, engine, time, err));
    return end(&check, check_text(&check, source, text), ret_report);
}

enum writ_status writ_engine_check_value(struct writ_engine *engine,
                                         const struct writ_value *document,
                                         struct writ_report **ret_report, struct writ_error *err)
{
    struct check check;

    WRIT_TRY(begin(&check, engine, NULL, err));
    return end(&check, check_value(&check, document), ret_report);
}

enum writ_status writ_engine_load_previous(struct writ_engine *engine, const char *path,
                                           struct writ_error *err)
{
    return writ_mesh_load_previous(engine->mesh, path, err);
}
