/* SPDX-License-Identifier: Apache-2.0
 *
 * What policies see (docs/reference/policy-api.md).
 */
#include "base/time.h"
#include "base/try.h"
#include "eval/parts.h"

/* Denials of the names that mean nothing, and the columns of those that do. */
static enum writ_status add_columns(struct writ_run *run, struct writ_build *input)
{
    struct writ_asked asked;

    if (!writ_request_columns(run->question->descriptor, run->question->request, run->arena,
                              &asked)) {
        return writ_run_no_memory(run);
    }
    if (asked.malformed != NULL) {
        WRIT_TRY(writ_run_deny(run, "writ.request", "BAD_COLUMNS", asked.malformed,
                               "'resource.properties.columns' is not a list"));
    }
    for (size_t i = 0; i < writ_value_count(asked.unknown); i++) {
        const struct writ_value *name = writ_value_item(asked.unknown, i);

        WRIT_TRY(writ_run_deny(run, "writ.request", "UNKNOWN_COLUMN", name,
                               writ_arena_printf(run->arena, "the product has no column '%.*s'",
                                                 WRIT_FMT(writ_quotable(writ_value_text(name))))));
    }
    run->columns = asked.columns;
    writ_build_put(input, "columns", run->columns);
    return WRIT_OK;
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
    WRIT_TRY(add_columns(run, input));
    if (request->port.len > 0 && !writ_product_has_port(descriptor->product, request->port)) {
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
    writ_build_put_text(&input, "phase", writ_str_from(writ_phase_name(run->question->phase)));
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
