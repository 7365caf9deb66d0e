/* SPDX-License-Identifier: Apache-2.0
 *
 * What policies see (docs/reference/policy-api.md).
 */
#include "base/time.h"
#include "base/try.h"
#include "eval/parts.h"

static struct writ_str last_name(struct writ_str path)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.ptr[i - 1] == '.') {
            return writ_str_cut(path, i, path.len);
        }
    }
    return path;
}

static bool is_of_port(const struct writ_value *column, struct writ_str port)
{
    const struct writ_value *own = writ_value_member(column, "port");

    return port.len == 0 || own == NULL || writ_str_eq(writ_value_text(own), port);
}

/* The columns that a requested name means: the one path, else every column of that last name; a
 * table's name means all of it. */
static bool is_meant(const struct writ_value *column, struct writ_str name, bool by_path)
{
    const struct writ_str path = writ_value_text(writ_value_member(column, "path"));

    if (by_path) {
        return writ_str_eq(path, name);
    }
    return writ_str_eq(last_name(path), name) ||
           (path.len > name.len && path.ptr[name.len] == '.' && writ_str_starts(path, name));
}

static size_t add_meant(struct writ_build *chosen, const struct writ_value *columns,
                        struct writ_str port, struct writ_str name, bool by_path)
{
    size_t added = 0;

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *column = writ_value_item(columns, i);

        if (is_of_port(column, port) && is_meant(column, name, by_path)) {
            writ_build_item(chosen, column);
            added++;
        }
    }
    return added;
}

static enum writ_status choose_named(struct writ_run *run, const struct writ_value *asked,
                                     struct writ_build *chosen)
{
    const struct writ_value *columns =
        writ_value_member(run->question->descriptor->product, "columns");
    const struct writ_str port = run->question->request->port;

    for (size_t i = 0; i < writ_value_count(asked); i++) {
        const struct writ_value *name = writ_value_item(asked, i);
        const struct writ_str text = writ_value_text(name);

        if (text.len > 0 && (add_meant(chosen, columns, port, text, true) > 0 ||
                             add_meant(chosen, columns, port, text, false) > 0)) {
            continue;
        }
        WRIT_TRY(writ_run_deny(run, "writ.request", "UNKNOWN_COLUMN", name,
                               writ_arena_printf(run->arena, "the product has no column '%.*s'",
                                                 WRIT_FMT(writ_quotable(text)))));
    }
    return WRIT_OK;
}

static void choose_all(struct writ_run *run, struct writ_build *chosen)
{
    const struct writ_value *columns =
        writ_value_member(run->question->descriptor->product, "columns");

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        if (is_of_port(writ_value_item(columns, i), run->question->request->port)) {
            writ_build_item(chosen, writ_value_item(columns, i));
        }
    }
}

static enum writ_status choose_columns(struct writ_run *run, struct writ_build *input)
{
    const struct writ_value *properties =
        writ_value_member(run->question->request->resource, "properties");
    const struct writ_value *asked = writ_value_member(properties, "columns");
    struct writ_build chosen;

    writ_build_array(&chosen, run->arena);
    if (asked != NULL && asked->kind != WRIT_ARRAY) {
        WRIT_TRY(writ_run_deny(run, "writ.request", "BAD_COLUMNS", asked,
                               "'resource.properties.columns' is not a list"));
    } else if (asked != NULL) {
        WRIT_TRY(choose_named(run, asked, &chosen));
    } else {
        choose_all(run, &chosen);
    }
    run->columns = writ_build_end(&chosen);
    writ_build_put(input, "columns", run->columns);
    return run->columns == NULL ? writ_run_no_memory(run) : WRIT_OK;
}

static bool has_port(const struct writ_value *product, struct writ_str id)
{
    const struct writ_value *ports = writ_value_member(product, "ports");

    for (size_t i = 0; i < writ_value_count(ports); i++) {
        if (writ_str_eq(writ_value_text(writ_value_member(writ_value_item(ports, i), "id")), id)) {
            return true;
        }
    }
    return false;
}

static enum writ_status add_product(struct writ_run *run, struct writ_build *input)
{
    const struct writ_request *request = run->question->request;
    const struct writ_descriptor *descriptor = run->question->descriptor;
    const struct writ_value *id = writ_value_member(request->resource, "id");

    if (!request->is_product) {
        return WRIT_OK;
    }
    if (descriptor == NULL) {
        return writ_run_deny(run, "writ.request", "UNKNOWN_PRODUCT", id,
                             writ_arena_printf(run->arena, "no product '%.*s' is in the mesh",
                                               WRIT_FMT(writ_quotable(request->product_id))));
    }
    writ_build_put(input, "product", descriptor->product);
    WRIT_TRY(choose_columns(run, input));
    if (request->port.len > 0 && !has_port(descriptor->product, request->port)) {
        return writ_run_deny(run, "writ.request", "UNKNOWN_PORT", id,
                             writ_arena_printf(run->arena, "the product has no port '%.*s'",
                                               WRIT_FMT(writ_quotable(request->port))));
    }
    writ_run_agreement(run);
    writ_build_put_known(input, "agreement", run->agreement);
    return WRIT_OK;
}

static enum writ_status add_request(struct writ_run *run, struct writ_build *input)
{
    const struct writ_request *request = run->question->request;
    struct writ_build empty;

    writ_build_object(&empty, run->arena);
    writ_build_put(input, "subject", request->subject);
    writ_build_put(input, "action", request->action);
    writ_build_put(input, "resource", request->resource);
    writ_build_put(input, "context",
                   request->context == NULL ? writ_build_end(&empty) : request->context);
    return add_product(run, input);
}

static void add_descriptor(struct writ_run *run, struct writ_build *input)
{
    writ_build_put(input, "product", run->question->descriptor->product);
    writ_build_put(input, "raw", run->question->descriptor->document);
    writ_build_put_known(input, "findings", run->question->descriptor->findings);
    writ_build_put_known(input, "previous", run->question->previous);
}

enum writ_status writ_run_input(struct writ_run *run)
{
    char time[WRIT_TIME_TEXT_SIZE];
    struct writ_build input;

    writ_time_format(run->question->time_ms, time);
    writ_build_object(&input, run->arena);
    writ_build_put_text(&input, "time", writ_str_from(time));
    writ_build_put(&input, "data", run->mesh->data);
    writ_build_put(&input, "mesh", run->mesh->catalogue);
    if (run->question->request != NULL) {
        WRIT_TRY(add_request(run, &input));
    } else {
        add_descriptor(run, &input);
    }
    run->input = writ_build_end(&input);
    return run->input == NULL ? writ_run_no_memory(run) : WRIT_OK;
}
