/* SPDX-License-Identifier: Apache-2.0
 *
 * Agreements, waivers and data: what stands beside policies and products.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/try.h"
#include "mesh/load.h"

/* By id, so that which of several counts does not depend on the names of files. */
static int by_id(const void *a, const void *b)
{
    const struct writ_value *left = *(const struct writ_value *const *)a;
    const struct writ_value *right = *(const struct writ_value *const *)b;
    const int by_text = writ_str_cmp(writ_value_text(writ_value_member(left, "id")),
                                     writ_value_text(writ_value_member(right, "id")));

    return by_text != 0 ? by_text
                        : strcmp(writ_value_loc(left).source, writ_value_loc(right).source);
}

enum writ_status writ_mesh_load_agreements(struct writ_mesh *mesh, struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;
    struct writ_build list;
    struct writ_value *all;

    WRIT_TRY(writ_mesh_list(mesh, "agreements", &paths, &count, err));
    writ_build_array(&list, &mesh->arena);
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *document = NULL;
        const struct writ_value *agreement = NULL;

        if (!writ_is_document_name(paths[i])) {
            continue;
        }
        WRIT_TRY(writ_mesh_document(mesh, paths[i], &document, err));
        WRIT_TRY(writ_reader_agreement(mesh->reader, &mesh->arena, document, &agreement, err));
        writ_build_item(&list, agreement);
    }
    all = writ_build_end(&list);
    if (all == NULL) {
        return writ_mesh_no_memory(err);
    }
    if (writ_value_count(all) > 1) {
        qsort(all->as.array.items, all->as.array.count, sizeof(*all->as.array.items), by_id);
    }
    mesh->agreements = all;
    return WRIT_OK;
}

static enum writ_status take_text(struct writ_mesh *mesh, const struct writ_value *document,
                                  const char *member, const char **ret_text, struct writ_error *err)
{
    const struct writ_value *value = writ_value_member(document, member);
    const struct writ_loc at = writ_value_loc(value == NULL ? document : value);

    if (value == NULL || value->kind != WRIT_STRING || value->text.len == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "the waiver's '%s' is %s", member,
                         value == NULL ? "missing" : "not a text");
    }
    *ret_text = writ_arena_str(&mesh->arena, value->text).ptr;
    return *ret_text == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

static enum writ_status check_waiver_members(const struct writ_value *document,
                                             struct writ_error *err)
{
    static const char *const known[] = {"policy", "product", "reason", "approver", "expires"};

    for (size_t i = 0; i < writ_value_count(document); i++) {
        const struct writ_member *member = &document->as.object.members[i];
        const struct writ_loc at = writ_loc_at(document->source, member->line, member->column);
        bool is_known = false;

        for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
            is_known = is_known || writ_str_is(member->key, known[k]);
        }
        if (!is_known) {
            return writ_fail(err, WRIT_E_SCHEMA, &at, "a waiver has no '%.*s'",
                             WRIT_FMT(member->key));
        }
    }
    return WRIT_OK;
}

static enum writ_status read_waiver(struct writ_mesh *mesh, const char *path,
                                    struct writ_waiver *waiver, struct writ_error *err)
{
    WRIT_TRY(writ_mesh_document(mesh, path, &waiver->document, err));

    const struct writ_loc root = writ_value_loc(waiver->document);

    if (waiver->document->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &root,
                         "a waiver is a table of policy, product, reason, approver and expires");
    }
    WRIT_TRY(check_waiver_members(waiver->document, err));
    WRIT_TRY(take_text(mesh, waiver->document, "policy", &waiver->policy, err));
    WRIT_TRY(take_text(mesh, waiver->document, "product", &waiver->product, err));
    WRIT_TRY(take_text(mesh, waiver->document, "reason", &waiver->reason, err));
    WRIT_TRY(take_text(mesh, waiver->document, "approver", &waiver->approver, err));
    WRIT_TRY(take_text(mesh, waiver->document, "expires", &waiver->expires, err));

    const struct writ_loc at = writ_value_loc(writ_value_member(waiver->document, "expires"));

    if (!writ_time_parse(writ_str_from(waiver->expires), &waiver->expires_ms)) {
        return writ_fail(err, WRIT_E_SCHEMA, &at,
                         "the waiver's 'expires' is no RFC 3339 time or date: '%s'",
                         waiver->expires);
    }
    return WRIT_OK;
}

/* The one that lasts longest first, so that of several it is the one that lifts. */
static int by_end(const void *a, const void *b)
{
    const struct writ_waiver *left = a;
    const struct writ_waiver *right = b;
    const char *const pairs[][2] = {{left->approver, right->approver},
                                    {left->reason, right->reason},
                                    {left->expires, right->expires},
                                    {left->policy, right->policy},
                                    {left->product, right->product}};
    int by_text = 0;

    if (left->expires_ms != right->expires_ms) {
        return left->expires_ms > right->expires_ms ? -1 : 1;
    }
    for (size_t i = 0; by_text == 0 && i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        by_text = strcmp(pairs[i][0], pairs[i][1]);
    }
    return by_text;
}

enum writ_status writ_mesh_load_waivers(struct writ_mesh *mesh, struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;

    WRIT_TRY(writ_mesh_list(mesh, "waivers", &paths, &count, err));
    mesh->waivers = writ_arena_array(&mesh->arena, count + 1, sizeof(*mesh->waivers));
    if (mesh->waivers == NULL) {
        return writ_mesh_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (writ_is_document_name(paths[i])) {
            WRIT_TRY(read_waiver(mesh, paths[i], &mesh->waivers[mesh->waiver_count], err));
            mesh->waiver_count++;
        }
    }
    if (mesh->waiver_count > 1) {
        qsort(mesh->waivers, mesh->waiver_count, sizeof(*mesh->waivers), by_end);
    }
    return WRIT_OK;
}

/* "data/sub/countries.yaml" is data.countries: folders only sort the files. */
static struct writ_str data_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const struct writ_str name = writ_str_from(slash == NULL ? path : slash + 1);

    return writ_str_cut(name, 0, writ_str_find(name, '.'));
}

/* Of two files of one name, policies would see one and not know which. */
static enum writ_status check_data_name(const char *const *paths, size_t index,
                                        struct writ_error *err)
{
    const struct writ_loc at = writ_loc_at(paths[index], 0, 0);
    const struct writ_str name = data_name(paths[index]);

    for (size_t i = 0; i < index; i++) {
        if (writ_is_document_name(paths[i]) && writ_str_eq(data_name(paths[i]), name)) {
            return writ_fail(err, WRIT_E_SCHEMA, &at, "the data '%.*s' is already that of %s",
                             WRIT_FMT(name), paths[i]);
        }
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_load_data(struct writ_mesh *mesh, struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;
    struct writ_build data;

    WRIT_TRY(writ_mesh_list(mesh, "data", &paths, &count, err));
    writ_build_object(&data, &mesh->arena);
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *document = NULL;

        if (writ_is_document_name(paths[i])) {
            WRIT_TRY(check_data_name(paths, i, err));
            WRIT_TRY(writ_mesh_document(mesh, paths[i], &document, err));
            writ_build_member(&data, data_name(paths[i]), document);
        }
    }
    mesh->data = writ_build_end(&data);
    return mesh->data == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

const struct writ_waiver *writ_mesh_waiver(const struct writ_mesh *mesh, const char *policy,
                                           struct writ_str product, int64_t time_ms)
{
    for (size_t i = 0; i < mesh->waiver_count; i++) {
        const struct writ_waiver *waiver = &mesh->waivers[i];

        if (strcmp(waiver->policy, policy) == 0 && writ_str_is(product, waiver->product) &&
            time_ms < waiver->expires_ms) {
            return waiver;
        }
    }
    return NULL;
}
