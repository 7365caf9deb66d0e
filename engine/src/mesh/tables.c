/* SPDX-License-Identifier: Apache-2.0 */
#include "mesh/tables.h"

#include "base/sort.h"
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

static unsigned char folded(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* FNV-1a without case. Who may write names into a mesh is trusted, so no name is chosen to collide.
 */
static uint64_t hash_more(uint64_t hash, struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        hash ^= folded(text.ptr[i]);
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

size_t writ_mesh_table_count(const struct writ_mesh *mesh)
{
    return mesh->tables == NULL ? 0 : mesh->tables->count;
}

size_t writ_mesh_table_owners(const struct writ_mesh *mesh)
{
    return mesh->tables == NULL ? 0 : mesh->tables->owner_count;
}

/* The sign of a compared to b, without case. */
static int compare(struct writ_str a, struct writ_str b)
{
    const size_t shared = a.len < b.len ? a.len : b.len;
    size_t i = 0;

    while (i < shared && folded(a.ptr[i]) == folded(b.ptr[i])) {
        i++;
    }
    return i < shared ? folded(a.ptr[i]) - folded(b.ptr[i]) : (a.len > b.len) - (a.len < b.len);
}

const struct writ_table_column *writ_table_column(const struct writ_table *table,
                                                  struct writ_str name)
{
    size_t from = 0, to = table->column_count;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int sign = compare(table->columns[middle].name, name);

        if (sign == 0) {
            return &table->columns[middle];
        }
        from = sign < 0 ? middle + 1 : from;
        to = sign < 0 ? to : middle;
    }
    return NULL;
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
    items[tables->count].index = tables->count;
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

/* The columns of a resource, by table and then by name. */
struct sorted {
    struct part {
        struct writ_str path, model, name;
    } * parts;
    size_t *order;
    size_t count;
};

static struct writ_str first_of(struct writ_str path, const char *ends)
{
    size_t end = path.len;

    for (; *ends != '\0'; ends++) {
        const size_t at = writ_str_find(path, *ends);

        end = at < end ? at : end;
    }
    return writ_str_cut(path, 0, end);
}

static bool is_before(const void *things, size_t a, size_t b)
{
    const struct part *parts = things;
    const int by_model = writ_str_cmp(parts[a].model, parts[b].model);
    const int by_name = by_model != 0 ? by_model : compare(parts[a].name, parts[b].name);

    return by_name != 0 ? by_name < 0 : a < b;
}

static bool is_of_port(const struct writ_value *column, struct writ_str port)
{
    const struct writ_value *own = writ_value_member(column, "port");

    return port.len == 0 || own == NULL || writ_str_eq(writ_value_text(own), port);
}

static enum writ_status sort_columns(struct indexing *indexing, const struct writ_table *table,
                                     struct sorted *ret_sorted)
{
    const struct writ_value *columns = writ_value_member(table->descriptor->product, "columns");
    const size_t most = writ_value_count(columns) + 1;
    struct sorted sorted = {
        .parts = writ_arena_array(&indexing->mesh->arena, most, sizeof(*sorted.parts)),
        .order = writ_arena_array(&indexing->mesh->arena, most, sizeof(*sorted.order))};

    if (sorted.parts == NULL || sorted.order == NULL) {
        return writ_mesh_no_memory(indexing->err);
    }
    for (size_t i = 0; i + 1 < most; i++) {
        const struct writ_value *column = writ_value_item(columns, i);
        const struct writ_str path = writ_value_text(writ_value_member(column, "path"));
        const struct writ_str model = first_of(path, ".");
        const struct writ_str name = first_of(writ_str_cut(path, model.len + 1, path.len), ".[");

        if (name.len > 0 && is_of_port(column, table->port)) {
            sorted.parts[sorted.count++] = (struct part){path, model, name};
        }
    }
    writ_sort_index(sorted.order, sorted.count, is_before, sorted.parts);
    *ret_sorted = sorted;
    return WRIT_OK;
}

static const struct part *part_at(const struct sorted *sorted, size_t at)
{
    return &sorted->parts[sorted->order[at]];
}

/* Where the table ends that begins at `from`. */
static size_t end_of_table(const struct sorted *sorted, size_t from)
{
    size_t end = from + 1;

    while (end < sorted->count &&
           writ_str_eq(part_at(sorted, end)->model, part_at(sorted, from)->model)) {
        end++;
    }
    return end;
}

/* The columns of the table between two places. */
static enum writ_status take_columns(struct indexing *indexing, const struct sorted *sorted,
                                     size_t from, size_t end, struct writ_table *table)
{
    struct writ_arena *arena = &indexing->mesh->arena;
    struct writ_str *paths = writ_arena_array(arena, end - from, sizeof(*paths));

    table->model = part_at(sorted, from)->model;
    table->column_count = 0;
    table->columns = writ_arena_array(arena, end - from, sizeof(*table->columns));
    if (paths == NULL || table->columns == NULL) {
        return writ_mesh_no_memory(indexing->err);
    }
    for (size_t i = from; i < end; i++) {
        const struct part *part = part_at(sorted, i);

        paths[i - from] = part->path;
        if (i == from || compare(part->name, part_at(sorted, i - 1)->name) != 0) {
            table->columns[table->column_count++] =
                (struct writ_table_column){part->name, &paths[i - from], 0};
        }
        table->columns[table->column_count - 1].path_count++;
    }
    return WRIT_OK;
}

static size_t count_tables(const struct sorted *sorted)
{
    size_t count = 0;

    for (size_t from = 0; from < sorted->count; from = end_of_table(sorted, from)) {
        count++;
    }
    return count;
}

/* Every table of the resource, or the one that the model calls so. */
static enum writ_status add_tables(struct indexing *indexing, const struct writ_table *like,
                                   struct writ_str wanted)
{
    struct writ_table table = *like;
    struct sorted sorted = {0};

    WRIT_TRY(sort_columns(indexing, like, &sorted));
    table.siblings = count_tables(&sorted);
    for (size_t from = 0, end; from < sorted.count; from = end) {
        end = end_of_table(&sorted, from);
        if (wanted.len == 0 || writ_str_eq_fold(wanted, part_at(&sorted, from)->model)) {
            WRIT_TRY(take_columns(indexing, &sorted, from, end, &table));
            table.called.name = like->called.name.len > 0 ? like->called.name : table.model;
            WRIT_TRY(append(indexing, &table));
        }
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
