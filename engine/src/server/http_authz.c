/* SPDX-License-Identifier: Apache-2.0
 *
 * May this HTTP request pass? For nginx's auth_request, HAProxy, and Envoy's ext_authz over HTTP:
 * 204 yes, 403 no, 401 who are you; nothing else, because a proxy reads everything else as a
 * failure of its own. What cannot be decided is a no.
 */
#include "base/error.h"
#include "base/percent.h"
#include "base/try.h"
#include "mesh/uri_pattern.h"
#include "server/route.h"
#include "server/service.h"

#define PREFIX WRIT_LIT("/v1/authz/http")

/* What a proxy asks about. */
struct asked {
    const struct writ_value *settings; /* service.http, or NULL */
    const char *user;
    const char *groups; /* "a, b", or NULL */
    struct writ_str method;
    struct writ_str path; /* decoded, and the same to every reader */
};

static enum writ_status wrong(struct writ_error *err, const char *what)
{
    return writ_fail(err, WRIT_E_SCHEMA, NULL, "%s", what);
}

/* A header that is there twice is the proxy's and the client's own, and nobody knows which is
 * which. @param ret_value  NULL: there is none, or an empty one */
static enum writ_status take_header(const struct writ_exchange *exchange, const char *name,
                                    const char **ret_value, struct writ_error *err)
{
    const char *value = writ_http_header(exchange->http, name);

    if (value != NULL && writ_http_is_repeated(exchange->http, name)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the header %s is there more than once", name);
    }
    *ret_value = value == NULL || value[0] == '\0' ? NULL : value;
    return WRIT_OK;
}

/* A header whose name a setting has. */
static enum writ_status take_named(const struct writ_exchange *exchange,
                                   const struct writ_value *settings, const char *setting,
                                   const char **ret_value, struct writ_error *err)
{
    const struct writ_value *name = writ_value_member(settings, setting);
    const char *text;

    *ret_value = NULL;
    if (name == NULL) {
        return WRIT_OK;
    }
    text = writ_arena_text(exchange->arena, writ_value_text(name));
    return text == NULL ? writ_engine_no_memory(err) : take_header(exchange, text, ret_value, err);
}

/* The request line below the path, or two headers at the path itself: never both, or a client could
 * say the headers that a proxy means to say with the line. */
static enum writ_status take_target(const struct writ_exchange *exchange, struct asked *asked,
                                    struct writ_str *ret_uri, struct writ_error *err)
{
    const struct writ_http_request *http = exchange->http;
    const char *method = "";
    const char *uri = "";

    if (http->path.len > PREFIX.len) {
        asked->method = http->method;
        *ret_uri = writ_str_cut(http->path, PREFIX.len, http->path.len);
        return WRIT_OK;
    }
    WRIT_TRY(take_header(exchange, "X-Original-Method", &method, err));
    WRIT_TRY(take_header(exchange, "X-Original-URI", &uri, err));
    asked->method = writ_str_from(method);
    *ret_uri = writ_str_from(uri);
    return asked->method.len > 0 && ret_uri->len > 0
               ? WRIT_OK
               : wrong(err, "the headers X-Original-Method and X-Original-URI are missing");
}

/* Whether every server reads the path alike: no empty part but the last, no dots to go up, no byte
 * that some treat as '/' or as its end. */
static bool is_plain(struct writ_str path)
{
    struct writ_str rest = writ_str_cut(path, 1, path.len);
    struct writ_str part;
    bool is = writ_str_starts(path, WRIT_LIT("/"));

    for (size_t i = 0; is && i < path.len; i++) {
        is = (unsigned char)path.ptr[i] >= ' ' && strchr("\x7f\\;%#?", path.ptr[i]) == NULL;
    }
    while (is && writ_str_split(&rest, '/', &part)) {
        is = part.len > 0 && !writ_str_is(part, ".") && !writ_str_is(part, "..");
    }
    return is;
}

/* An encoded '/' is a '/' to some servers and part of a name to others. */
static bool has_encoded_slash(struct writ_str path)
{
    for (size_t i = 0; i + 2 < path.len; i++) {
        if (writ_str_eq_fold(writ_str_cut(path, i, i + 3), WRIT_LIT("%2f"))) {
            return true;
        }
    }
    return false;
}

static enum writ_status take_path(const struct writ_exchange *exchange, struct writ_str uri,
                                  struct asked *asked, struct writ_error *err)
{
    const struct writ_str path = writ_str_cut(uri, 0, writ_str_find(uri, '?'));

    switch (writ_percent_decode(exchange->arena, path, false, &asked->path)) {
    case WRIT_PERCENT_NO_MEMORY:
        return writ_engine_no_memory(err);
    case WRIT_PERCENT_OK:
        if (!has_encoded_slash(path) && is_plain(asked->path)) {
            return WRIT_OK;
        }
        break;
    case WRIT_PERCENT_MALFORMED:
        break;
    }
    return wrong(err, "the URI's path can be read in more than one way");
}

/* The product that the first route names for the path; an unknown product when there is none. */
static struct writ_str product_of(const struct writ_exchange *exchange, const struct asked *asked,
                                  bool *ret_is_routed)
{
    const struct writ_value *routes = writ_value_member(asked->settings, "routes");
    struct writ_uri_parts parts;

    for (size_t i = 0; i < writ_value_count(routes); i++) {
        const struct writ_value *route = writ_value_item(routes, i);

        if (writ_uri_pattern_match(writ_value_text(writ_value_member(route, "path")), asked->path,
                                   &parts)) {
            *ret_is_routed = true;
            return writ_uri_pattern_fill(
                exchange->arena, writ_value_text(writ_value_member(route, "product")), &parts);
        }
    }
    *ret_is_routed = false;
    return writ_str_from(
        writ_arena_printf(exchange->arena, "http:%.*s", (int)asked->path.len, asked->path.ptr));
}

/* The mesh's word for the method, else what it usually does, else the method. */
static struct writ_str action_of(const struct asked *asked)
{
    static const struct {
        const char *method, *action;
    } usual[] = {{"GET", "read"},     {"HEAD", "read"},     {"OPTIONS", "discover"},
                 {"POST", "write"},   {"PUT", "overwrite"}, {"PATCH", "overwrite"},
                 {"DELETE", "delete"}};
    const struct writ_value *set =
        writ_value_get(writ_value_member(asked->settings, "actions"), asked->method);

    for (size_t i = 0; set == NULL && i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (writ_str_is(asked->method, usual[i].method)) {
            return writ_str_from(usual[i].action);
        }
    }
    return set == NULL ? asked->method : writ_value_text(set);
}

static const struct writ_value *groups_of(const struct writ_exchange *exchange,
                                          const struct asked *asked)
{
    struct writ_str rest = writ_str_from(asked->groups);
    struct writ_str group;
    struct writ_build list;

    writ_build_array(&list, exchange->arena);
    while (writ_str_split(&rest, ',', &group)) {
        while (writ_str_starts(group, WRIT_LIT(" "))) {
            group = writ_str_cut(group, 1, group.len);
        }
        if (group.len > 0) {
            writ_build_item(&list, writ_value_string(exchange->arena, group));
        }
    }
    return writ_build_end(&list);
}

static const struct writ_value *make_subject(const struct writ_exchange *exchange,
                                             const struct asked *asked)
{
    struct writ_build properties, subject;

    writ_build_object(&properties, exchange->arena);
    writ_build_put(&properties, "groups", groups_of(exchange, asked));
    writ_build_object(&subject, exchange->arena);
    writ_build_put_text(&subject, "type", WRIT_LIT("user"));
    writ_build_put_text(&subject, "id", writ_str_from(asked->user));
    writ_build_put(&subject, "properties", writ_build_end(&properties));
    return writ_build_end(&subject);
}

/* {KEY, VALUE, "properties": {NAME: TEXT}} */
static const struct writ_value *make_entity(const struct writ_exchange *exchange, const char *key,
                                            struct writ_str value, const char *name,
                                            struct writ_str text)
{
    struct writ_build properties, entity;

    writ_build_object(&properties, exchange->arena);
    writ_build_put_text(&properties, name, text);
    writ_build_object(&entity, exchange->arena);
    writ_build_put_text(&entity, key, value);
    if (strcmp(key, "id") == 0) {
        writ_build_put_text(&entity, "type", WRIT_LIT("data_product"));
    }
    writ_build_put(&entity, "properties", writ_build_end(&properties));
    return writ_build_end(&entity);
}

/* What the settings say; a proxy lets through or does not, and carries out nothing else. */
static const struct writ_value *make_context(const struct writ_exchange *exchange,
                                             const struct asked *asked)
{
    const struct writ_value *set = writ_value_member(asked->settings, "context");
    const struct writ_value *fulfils = writ_value_member(asked->settings, "fulfils");
    struct writ_build none, context;

    writ_build_array(&none, exchange->arena);
    writ_build_object(&context, exchange->arena);
    for (size_t i = 0; i < writ_value_count(set); i++) {
        const struct writ_member *member = &set->as.object.members[i];

        if (!writ_str_is(member->key, "supported_obligations")) {
            writ_build_member(&context, member->key, member->value);
        }
    }
    writ_build_put(&context, "supported_obligations",
                   fulfils == NULL ? writ_build_end(&none) : fulfils);
    return writ_build_end(&context);
}

static const struct writ_value *make_request(const struct writ_exchange *exchange,
                                             const struct asked *asked, struct writ_str product)
{
    struct writ_build request;

    writ_build_object(&request, exchange->arena);
    writ_build_put(&request, "subject", make_subject(exchange, asked));
    writ_build_put(&request, "action",
                   make_entity(exchange, "name", action_of(asked), "method", asked->method));
    writ_build_put(&request, "resource", make_entity(exchange, "id", product, "path", asked->path));
    writ_build_put(&request, "context", make_context(exchange, asked));
    return writ_build_end(&request);
}

/* The state is the ruling that lets the request through; NULL: there is none. */
static enum writ_status ask(struct writ_exchange *exchange, struct writ_error *err)
{
    struct asked asked = {
        .settings = writ_value_path(exchange->service->engine->mesh->settings, "service.http")};
    const struct writ_ruling *ruling = NULL;
    struct writ_str uri;
    bool is_routed;

    WRIT_TRY(take_named(exchange, asked.settings, "identity", &asked.user, err));
    WRIT_TRY(take_named(exchange, asked.settings, "groups", &asked.groups, err));
    if (asked.user == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(take_target(exchange, &asked, &uri, err));
    WRIT_TRY(take_path(exchange, uri, &asked, err));

    const struct writ_str product = product_of(exchange, &asked, &is_routed);

    if (product.ptr == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_exchange_decide(exchange, make_request(exchange, &asked, product), &ruling, err));
    exchange->state = is_routed && ruling->evaluation.is_permit ? exchange->rulings[0] : NULL;
    return WRIT_OK;
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    (void)err;
    if (exchange->ruling_count == 0) {
        exchange->response->status = 401;
        return WRIT_OK;
    }
    writ_exchange_name_decision(exchange, exchange->rulings[0]);
    exchange->response->status = exchange->state == NULL ? 403 : 204;
    return WRIT_OK;
}

static void refuse(struct writ_exchange *exchange, enum writ_status status,
                   const struct writ_error *err)
{
    writ_exchange_refuse(exchange, status, err);
    exchange->response->status = 403;
}

const struct writ_route writ_http_authz_routes[] = {
    {NULL, "/v1/authz/http", ask, answer, refuse, 0},
    {NULL, "/v1/authz/http/", ask, answer, refuse, 0},
    {0},
};
