/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings `service` of mesh.yaml: what other systems ask, and what it means. Here they are
 * checked; the façades read them (docs/reference/mesh.md).
 */
#include "base/try.h"
#include "mesh/load.h"
#include "mesh/operations.h"
#include "mesh/uri_pattern.h"

static const struct writ_setting known[] = {
    {"trino", WRIT_OBJECT}, {"paths", WRIT_OBJECT}, {"http", WRIT_OBJECT}, {NULL, WRIT_NULL}};
static const struct writ_setting known_of_trino[] = {
    {"tables", WRIT_OBJECT}, {"actions", WRIT_OBJECT},  {"context", WRIT_OBJECT},
    {"fulfils", WRIT_ARRAY}, {"identity", WRIT_STRING}, {NULL, WRIT_NULL}};
static const struct writ_setting known_of_table[] = {
    {"product", WRIT_STRING}, {"table", WRIT_STRING}, {NULL, WRIT_NULL}};
static const struct writ_setting known_of_path[] = {
    {"phase", WRIT_STRING}, {"result", WRIT_STRING}, {"request", WRIT_OBJECT}, {NULL, WRIT_NULL}};
static const struct writ_setting known_of_http[] = {
    {"identity", WRIT_STRING}, {"groups", WRIT_STRING}, {"context", WRIT_OBJECT},
    {"actions", WRIT_OBJECT},  {"fulfils", WRIT_ARRAY}, {"routes", WRIT_ARRAY},
    {NULL, WRIT_NULL}};
static const struct writ_setting known_of_route[] = {
    {"path", WRIT_STRING}, {"product", WRIT_STRING}, {NULL, WRIT_NULL}};

static enum writ_status check_is_text(const struct writ_value *value, const char *what,
                                      struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(value);

    return value != NULL && value->kind == WRIT_STRING && value->text.len > 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &at, "%s is not a text", what);
}

/* What each name means: an action. */
static enum writ_status check_actions(const struct writ_value *table,
                                      bool (*is_known)(struct writ_str name), const char *what,
                                      struct writ_error *err)
{
    for (size_t i = 0; i < writ_value_count(table); i++) {
        const struct writ_member *member = &table->as.object.members[i];
        const struct writ_loc at = writ_setting_loc(member);

        if (!is_known(member->key)) {
            return writ_fail(err, WRIT_E_SCHEMA, &at, "'%.*s' is no %s", WRIT_FMT(member->key),
                             what);
        }
        WRIT_TRY(check_is_text(member->value, "an action", err));
    }
    return WRIT_OK;
}

static bool is_operation(struct writ_str name)
{
    return writ_operation_find(name) != NULL;
}

/* A token of RFC 9110; those that are registered are in upper case. */
static bool is_method(struct writ_str name)
{
    bool is_upper = name.len > 0;

    for (size_t i = 0; i < name.len; i++) {
        is_upper = is_upper && ((name.ptr[i] >= 'A' && name.ptr[i] <= 'Z') || name.ptr[i] == '-');
    }
    return is_upper;
}

/* What every question carries. The time is the node's: a setting would freeze it. */
static enum writ_status check_context(const struct writ_value *context, struct writ_error *err)
{
    const struct writ_value *time = writ_value_member(context, "time");
    const struct writ_loc at = writ_value_loc(time);

    return time == NULL ? WRIT_OK
                        : writ_fail(err, WRIT_E_SCHEMA, &at,
                                    "'context.time' would make every decision one of that moment");
}

/* "catalog.schema.table", or "*" for the table. */
static enum writ_status check_table_name(const struct writ_member *member, struct writ_error *err)
{
    const struct writ_loc at = writ_setting_loc(member);
    struct writ_str rest = member->key, part;
    size_t count = 0;

    while (writ_str_split(&rest, '.', &part)) {
        count += part.len > 0 ? 1 : 4;
    }
    return count == 3 && !writ_str_ends(member->key, WRIT_LIT("."))
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &at,
                           "'%.*s' is not of the form catalog.schema.table", WRIT_FMT(member->key));
}

static enum writ_status check_table(const struct writ_member *member, struct writ_error *err)
{
    const struct writ_value *product = member->value;

    WRIT_TRY(check_table_name(member, err));
    if (member->value->kind == WRIT_OBJECT) {
        WRIT_TRY(writ_settings_check(member->value, "table", known_of_table, err));
        product = writ_value_member(member->value, "product");
    }
    return check_is_text(product == NULL ? member->value : product, "the table's product", err);
}

static enum writ_status check_fulfils(const struct writ_value *fulfils, struct writ_error *err)
{
    for (size_t i = 0; i < writ_value_count(fulfils); i++) {
        WRIT_TRY(check_is_text(writ_value_item(fulfils, i), "a type of obligation", err));
    }
    return WRIT_OK;
}

static enum writ_status check_trino(const struct writ_value *trino, struct writ_error *err)
{
    const struct writ_value *tables = writ_value_member(trino, "tables");

    WRIT_TRY(writ_settings_check(trino, "service.trino", known_of_trino, err));
    WRIT_TRY(check_context(writ_value_member(trino, "context"), err));
    WRIT_TRY(check_actions(writ_value_member(trino, "actions"), is_operation, "operation of Trino",
                           err));
    WRIT_TRY(check_fulfils(writ_value_member(trino, "fulfils"), err));
    for (size_t i = 0; i < writ_value_count(tables); i++) {
        WRIT_TRY(check_table(&tables->as.object.members[i], err));
    }
    return WRIT_OK;
}

static bool is_one_of(const struct writ_value *value, const char *const *words)
{
    while (*words != NULL && !writ_value_is_text(value, *words)) {
        words++;
    }
    return *words != NULL;
}

/* What a path answers: {phase, result, request}. */
static enum writ_status check_path(const struct writ_member *member, struct writ_error *err)
{
    static const char *const phases[] = {"access", "publish", NULL};
    static const char *const results[] = {"boolean", "decision", NULL};
    const struct writ_value *path = member->value;
    const struct writ_value *phase = writ_value_member(path, "phase");
    const struct writ_value *result = writ_value_member(path, "result");
    const struct writ_value *request = writ_value_member(path, "request");
    const struct writ_loc at = writ_setting_loc(member);
    const struct writ_loc result_at = writ_value_loc(result);
    const struct writ_loc request_at = writ_value_loc(request);

    if (path->kind != WRIT_OBJECT || !is_one_of(phase, phases)) {
        return writ_fail(err, WRIT_E_SCHEMA, &at,
                         "the path '%.*s' needs a phase, access or publish", WRIT_FMT(member->key));
    }
    WRIT_TRY(writ_settings_check(path, "path", known_of_path, err));
    if (member->key.len == 0 || member->key.ptr[0] == '/' ||
        writ_str_ends(member->key, WRIT_LIT("/"))) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "a path neither begins nor ends with '/'");
    }
    if (writ_str_starts(member->key, WRIT_LIT("trino/"))) {
        return writ_fail(err, WRIT_E_SCHEMA, &at,
                         "the paths below trino/ are those of service.trino");
    }
    if (result != NULL && !is_one_of(result, results)) {
        return writ_fail(err, WRIT_E_SCHEMA, &result_at, "a result is boolean or decision");
    }
    return request == NULL || writ_value_is_text(phase, "access")
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &request_at,
                           "a descriptor is checked as it is: only the phase access has a request");
}

/* Where it names a product outright, the mesh has it; braces are filled in from the URI. */
static enum writ_status check_route(const struct writ_mesh *mesh, const struct writ_value *route,
                                    struct writ_error *err)
{
    const struct writ_value *path = writ_value_member(route, "path");
    const struct writ_value *product = writ_value_member(route, "product");
    const struct writ_loc at = writ_value_loc(path == NULL ? route : path);
    const struct writ_loc product_at = writ_value_loc(product == NULL ? route : product);
    const struct writ_str name = writ_value_text(product);
    struct writ_str port;

    WRIT_TRY(writ_settings_check(route, "route", known_of_route, err));
    if (!writ_uri_pattern_is_valid(writ_value_text(path))) {
        return writ_fail(err, WRIT_E_SCHEMA, &at,
                         "a route needs a path: it begins with '/', and a name in braces is a part "
                         "of its own");
    }
    if (name.len == 0 || !writ_uri_pattern_names(writ_value_text(path), name)) {
        return writ_fail(err, WRIT_E_SCHEMA, &product_at,
                         "a route needs a product; names in braces are those of its path");
    }
    return writ_str_find(name, '{') < name.len || writ_mesh_resource(mesh, name, &port) != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &product_at,
                           "the mesh has no product or port '%.*s'", WRIT_FMT(name));
}

static enum writ_status check_http(const struct writ_mesh *mesh, const struct writ_value *http,
                                   struct writ_error *err)
{
    const struct writ_value *routes = writ_value_member(http, "routes");

    WRIT_TRY(writ_settings_check(http, "service.http", known_of_http, err));
    WRIT_TRY(check_context(writ_value_member(http, "context"), err));
    WRIT_TRY(check_actions(writ_value_member(http, "actions"), is_method, "method of HTTP", err));
    WRIT_TRY(check_fulfils(writ_value_member(http, "fulfils"), err));
    for (size_t i = 0; i < writ_value_count(routes); i++) {
        WRIT_TRY(check_route(mesh, writ_value_item(routes, i), err));
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_load_service(struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *service = writ_value_member(mesh->settings, "service");
    const struct writ_value *paths = writ_value_member(service, "paths");

    WRIT_TRY(writ_settings_check(service, "service", known, err));
    WRIT_TRY(check_trino(writ_value_member(service, "trino"), err));
    for (size_t i = 0; i < writ_value_count(paths); i++) {
        WRIT_TRY(check_path(&paths->as.object.members[i], err));
    }
    WRIT_TRY(check_http(mesh, writ_value_member(service, "http"), err));
    return writ_mesh_index_tables(mesh, err);
}
