/* SPDX-License-Identifier: Apache-2.0
 *
 * What Trino asks, as requests that the mesh decides.
 */
#include "base/try.h"
#include "engine/sql_table.h"
#include "server/service.h"
#include "server/trino.h"

static enum writ_status wrong(const struct writ_value *at, struct writ_error *err, const char *what)
{
    const struct writ_loc loc = writ_value_loc(at);

    return writ_fail(err, WRIT_E_SCHEMA, &loc, "%s", what);
}

static const struct writ_value *make_subject(struct writ_arena *arena,
                                             const struct writ_value *identity)
{
    struct writ_build properties, subject;

    writ_build_object(&properties, arena);
    writ_build_put_known(&properties, "groups", writ_value_member(identity, "groups"));
    writ_build_object(&subject, arena);
    writ_build_put_text(&subject, "type", WRIT_LIT("user"));
    writ_build_put(&subject, "id", writ_value_member(identity, "user"));
    writ_build_put(&subject, "properties", writ_build_end(&properties));
    return writ_build_end(&subject);
}

/* The mesh's word for the operation, else Writ's, else the operation's own name. */
static const struct writ_value *make_action(struct writ_trino *trino, struct writ_arena *arena)
{
    const struct writ_value *operation = writ_value_member(trino->asked, "operation");
    const struct writ_operation *known = writ_operation_find(writ_value_text(operation));
    const struct writ_value *set =
        writ_value_get(writ_value_member(trino->settings, "actions"), writ_value_text(operation));
    struct writ_build properties, action;

    trino->kind = known == NULL ? WRIT_OPERATION_CHANGES : known->kind;
    writ_build_object(&properties, arena);
    writ_build_put_known(&properties, "grantee", writ_value_member(trino->asked, "grantee"));
    writ_build_put(&properties, "operation", operation);
    writ_build_object(&action, arena);
    writ_build_put_text(&action, "name",
                        set != NULL     ? writ_value_text(set)
                        : known != NULL ? writ_str_from(known->action)
                                        : writ_value_text(operation));
    writ_build_put(&action, "properties", writ_build_end(&properties));
    return writ_build_end(&action);
}

/* The purpose that the mesh has registered for the subject, which no query says. */
static const struct writ_value *registered_purpose(const struct writ_trino *trino)
{
    const struct writ_value *subjects = writ_value_member(trino->mesh->data, "subjects");
    const struct writ_str id = writ_value_text(writ_value_member(trino->subject, "id"));

    return writ_value_member(writ_value_get(subjects, id), "purpose");
}

/* What Trino carries out by itself. Where only names are shown no data is handed over, so that no
 * duty about data can be broken. */
static const char *const *carried_out(enum writ_operation_kind kind)
{
    static const char *const reads[] = {"drop_column", "mask", "row_filter", NULL};
    static const char *const describes[] = {"delete_on_notice", "drop_column", "mask", "min_group",
                                            "retain_until",     "row_filter",  NULL};

    switch (kind) {
    case WRIT_OPERATION_READS:
        return reads;
    case WRIT_OPERATION_DESCRIBES:
        return describes;
    case WRIT_OPERATION_CHANGES:
        break;
    }
    return reads + sizeof(reads) / sizeof(reads[0]) - 1;
}

/* A permit with a duty of another type is a denial. */
static const struct writ_value *supported_obligations(const struct writ_trino *trino,
                                                      struct writ_arena *arena,
                                                      enum writ_operation_kind kind)
{
    const struct writ_value *fulfils = writ_value_member(trino->settings, "fulfils");
    struct writ_build list;

    writ_build_array(&list, arena);
    for (const char *const *type = carried_out(kind); *type != NULL; type++) {
        writ_build_item(&list, writ_value_string(arena, writ_str_from(*type)));
    }
    for (size_t i = 0; i < writ_value_count(fulfils); i++) {
        writ_build_item(&list, writ_value_item(fulfils, i));
    }
    return writ_build_end(&list);
}

/* Members that are not taken from the settings. */
static bool is_ours(struct writ_str name, const struct writ_value *purpose)
{
    return writ_str_is(name, "query_id") || writ_str_is(name, "supported_obligations") ||
           (purpose != NULL && writ_str_is(name, "purpose"));
}

/* What the settings say, the purpose of the subject, which query it is, and what can be carried
 * out. */
static const struct writ_value *make_context(const struct writ_trino *trino,
                                             struct writ_arena *arena,
                                             enum writ_operation_kind kind,
                                             const struct writ_value *query_id)
{
    const struct writ_value *set = writ_value_member(trino->settings, "context");
    const struct writ_value *purpose = registered_purpose(trino);
    struct writ_build context;

    writ_build_object(&context, arena);
    for (size_t i = 0; i < writ_value_count(set); i++) {
        const struct writ_member *member = &set->as.object.members[i];

        if (!is_ours(member->key, purpose)) {
            writ_build_member(&context, member->key, member->value);
        }
    }
    writ_build_put_known(&context, "purpose", purpose);
    writ_build_put_known(&context, "query_id", query_id);
    writ_build_put(&context, "supported_obligations", supported_obligations(trino, arena, kind));
    return writ_build_end(&context);
}

static enum writ_status check_identity(const struct writ_value *identity, struct writ_error *err)
{
    const struct writ_value *groups = writ_value_member(identity, "groups");

    if (writ_value_text(writ_value_member(identity, "user")).len == 0) {
        return wrong(identity, err, "'input.context.identity.user' is not a text");
    }
    return groups == NULL || groups->kind == WRIT_ARRAY
               ? WRIT_OK
               : wrong(groups, err, "'input.context.identity.groups' is not a list");
}

enum writ_status writ_trino_read(struct writ_exchange *exchange, struct writ_trino *ret_trino,
                                 struct writ_error *err)
{
    struct writ_arena *arena = exchange->arena;
    const struct writ_mesh *mesh = exchange->service->engine->mesh;
    const struct writ_value *body = NULL;
    struct writ_trino trino = {.exchange = exchange,
                               .mesh = mesh,
                               .settings = writ_value_path(mesh->settings, "service.trino")};

    WRIT_TRY(writ_exchange_json(exchange, &body, err));

    const struct writ_value *input = writ_value_member(body, "input");
    const struct writ_value *context = writ_value_member(input, "context");
    const struct writ_value *identity = writ_value_member(context, "identity");

    trino.asked = writ_value_member(input, "action");
    if (writ_value_text(writ_value_member(trino.asked, "operation")).len == 0) {
        return wrong(trino.asked == NULL ? body : trino.asked, err,
                     "'input.action.operation' is not a text");
    }
    WRIT_TRY(check_identity(identity == NULL ? body : identity, err));
    trino.subject = make_subject(arena, identity);
    trino.action = make_action(&trino, arena);

    const struct writ_value *query_id = writ_value_member(context, "queryId");
    const bool describes = trino.kind == WRIT_OPERATION_DESCRIBES;

    trino.context = make_context(&trino, arena, trino.kind, query_id);
    trino.other_context = make_context(
        &trino, arena, describes ? WRIT_OPERATION_DESCRIBES : WRIT_OPERATION_CHANGES, query_id);
    *ret_trino = trino;
    return trino.subject == NULL || trino.action == NULL || trino.context == NULL ||
                   trino.other_context == NULL
               ? writ_engine_no_memory(err)
               : WRIT_OK;
}

static const struct writ_value *make_resource(struct writ_arena *arena, struct writ_str type,
                                              struct writ_str id,
                                              const struct writ_value *properties)
{
    struct writ_build resource;

    writ_build_object(&resource, arena);
    writ_build_put_text(&resource, "type", type);
    writ_build_put_text(&resource, "id", id);
    writ_build_put(&resource, "properties", properties);
    return writ_build_end(&resource);
}

static const struct writ_value *make_request(const struct writ_trino *trino,
                                             struct writ_arena *arena,
                                             const struct writ_value *context,
                                             const struct writ_value *resource)
{
    struct writ_build request;

    writ_build_object(&request, arena);
    writ_build_put(&request, "subject", trino->subject);
    writ_build_put(&request, "action", trino->action);
    writ_build_put(&request, "resource", resource);
    writ_build_put(&request, "context", context);
    return writ_build_end(&request);
}

const struct writ_value *writ_trino_ask_table(const struct writ_trino *trino,
                                              struct writ_arena *arena,
                                              const struct writ_table *table,
                                              const struct writ_value *columns)
{
    struct writ_build properties;

    writ_build_object(&properties, arena);
    writ_build_put_known(&properties, "columns", columns);
    return make_request(trino, arena, trino->context,
                        make_resource(arena, WRIT_LIT("data_product"), table->resource,
                                      writ_build_end(&properties)));
}

/* "a.b.c" of the names that say which one it is; the properties say it without doubt. */
static struct writ_str joined_names(struct writ_arena *arena, const struct writ_value *named)
{
    static const char *const members[] = {"catalogName",  "schemaName",   "tableName",
                                          "columnName",   "functionName", "name",
                                          "propertyName", "user"};
    struct writ_str joined = WRIT_LIT("");

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && joined.ptr != NULL; i++) {
        const struct writ_str name = writ_value_text(writ_value_member(named, members[i]));

        if (name.len > 0) {
            joined = writ_str_from(writ_arena_printf(arena, "%.*s%s%.*s", (int)joined.len,
                                                     joined.ptr, joined.len > 0 ? "." : "",
                                                     (int)name.len, name.ptr));
        }
    }
    return joined;
}

/* The one member of a resource: {"catalog": {…}}. */
static const struct writ_member *member_of(const struct writ_value *resource)
{
    return resource != NULL && resource->kind == WRIT_OBJECT && writ_value_count(resource) == 1
               ? &resource->as.object.members[0]
               : NULL;
}

static bool is_of_table(const struct writ_member *member)
{
    return writ_str_is(member->key, "table") || writ_str_is(member->key, "column");
}

/* Data is read from tables. A resource that is none, or several, is one of a contract that we do
 * not know yet: whoever may use what is not data must not read it by that. */
static bool is_understood(const struct writ_trino *trino, const struct writ_value *resource)
{
    const bool is_absent = resource == NULL || resource->kind == WRIT_NULL;

    return trino->kind != WRIT_OPERATION_READS && (is_absent || member_of(resource) != NULL);
}

/* Every catalog has an information schema that Trino makes, and the catalog `system` is of Trino
 * alone. */
static bool is_own(const struct writ_table_name *name)
{
    return writ_str_eq_fold(name->schema, WRIT_LIT("information_schema")) ||
           writ_str_eq_fold(name->catalog, WRIT_LIT("system"));
}

enum writ_trino_about writ_trino_about(const struct writ_trino *trino,
                                       const struct writ_value *resource,
                                       const struct writ_value **ret_named,
                                       const struct writ_table **ret_table)
{
    const struct writ_member *member = member_of(resource);
    const struct writ_value *named = member == NULL ? NULL : member->value;
    const struct writ_table_name name = {
        .catalog = writ_value_text(writ_value_member(named, "catalogName")),
        .schema = writ_value_text(writ_value_member(named, "schemaName")),
        .name = writ_value_text(writ_value_member(named, "tableName")),
    };

    *ret_named = named;
    *ret_table = NULL;
    if (member == NULL || !is_of_table(member)) {
        return is_understood(trino, resource) ? WRIT_TRINO_OTHER : WRIT_TRINO_UNKNOWN;
    }
    *ret_table = writ_mesh_table(trino->mesh, &name);
    if (*ret_table != NULL) {
        return WRIT_TRINO_TABLE;
    }
    return is_own(&name) ? WRIT_TRINO_OTHER : WRIT_TRINO_UNKNOWN;
}

const struct writ_value *writ_trino_ask_other(const struct writ_trino *trino,
                                              struct writ_arena *arena,
                                              const struct writ_value *resource)
{
    const struct writ_member *member = member_of(resource);
    const struct writ_value *named;
    const struct writ_table *table;
    const bool is_unknown = writ_trino_about(trino, resource, &named, &table) == WRIT_TRINO_UNKNOWN;
    const struct writ_str type = is_unknown ? WRIT_LIT("data_product") : WRIT_LIT("trino");
    struct writ_build none;

    writ_build_object(&none, arena);
    if (member == NULL) {
        return make_request(trino, arena, trino->other_context,
                            make_resource(arena, type,
                                          is_unknown ? WRIT_LIT("unknown:") : WRIT_LIT("cluster"),
                                          writ_build_end(&none)));
    }

    const struct writ_str names = joined_names(arena, named);
    const char *id = writ_arena_printf(arena, "%.*s:%.*s", (int)member->key.len, member->key.ptr,
                                       (int)names.len, names.ptr == NULL ? "" : names.ptr);

    if (names.ptr == NULL || id == NULL) {
        return NULL;
    }
    return make_request(
        trino, arena, trino->other_context,
        make_resource(arena, type, writ_str_from(id),
                      named->kind == WRIT_OBJECT && !is_unknown ? named : writ_build_end(&none)));
}
