/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of an AuthZEN 1.0 evaluation request (section 5): unknown members are ignored, known
 * ones are checked.
 */
#include "base/time.h"
#include "base/try.h"
#include "eval/eval.h"

static enum writ_status take_object(const struct writ_value *parent, const char *name,
                                    bool is_required, const struct writ_value **ret_object,
                                    struct writ_error *err)
{
    const struct writ_value *value = writ_value_member(parent, name);
    const struct writ_loc at = writ_value_loc(value == NULL ? parent : value);

    if (value == NULL && !is_required) {
        *ret_object = NULL;
        return WRIT_OK;
    }
    if (value == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "the request has no '%s'", name);
    }
    if (value->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'%s' is not an object", name);
    }
    *ret_object = value;
    return WRIT_OK;
}

static enum writ_status check_text(const struct writ_value *object, const char *of,
                                   const char *name, struct writ_error *err)
{
    const struct writ_value *value = writ_value_member(object, name);
    const struct writ_loc at = writ_value_loc(value == NULL ? object : value);

    if (value == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'%s.%s' is missing", of, name);
    }
    if (value->kind != WRIT_STRING || value->text.len == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'%s.%s' is not a text", of, name);
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
    const struct writ_loc at = writ_value_loc(time);

    if (time == NULL) {
        return WRIT_OK;
    }
    if (time->kind != WRIT_STRING || !writ_time_parse(time->text, &request->time_ms)) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'context.time' is no RFC 3339 time");
    }
    return WRIT_OK;
}

static size_t last_hash(struct writ_str id)
{
    for (size_t i = id.len; i > 0; i--) {
        if (id.ptr[i - 1] == '#') {
            return i - 1;
        }
    }
    return id.len;
}

static enum writ_status take_resource(struct writ_request *request, struct writ_error *err)
{
    const struct writ_value *whole = writ_value_member(request->resource, "id");
    const struct writ_value *type = writ_value_member(request->resource, "type");
    const struct writ_str id = writ_value_text(whole);
    const struct writ_loc at = writ_value_loc(whole);
    const size_t hash = last_hash(id);

    request->is_product =
        writ_value_is_text(type, "data_product") || writ_value_is_text(type, "output_port");
    if (!request->is_product) {
        return WRIT_OK;
    }
    if (hash + 1 == id.len) { /* it must not come to mean every port */
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'resource.id' names no port behind '#'");
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
    const struct writ_loc at = writ_value_loc(document);

    if (document->kind != WRIT_OBJECT) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "the request is not an object");
    }
    WRIT_TRY(take_object(document, "subject", true, &request.subject, err));
    WRIT_TRY(take_object(document, "action", true, &request.action, err));
    WRIT_TRY(take_object(document, "resource", true, &request.resource, err));
    WRIT_TRY(take_object(document, "context", false, &request.context, err));
    WRIT_TRY(check_entity(request.subject, "subject", true, err));
    WRIT_TRY(check_entity(request.action, "action", false, err));
    WRIT_TRY(check_entity(request.resource, "resource", true, err));
    WRIT_TRY(take_time(&request, err));
    WRIT_TRY(take_resource(&request, err));
    *ret_request = request;
    return WRIT_OK;
}
