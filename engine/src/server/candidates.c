/* SPDX-License-Identifier: Apache-2.0 */
#include "server/candidates.h"

#include "base/sort.h"
#include "base/try.h"
#include "engine/engine.h"

/* A list that grows; the first failure is kept. */
struct growing {
    struct writ_arena *arena;
    struct writ_candidates list;
    bool is_broken;
};

static void add(struct growing *growing, struct writ_str name)
{
    struct writ_str *names =
        writ_arena_more(growing->arena, growing->list.names, growing->list.count, sizeof(*names));

    if (names == NULL || name.ptr == NULL) {
        growing->is_broken = true;
        return;
    }
    growing->list.names = names;
    if (name.len > 0) {
        names[growing->list.count++] = name;
    }
}

static enum writ_status done(const struct growing *growing, struct writ_candidates *ret_list,
                             struct writ_error *err)
{
    if (growing->is_broken) {
        return writ_engine_no_memory(err);
    }
    *ret_list = growing->list;
    return WRIT_OK;
}

static bool comes_before(const void *things, size_t a, size_t b)
{
    const struct writ_str *names = things;
    const int order = writ_str_cmp(names[a], names[b]);

    return order != 0 ? order < 0 : a < b;
}

/* The same, sorted, each once. */
static enum writ_status done_sorted(struct growing *growing, struct writ_candidates *ret_list,
                                    struct writ_error *err)
{
    const size_t count = growing->list.count;
    size_t *order = writ_arena_array(growing->arena, count, sizeof(*order));
    struct growing sorted = {.arena = growing->arena,
                             .is_broken = growing->is_broken || (count > 0 && order == NULL)};

    if (!sorted.is_broken) {
        writ_sort_index(order, count, comes_before, growing->list.names);
    }
    for (size_t i = 0; !sorted.is_broken && i < count; i++) {
        const struct writ_str name = growing->list.names[order[i]];

        if (i == 0 || !writ_str_eq(growing->list.names[order[i - 1]], name)) {
            add(&sorted, name);
        }
    }
    return done(&sorted, ret_list, err);
}

/* A document of data/, NULL when there is none. */
static enum writ_status data_of(const struct writ_mesh *mesh, const char *name, enum writ_kind kind,
                                const struct writ_value **ret_data, struct writ_error *err)
{
    const struct writ_value *data = writ_value_member(mesh->data, name);
    const struct writ_loc at = writ_value_loc(data);

    if (data != NULL && data->kind != kind) {
        return writ_fail(err, WRIT_E_POLICY, &at, "the mesh's data '%s' is no %s", name,
                         kind == WRIT_OBJECT ? "table" : "list");
    }
    *ret_data = data;
    return WRIT_OK;
}

static bool is_of_type(const struct writ_value *attributes, struct writ_str type)
{
    const struct writ_value *own = writ_value_member(attributes, "type");

    if (attributes->kind != WRIT_OBJECT || (own != NULL && own->kind != WRIT_STRING)) {
        return false;
    }
    return writ_str_eq(own == NULL ? WRIT_LIT("user") : own->text, type);
}

enum writ_status writ_candidate_subjects(const struct writ_mesh *mesh, struct writ_str type,
                                         struct writ_arena *arena, struct writ_candidates *ret_list,
                                         struct writ_error *err)
{
    struct growing growing = {.arena = arena};
    const struct writ_value *subjects = NULL;

    WRIT_TRY(data_of(mesh, "subjects", WRIT_OBJECT, &subjects, err));
    for (size_t i = 0; i < writ_value_count(subjects); i++) {
        const struct writ_member *subject = &subjects->as.object.members[i];

        if (is_of_type(subject->value, type)) {
            add(&growing, subject->key);
        }
    }
    return done(&growing, ret_list, err);
}

static void add_ports(struct growing *growing, const struct writ_value *product)
{
    const struct writ_value *ports = writ_value_member(product, "ports");
    const struct writ_str id = writ_value_text(writ_value_member(product, "id"));

    for (size_t i = 0; i < writ_value_count(ports); i++) {
        const struct writ_str port =
            writ_value_text(writ_value_member(writ_value_item(ports, i), "id"));

        if (port.len > 0) {
            add(growing, writ_str_from(writ_arena_printf(growing->arena, "%.*s#%.*s", (int)id.len,
                                                         id.ptr, (int)port.len, port.ptr)));
        }
    }
}

/* Contracts that a port names are among them: no request can ask for one, so none is found. */
static enum writ_status products(const struct writ_mesh *mesh, bool is_of_ports,
                                 struct writ_arena *arena, struct writ_candidates *ret_list,
                                 struct writ_error *err)
{
    struct growing growing = {.arena = arena};

    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        const struct writ_value *product = mesh->descriptors[i].product;

        if (is_of_ports) {
            add_ports(&growing, product);
        } else {
            add(&growing, writ_value_text(writ_value_member(product, "id")));
        }
    }
    return done_sorted(&growing, ret_list, err);
}

enum writ_status writ_candidate_resources(const struct writ_mesh *mesh, struct writ_str type,
                                          struct writ_arena *arena,
                                          struct writ_candidates *ret_list, struct writ_error *err)
{
    struct growing growing = {.arena = arena};
    const bool is_port = writ_str_is(type, "output_port");
    const struct writ_value *resources = NULL;

    if (is_port || writ_str_is(type, "data_product")) {
        return products(mesh, is_port, arena, ret_list, err);
    }
    WRIT_TRY(data_of(mesh, "resources", WRIT_OBJECT, &resources, err));

    const struct writ_value *ids = writ_value_get(resources, type);

    for (size_t i = 0; ids != NULL && ids->kind == WRIT_OBJECT && i < writ_value_count(ids); i++) {
        add(&growing, ids->as.object.members[i].key);
    }
    return done(&growing, ret_list, err);
}

static void add_texts(struct growing *growing, const struct writ_value *texts)
{
    for (size_t i = 0; i < writ_value_count(texts); i++) {
        const struct writ_str text = writ_value_text(writ_value_item(texts, i));

        if (text.len > 0) {
            add(growing, text);
        }
    }
}

enum writ_status writ_candidate_actions(const struct writ_mesh *mesh, struct writ_str type,
                                        struct writ_arena *arena, struct writ_candidates *ret_list,
                                        struct writ_error *err)
{
    struct growing growing = {.arena = arena};
    const struct writ_value *actions = NULL;

    (void)type;
    WRIT_TRY(data_of(mesh, "actions", WRIT_ARRAY, &actions, err));
    add(&growing, WRIT_LIT("read"));
    add(&growing, WRIT_LIT("query"));
    add_texts(&growing, actions);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        add_texts(&growing, mesh->policies[i].actions);
    }
    return done_sorted(&growing, ret_list, err);
}
