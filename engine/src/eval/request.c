/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of an AuthZEN 1.0 evaluation request (section 5): unknown members are ignored, known
 * ones are checked.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/time.h"
#include "base/try.h"
#include "eval/eval.h"

/* One sentence, with the members it is about. */
WRIT_PRINTF(3, 4)
static enum writ_status refuse(struct writ_error *err, const struct writ_value *at, const char *fmt,
                               ...)
{
    const struct writ_loc loc = writ_value_loc(at);
    char text[sizeof(err->text)];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    return writ_fail(err, WRIT_E_SCHEMA, &loc, "%s", text);
}

static enum writ_status take_object(const struct writ_value *parent, const char *name,
                                    bool is_required, const struct writ_value **ret_object,
                                    struct writ_error *err)
{
    const struct writ_value *value = writ_value_member(parent, name);

    if (value == NULL && is_required) {
        return refuse(err, parent, "the request has no '%s'", name);
    }
    if (value != NULL && value->kind != WRIT_OBJECT) {
        return refuse(err, value, "'%s' is not an object", name);
    }
    *ret_object = value;
    return WRIT_OK;
}

static enum writ_status check_text(const struct writ_value *object, const char *of,
                                   const char *name, struct writ_error *err)
{
    const struct writ_value *value = writ_value_member(object, name);

    if (value == NULL) {
        return refuse(err, object, "'%s.%s' is missing", of, name);
    }
    if (value->kind != WRIT_STRING || value->text.len == 0) {
        return refuse(err, value, "'%s.%s' is not a text", of, name);
    }
    return WRIT_OK;
}

static enum writ_status check_entity(const struct writ_value *object, const char *of,
                                     bool has_type_and_id, struct writ_error *err)
{
    const struct writ_value *properties;

    if (has_type_and_id) {
        WRIT_TRY(check_text(object, of, "type", err));
        WRIT_TRY(check_text(object, of, "id", err));
    } else {
        WRIT_TRY(check_text(object, of, "name", err));
    }
    return take_object(object, "properties", false, &properties, err);
}

static enum writ_status take_time(struct writ_request *request, struct writ_error *err)
{
    const struct writ_value *time = writ_value_member(request->context, "time");

    if (time == NULL) {
        return WRIT_OK;
    }
    if (time->kind != WRIT_STRING || !writ_time_parse_minutes(time->text, &request->time_ms)) {
        return refuse(err, time, "'context.time' is no RFC 3339 time");
    }
    return WRIT_OK;
}

/* AuthZEN obligations profile: what the enforcement point can do. */
static enum writ_status check_supported(const struct writ_request *request, struct writ_error *err)
{
    const struct writ_value *list = writ_value_member(request->context, "supported_obligations");
    bool is_list = list == NULL || list->kind == WRIT_ARRAY;

    for (size_t i = 0; is_list && i < writ_value_count(list); i++) {
        is_list = writ_value_item(list, i)->kind == WRIT_STRING;
    }
    if (!is_list) {
        return refuse(err, list, "'context.supported_obligations' is not a list of texts");
    }
    return WRIT_OK;
}

static enum writ_status take_resource(struct writ_request *request, struct writ_error *err)
{
    const struct writ_value *whole = writ_value_member(request->resource, "id");
    const struct writ_value *type = writ_value_member(request->resource, "type");
    const struct writ_str id = writ_value_text(whole);
    const size_t hash = writ_str_find_last(id, '#');

    request->is_product =
        writ_value_is_text(type, "data_product") || writ_value_is_text(type, "output_port");
    if (!request->is_product) {
        return WRIT_OK;
    }
    if (hash + 1 == id.len) { /* it must not come to mean every port */
        return refuse(err, whole, "'resource.id' names no port behind '#'");
    }
    request->product_id = writ_str_cut(id, 0, hash);
    request->port = writ_str_cut(id, hash + 1, id.len);
    return WRIT_OK;
}

const struct writ_descriptor *writ_request_product(const struct writ_mesh *mesh,
                                                   struct writ_request *request)
{
    const struct writ_str id = writ_value_text(writ_value_member(request->resource, "id"));
    const struct writ_descriptor *whole = NULL;

    if (!request->is_product) {
        return NULL;
    }
    whole = writ_mesh_product(mesh, id);
    if (whole == NULL) {
        return writ_mesh_product(mesh, request->product_id);
    }
    request->product_id = id;
    request->port = WRIT_LIT("");
    return whole;
}

enum writ_status writ_request_read(const struct writ_value *document, int64_t now_ms,
                                   struct writ_request *ret_request, struct writ_error *err)
{
    struct writ_request request = {.time_ms = now_ms};

    if (document->kind != WRIT_OBJECT) {
        return refuse(err, document, "the request is not an object");
    }
    WRIT_TRY(take_object(document, "subject", true, &request.subject, err));
    WRIT_TRY(take_object(document, "action", true, &request.action, err));
    WRIT_TRY(take_object(document, "resource", true, &request.resource, err));
    WRIT_TRY(take_object(document, "context", false, &request.context, err));
    WRIT_TRY(check_entity(request.subject, "subject", true, err));
    WRIT_TRY(check_entity(request.action, "action", false, err));
    WRIT_TRY(check_entity(request.resource, "resource", true, err));
    WRIT_TRY(take_time(&request, err));
    WRIT_TRY(check_supported(&request, err));
    WRIT_TRY(take_resource(&request, err));
    *ret_request = request;
    return WRIT_OK;
}
