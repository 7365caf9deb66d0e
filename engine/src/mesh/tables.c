/* SPDX-License-Identifier: Apache-2.0 */
#include "mesh/tables.h"

#include "base/try.h"
#include "mesh/load.h"

struct writ_tables {
    struct writ_table *items;
    size_t count;
    size_t set_count; /* the first ones are those of mesh.yaml */
    size_t owner_count;
    size_t *slots;     /* index of an item plus one; 0: free */
    size_t slot_count; /* a power of two, more than twice the items */
};

/* FNV-1a without case. Who may write names into a mesh is trusted, so no name is chosen to collide.
 */
static uint64_t hash_more(uint64_t hash, struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];

        hash ^= (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
        hash *= 0x100000001b3u;
    }
    return (hash ^ 0xff) * 0x100000001b3u; /* the end of a part: a byte that no UTF-8 text has */
}

static uint64_t hash_of(const struct writ_table_name *name)
{
    return hash_more(hash_more(hash_more(0xcbf29ce484222325u, name->catalog), name->schema),
                     name->name);
}

static bool is_called(const struct writ_table *table, const struct writ_table_name *name)
{
    return writ_str_eq_fold(table->called.name, name->name) &&
           writ_str_eq_fold(table->called.schema, name->schema) &&
           writ_str_eq_fold(table->called.catalog, name->catalog);
}

/* Where the table is, or the free slot where it would be. */
static size_t *slot_of(const struct writ_tables *tables, const struct writ_table_name *name,
                       uint64_t hash)
{
    size_t at = hash & (tables->slot_count - 1);

    while (tables->slots[at] != 0) {
        const struct writ_table *table = &tables->items[tables->slots[at] - 1];

        if (table->hash == hash && is_called(table, name)) {
            break;
        }
        at = (at + 1) & (tables->slot_count - 1);
    }
    return &tables->slots[at];
}

const struct writ_table *writ_mesh_table(const struct writ_mesh *mesh,
                                         const struct writ_table_name *name)
{
    const struct writ_tables *tables = mesh->tables;

    if (tables == NULL || tables->count == 0) {
        return NULL;
    }

    const size_t slot = *slot_of(tables, name, hash_of(name));

    return slot == 0 ? NULL : &tables->items[slot - 1];
}

size_t writ_mesh_table_owners(const struct writ_mesh *mesh)
{
    return mesh->tables == NULL ? 0 : mesh->tables->owner_count;
}

static struct writ_str path_of(const struct writ_value *column)
{
    return writ_value_text(writ_value_member(column, "path"));
}

static struct writ_str model_of(const struct writ_value *column)
{
    const struct writ_str path = path_of(column);

    return writ_str_cut(path, 0, writ_str_find(path, '.'));
}

bool writ_table_has(const struct writ_table *table, const struct writ_value *column)
{
    const struct writ_value *own = writ_value_member(column, "port");

    return (table->port.len == 0 || own == NULL ||
            writ_str_eq(writ_value_text(own), table->port)) &&
           writ_str_eq(model_of(column), table->model);
}

/* The index under construction. */
struct indexing {
    struct writ_mesh *mesh;
    struct writ_tables *tables;
    bool ids_have_hash; /* some id of a product could be read as another product's port */
    struct writ_error *err;
};

static bool is_owner(const struct writ_table *table, const struct writ_table *one)
{
    return table->descriptor == one->descriptor && writ_str_eq(table->port, one->port);
}

/* Tables of one resource come one after the other, except those of mesh.yaml. */
static size_t owner_of(struct writ_tables *tables, const struct writ_table *table)
{
    if (tables->count > 0 && is_owner(&tables->items[tables->count - 1], table)) {
        return tables->items[tables->count - 1].owner;
    }
    for (size_t i = 0; i < tables->set_count && i < tables->count; i++) {
        if (is_owner(&tables->items[i], table)) {
            return tables->items[i].owner;
        }
    }
    return tables->owner_count++;
}

static enum writ_status append(struct indexing *indexing, const struct writ_table *table)
{
    struct writ_tables *tables = indexing->tables;
    struct writ_table *items = writ_arena_more(&indexing->mesh->arena, tables->items, tables->count,
                                               sizeof(*tables->items));

    if (items == NULL) {
        return writ_mesh_no_memory(indexing->err);
    }
    tables->items = items;
    items[tables->count] = *table;
    items[tables->count].hash = hash_of(&table->called);
    items[tables->count].owner = owner_of(tables, table);
    tables->count++;
    return WRIT_OK;
}

/* "ID" or "ID#PORT", which must not be the id of another product. */
static enum writ_status name_resource(struct indexing *indexing, const struct writ_value *said,
                                      struct writ_table *table)
{
    const struct writ_loc at = writ_value_loc(said);
    const struct writ_str id = writ_value_text(writ_value_member(table->descriptor->product, "id"));
    struct writ_str port;

    table->resource = id;
    if (table->port.len > 0) {
        table->resource =
            writ_str_from(writ_arena_printf(&indexing->mesh->arena, "%.*s#%.*s", (int)id.len,
                                            id.ptr, (int)table->port.len, table->port.ptr));
    }
    if (table->resource.ptr == NULL) {
        return writ_mesh_no_memory(indexing->err);
    }
    return !indexing->ids_have_hash ||
                   writ_mesh_resource(indexing->mesh, table->resource, &port) == table->descriptor
               ? WRIT_OK
               : writ_fail(indexing->err, WRIT_E_SCHEMA, &at,
                           "'%.*s' is the id of another product, so no request can name this port",
                           WRIT_FMT(table->resource));
}

static bool is_listed(const struct writ_tables *tables, size_t from, struct writ_str model)
{
    for (size_t i = from; i < tables->count; i++) {
        if (writ_str_eq(tables->items[i].model, model)) {
            return true;
        }
    }
    return false;
}

/* Every table of the resource, or the one that the model calls so. */
static enum writ_status add_tables(struct indexing *indexing, const struct writ_table *like,
                                   struct writ_str wanted)
{
    const struct writ_value *columns = writ_value_member(like->descriptor->product, "columns");
    const size_t from = indexing->tables->count;
    struct writ_table table = *like;

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *column = writ_value_item(columns, i);

        table.model = model_of(column);
        if (!writ_table_has(&table, column) || is_listed(indexing->tables, from, table.model) ||
            (wanted.len > 0 && !writ_str_eq_fold(wanted, table.model))) {
            continue;
        }
        table.called.name = like->called.name.len > 0 ? like->called.name : table.model;
        WRIT_TRY(append(indexing, &table));
    }
    return WRIT_OK;
}

/* What a member of service.trino.tables says: "ID", "ID#PORT" or {product, table}. */
static enum writ_status add_set(struct indexing *indexing, const struct writ_member *member)
{
    const struct writ_value *value = member->value;
    const struct writ_value *product =
        value->kind == WRIT_OBJECT ? writ_value_member(value, "product") : value;
    const struct writ_loc at = writ_value_loc(product);
    const size_t before = indexing->tables->count;
    struct writ_str rest = member->key;
    struct writ_str model = writ_value_text(writ_value_member(value, "table"));
    struct writ_table table = {.owner = 0};

    table.descriptor = writ_mesh_resource(indexing->mesh, writ_value_text(product), &table.port);
    if (table.descriptor == NULL) {
        return writ_fail(indexing->err, WRIT_E_SCHEMA, &at,
                         "the mesh has no product or port '%.*s'",
                         WRIT_FMT(writ_value_text(product)));
    }
    (void)writ_str_split(&rest, '.', &table.called.catalog);
    (void)writ_str_split(&rest, '.', &table.called.schema);
    if (!writ_str_is(rest, "*")) {
        table.called.name = rest;
        model = model.len > 0 ? model : rest;
    }
    WRIT_TRY(name_resource(indexing, product, &table));
    WRIT_TRY(add_tables(indexing, &table, model));
    return indexing->tables->count > before
               ? WRIT_OK
               : writ_fail(indexing->err, WRIT_E_SCHEMA, &at, "'%.*s' has no table '%.*s'",
                           WRIT_FMT(table.resource), WRIT_FMT(model));
}

static enum writ_status add_port(struct indexing *indexing,
                                 const struct writ_descriptor *descriptor,
                                 const struct writ_value *port)
{
    const struct writ_value *namespace = writ_value_member(port, "namespace");
    struct writ_table table = {
        .descriptor = descriptor,
        .port = writ_value_text(writ_value_member(port, "id")),
        .called = {.catalog = writ_value_text(writ_value_item(namespace, 0)),
                   .schema = writ_value_text(writ_value_item(namespace, 1))},
    };

    if (!writ_str_eq_fold(writ_value_text(writ_value_member(port, "protocol")),
                          WRIT_LIT("trino")) ||
        !writ_value_is_text(writ_value_member(port, "direction"), "output") ||
        writ_value_count(namespace) != 2) {
        return WRIT_OK;
    }
    WRIT_TRY(name_resource(indexing, port, &table));
    return add_tables(indexing, &table, WRIT_LIT(""));
}

static enum writ_status add_descriptor(struct indexing *indexing,
                                       const struct writ_descriptor *descriptor)
{
    const struct writ_value *ports = writ_value_member(descriptor->product, "ports");
    const struct writ_str id = writ_value_text(writ_value_member(descriptor->product, "id"));

    for (size_t i = 0; i < writ_value_count(ports); i++) {
        /* a contract that a product's port names is not asked for by its own id */
        if (!writ_is_contract(descriptor) || writ_mesh_product(indexing->mesh, id) == descriptor) {
            WRIT_TRY(add_port(indexing, descriptor, writ_value_item(ports, i)));
        }
    }
    return WRIT_OK;
}

static enum writ_status refuse_twice(const struct indexing *indexing,
                                     const struct writ_table *first,
                                     const struct writ_table *second)
{
    const struct writ_loc at = writ_value_loc(writ_value_member(second->descriptor->product, "id"));

    return writ_hint(indexing->err,
                     writ_fail(indexing->err, WRIT_E_SCHEMA, &at,
                               "the table '%.*s.%.*s.%.*s' of '%.*s' is also one of '%.*s'",
                               WRIT_FMT(second->called.catalog), WRIT_FMT(second->called.schema),
                               WRIT_FMT(second->called.name), WRIT_FMT(second->resource),
                               WRIT_FMT(first->resource)),
                     "say whose it is in service.trino.tables of mesh.yaml");
}

/* What mesh.yaml says of a table stands; descriptors must agree. */
static enum writ_status fill_slots(struct indexing *indexing)
{
    struct writ_tables *tables = indexing->tables;

    for (tables->slot_count = 4; tables->slot_count < 2 * tables->count + 1;) {
        tables->slot_count *= 2;
    }
    tables->slots =
        writ_arena_array(&indexing->mesh->arena, tables->slot_count, sizeof(*tables->slots));
    if (tables->slots == NULL) {
        return writ_mesh_no_memory(indexing->err);
    }
    for (size_t i = 0; i < tables->count; i++) {
        size_t *slot = slot_of(tables, &tables->items[i].called, tables->items[i].hash);

        if (*slot == 0) {
            *slot = i + 1;
        } else if (*slot > tables->set_count || i < tables->set_count) {
            return refuse_twice(indexing, &tables->items[*slot - 1], &tables->items[i]);
        }
    }
    return WRIT_OK;
}

static bool has_hash(const struct writ_mesh *mesh)
{
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        const struct writ_str id =
            writ_value_text(writ_value_member(mesh->descriptors[i].product, "id"));

        if (writ_str_find(id, '#') < id.len) {
            return true;
        }
    }
    return false;
}

enum writ_status writ_mesh_index_tables(struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *trino = writ_value_path(mesh->settings, "service.trino");
    const struct writ_value *set = writ_value_member(trino, "tables");
    struct indexing indexing = {.mesh = mesh, .ids_have_hash = has_hash(mesh), .err = err};

    if (trino == NULL) {
        return WRIT_OK;
    }
    indexing.tables = mesh->tables = writ_arena_alloc(&mesh->arena, sizeof(*mesh->tables));
    if (mesh->tables == NULL) {
        return writ_mesh_no_memory(err);
    }
    for (size_t i = 0; i < writ_value_count(set); i++) {
        WRIT_TRY(add_set(&indexing, &set->as.object.members[i]));
        mesh->tables->set_count = mesh->tables->count;
    }
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        WRIT_TRY(add_descriptor(&indexing, &mesh->descriptors[i]));
    }
    return fill_slots(&indexing);
}
