/* SPDX-License-Identifier: Apache-2.0
 *
 * gate MESH DESCRIPTOR REQUEST - check a data product's descriptor, then decide an access request.
 * The decision is recorded in the mesh's log; NAME.writ and NAME.receipt prove it, for REQUEST
 * NAME.json.
 *
 * Exit codes: 0 permitted, 1 denied, 2 no decision. With any code but 0 there must be no access.
 */
#include <string.h>
#include <writ/writ.h>

#include "complain.h"

enum { PERMITTED, DENIED, NO_DECISION };

enum { REQUEST_MAX_BYTES = 64 * 1024, PATH_MAX_BYTES = 512 };

static bool conforms(const struct writ_entry *entry)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct writ_finding *finding = &entry->findings[i];

        complain_at(finding->source, finding->line, finding->column);
        (void)fprintf(stderr, "%s [%s]\n", finding->message, finding->code);
    }
    return entry->state == WRIT_ENTRY_PASS;
}

/* A descriptor that does not conform is a part of the report; the call fails when nothing could be
 * said. */
static bool check(struct writ_engine *engine, const char *descriptor, struct writ_error *err)
{
    struct writ_report *report = NULL;
    bool all_conform = true;

    if (writ_engine_check(engine, &descriptor, 1, NULL, &report, err) != WRIT_OK) {
        complain(err);
        return false;
    }
    for (size_t i = 0; i < writ_report_count(report); i++) {
        all_conform = conforms(writ_report_entry(report, i)) && all_conform;
    }
    all_conform = all_conform && writ_report_count(report) > 0;
    writ_report_free(report);
    return all_conform;
}

/* REQUEST with another ending. */
static enum writ_status keep(const char *request, const char *ending, struct writ_str bytes,
                             struct writ_error *err)
{
    char path[PATH_MAX_BYTES];
    const char *dot = strrchr(request, '.');
    const int stem = dot == NULL ? (int)strlen(request) : (int)(dot - request);

    (void)snprintf(path, sizeof(path), "%.*s%s", stem, request, ending);
    return writ_write_file(path, bytes, 0600, err);
}

static enum writ_status decide(struct writ_engine *engine, const char *path,
                               struct writ_decision **ret_decision, struct writ_error *err)
{
    struct writ_bytes request = {NULL, 0};
    enum writ_status status = writ_read_file(path, REQUEST_MAX_BYTES, &request, err);

    if (status == WRIT_OK) {
        status = writ_engine_decide(engine, path, writ_bytes_str(request), ret_decision, err);
    }
    writ_bytes_free(&request);
    return status;
}

/* The document says under which obligations: whoever opens the gate fulfils them, or does not open
 * it. */
static enum writ_status show(const struct writ_decision *decision, struct writ_error *err)
{
    struct writ_bytes text = {NULL, 0};
    const enum writ_status status =
        writ_explain("decision", writ_decision_writ(decision), &text, err);

    if (status == WRIT_OK) {
        (void)printf("entry %" PRIu64 " of the log\n%s", writ_decision_index(decision), text.ptr);
    }
    writ_bytes_free(&text);
    return status;
}

static int ask(struct writ_engine *engine, const char *request, struct writ_error *err)
{
    struct writ_decision *decision = NULL;
    enum writ_status status = decide(engine, request, &decision, err);
    int code = NO_DECISION;

    if (status == WRIT_OK) {
        status = keep(request, ".writ", writ_decision_writ(decision), err);
    }
    if (status == WRIT_OK) {
        status = keep(request, ".receipt", writ_decision_receipt(decision), err);
    }
    if (status == WRIT_OK) {
        status = show(decision, err);
    }
    if (status == WRIT_OK) {
        code = writ_decision_verdict(decision) == WRIT_PERMIT ? PERMITTED : DENIED;
    } else {
        complain(err);
    }
    writ_decision_free(decision);
    return code;
}

int main(int argc, char **argv)
{
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    int code = NO_DECISION;

    if (argc != 4) {
        (void)fputs("usage: gate MESH DESCRIPTOR REQUEST\n", stderr);
        return NO_DECISION;
    }

    const struct writ_options options = {.mesh_dir = argv[1], .is_recording = true};

    if (writ_engine_open(&options, &engine, &err) != WRIT_OK) {
        complain(&err);
    } else if (check(engine, argv[2], &err)) {
        code = ask(engine, argv[3], &err);
    }
    writ_engine_close(engine);
    return code;
}
