/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh.yaml: every member is known and of its kind, or the mesh is not loaded.
 */
#include <stdio.h>

#include "base/try.h"
#include "mesh/load.h"

static const struct writ_setting known_of_mesh[] = {
    {"name", WRIT_STRING},     {"baseline", WRIT_BOOL},         {"params", WRIT_OBJECT},
    {"disable", WRIT_ARRAY},   {"domains", WRIT_OBJECT},        {"extensions", WRIT_OBJECT},
    {"status", WRIT_OBJECT},   {"classification", WRIT_OBJECT}, {"sla", WRIT_OBJECT},
    {"dialects", WRIT_ARRAY},  {"ledger", WRIT_OBJECT},         {"limits", WRIT_OBJECT},
    {"docs_url", WRIT_STRING}, {"service", WRIT_OBJECT},        {NULL, WRIT_NULL},
};

/* Their kinds are looked at where they are taken. */
static const struct writ_setting known_of_ledger[] = {
    {"node", WRIT_NULL}, {"period", WRIT_NULL}, {NULL, WRIT_NULL}};

const char *writ_setting_kind(enum writ_kind kind)
{
    static const char *const names[] = {"null",   "a boolean", "a number",
                                        "a text", "a list",    "a table"};

    return names[kind];
}

struct writ_loc writ_setting_loc(const struct writ_member *member)
{
    struct writ_loc at = writ_value_loc(member->value);

    at.line = member->line;
    at.column = member->column;
    return at;
}

static const struct writ_setting *find(const struct writ_setting *known, struct writ_str name)
{
    while (known->name != NULL && !writ_str_is(name, known->name)) {
        known++;
    }
    return known->name == NULL ? NULL : known;
}

/* What is known, in a hint; what does not fit in it is in docs/reference/mesh.md. */
static enum writ_status say_known(const struct writ_setting *known, enum writ_status status,
                                  struct writ_error *err)
{
    char list[sizeof(err->hint)] = "";
    size_t len = 0;

    for (; known->name != NULL && len < sizeof(list); known++) {
        len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", len == 0 ? "" : ", ",
                                known->name);
    }
    return writ_hint(err, status, "known are %s", list);
}

static enum writ_status check_member(const struct writ_member *member, const char *of,
                                     const struct writ_setting *known, struct writ_error *err)
{
    const struct writ_setting *setting = find(known, member->key);
    const struct writ_loc name_at = writ_setting_loc(member);
    const struct writ_loc at = writ_value_loc(member->value);

    if (setting == NULL) {
        return say_known(known,
                         writ_fail(err, WRIT_E_SCHEMA, &name_at, "unknown %s%ssetting '%.*s'", of,
                                   of[0] == '\0' ? "" : " ", WRIT_FMT(member->key)),
                         err);
    }
    return setting->kind == WRIT_NULL || setting->kind == member->value->kind
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &at, "'%s' is %s; it must be %s", setting->name,
                           writ_setting_kind(member->value->kind), writ_setting_kind(setting->kind));
}

enum writ_status writ_settings_check(const struct writ_value *table, const char *of,
                                     const struct writ_setting *known, struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(table);

    if (table != NULL && table->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "the %s settings are %s; they must be a table",
                         of, writ_setting_kind(table->kind));
    }
    for (size_t i = 0; i < writ_value_count(table); i++) {
        WRIT_TRY(check_member(&table->as.object.members[i], of, known, err));
    }
    return WRIT_OK;
}

/* Names become part of a log's origin and of key names: lower case letters, digits, '-', '.', '_'.
 */
static enum writ_status take_name(struct writ_mesh *mesh, const struct writ_value *value,
                                  const char *what, const char **ret_name, struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(value);

    if (value == NULL) {
        return WRIT_OK;
    }

    if (value->kind != WRIT_STRING && value->kind != WRIT_NUMBER) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "%s is %s; it must be a text", what,
                         writ_setting_kind(value->kind));
    }

    const struct writ_str text = value->text; /* of a number: as written, so 2026 is "2026" */

    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              (i > 0 && (c == '-' || c == '.' || c == '_')))) {
            return writ_fail(err, WRIT_E_SCHEMA, &at,
                             "%s '%.*s' has characters other than a-z, 0-9, '-', '.' and '_'", what,
                             WRIT_FMT(text));
        }
    }
    if (text.len == 0 || text.len > 64) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "%s must have 1 to 64 characters", what);
    }
    *ret_name = writ_arena_str(&mesh->arena, text).ptr;
    return *ret_name == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

/* A link that people follow from a finding, to which the name of a heading is added. */
static enum writ_status check_docs_url(const struct writ_value *url, struct writ_error *err)
{
    const struct writ_str text = writ_value_text(url);
    const struct writ_loc at = writ_value_loc(url);
    bool is_link =
        writ_str_starts(text, WRIT_LIT("https://")) || writ_str_starts(text, WRIT_LIT("http://"));

    for (size_t i = 0; i < text.len; i++) {
        is_link = is_link && text.ptr[i] > ' ' && text.ptr[i] < 0x7f &&
                  strchr("#\"<>\\^`{|}", text.ptr[i]) == NULL;
    }
    return url == NULL || is_link
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SCHEMA, &at,
                           "'docs_url' is no http or https URL without a fragment");
}

/* A policy's parameters are looked up by name, so anything but a table has none. */
static enum writ_status check_params(const struct writ_value *params, struct writ_error *err)
{
    for (size_t i = 0; i < writ_value_count(params); i++) {
        const struct writ_member *member = &params->as.object.members[i];
        const struct writ_loc at = writ_value_loc(member->value);

        if (member->value->kind != WRIT_OBJECT) {
            return writ_fail(err, WRIT_E_SCHEMA, &at,
                             "the params of '%.*s' are %s; they must be a table",
                             WRIT_FMT(member->key), writ_setting_kind(member->value->kind));
        }
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_load_settings(struct writ_mesh *mesh, struct writ_error *err)
{
    WRIT_TRY(writ_mesh_document(mesh, "mesh.yaml", &mesh->settings, err));

    const struct writ_loc root = writ_value_loc(mesh->settings);
    const struct writ_value *ledger = writ_value_member(mesh->settings, "ledger");

    if (mesh->settings->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &root, "mesh.yaml is not a table of settings");
    }
    WRIT_TRY(writ_settings_check(mesh->settings, "", known_of_mesh, err));
    if (writ_value_member(mesh->settings, "name") == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, &root, "setting 'name' is missing");
    }
    WRIT_TRY(writ_settings_check(ledger, "ledger", known_of_ledger, err));
    WRIT_TRY(check_params(writ_value_member(mesh->settings, "params"), err));
    WRIT_TRY(check_docs_url(writ_value_member(mesh->settings, "docs_url"), err));
    WRIT_TRY(take_name(mesh, writ_value_member(mesh->settings, "name"), "the mesh's name",
                       &mesh->name, err));
    WRIT_TRY(take_name(mesh, writ_value_member(ledger, "node"), "ledger.node", &mesh->node, err));
    return take_name(mesh, writ_value_member(ledger, "period"), "ledger.period", &mesh->period,
                     err);
}
