/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_decide.c - decide, keep what was asked for, then print. A file that cannot be written
 * means no result: with any exit code but 0 and 1 access must be refused.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "limits.h"
#include "open.h"
#include "say.h"
#include "term.h"
#include "text.h"

static enum writ_status decide(struct writ_engine *engine, const struct writ_args *args,
                               struct writ_decision **ret_decision, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes bytes = {NULL, 0};
    const char *path = args->operands[0];
    const enum writ_status status = writ_read_file(path, WRIT_REQUEST_MAX_BYTES, &bytes, err);

    if (status != WRIT_OK) {
        return status;
    }

    const struct writ_str request = writ_bytes_str(bytes);
    const char *source = strcmp(path, "-") == 0 ? "<stdin>" : path;

    return writ_cli_flag(args, "dry-run")
               ? writ_engine_evaluate(engine, source, request, ret_decision, err)
               : writ_engine_decide(engine, source, request, ret_decision, err);
}

static enum writ_status save_one(const char *path, struct writ_str bytes, struct writ_error *err)
{
    return path == NULL ? WRIT_OK : writ_write_file(path, bytes, 0644, err);
}

static enum writ_status save(const struct writ_decision *decision, const struct writ_args *args,
                             struct writ_error *err)
{
    enum writ_status status =
        save_one(writ_cli_value(args, "out"), writ_decision_writ(decision), err);

    if (status == WRIT_OK) {
        status = save_one(writ_cli_value(args, "receipt"), writ_decision_receipt(decision), err);
    }
    if (status != WRIT_OK) {
        writ_cli_note("the decision is in the log as entry %" PRIu64,
                      writ_decision_index(decision));
    }
    return status;
}

static void show_json(const struct writ_decision *decision, bool is_dry_run)
{
    struct writ_json_out json = {stdout, false};

    if (is_dry_run) {
        writ_cli_json_verbatim(&json, writ_decision_document(decision));
    } else {
        writ_cli_json_open(&json, '{');
        writ_cli_json_key(&json, "receipt");
        writ_cli_json_bytes(&json, writ_decision_receipt(decision));
        writ_cli_json_key(&json, "writ");
        writ_cli_json_verbatim(&json, writ_decision_writ(decision));
        writ_cli_json_close(&json, '}');
    }
    (void)fputc('\n', stdout);
}

static void show_file(const char *what, const char *path)
{
    if (path != NULL) {
        (void)printf("%s: ", what);
        writ_cli_text_line(stdout, path);
        (void)fputc('\n', stdout);
    }
}

static void show_record(const struct writ_decision *decision, const struct writ_args *args)
{
    if (writ_cli_flag(args, "dry-run")) {
        (void)puts("recorded: no (dry run)");
        return;
    }
    (void)printf("recorded: entry %" PRIu64 " of the log\n", writ_decision_index(decision));
    show_file("writ", writ_cli_value(args, "out"));
    show_file("receipt", writ_cli_value(args, "receipt"));
}

static enum writ_status show_pretty(const struct writ_decision *decision,
                                    const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes text = {NULL, 0};
    const struct writ_str writ = writ_decision_writ(decision);
    const struct writ_term term = writ_cli_term(stdout);
    const bool is_permit = writ_decision_verdict(decision) == WRIT_PERMIT;
    const enum writ_status status = writ_explain(
        args->operands[0], writ.len > 0 ? writ : writ_decision_document(decision), &text, err);

    if (status != WRIT_OK) {
        return status;
    }
    writ_cli_paint(&term, is_permit ? WRIT_PAINT_GREEN : WRIT_PAINT_RED,
                   is_permit ? "permit" : "deny");
    (void)fputs("\n\n", stdout);
    writ_cli_text_block(stdout, writ_bytes_str(text));
    (void)fputs(text.len > 0 && text.ptr[text.len - 1] == '\n' ? "\n" : "\n\n", stdout);
    show_record(decision, args);
    return WRIT_OK;
}

static enum writ_status show(const struct writ_decision *decision, const struct writ_args *args,
                             struct writ_error *err)
{
    if (writ_cli_is_json(args)) {
        show_json(decision, writ_cli_flag(args, "dry-run"));
        return WRIT_OK;
    }
    return show_pretty(decision, args, err);
}

/* What the parser cannot know: which options go together. */
static bool is_sensible(const struct writ_args *args)
{
    static const char *const recorded[] = {"out", "receipt", "log", "key"};
    const char *out = writ_cli_value(args, "out");
    const char *receipt = writ_cli_value(args, "receipt");

    for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
        if (writ_cli_flag(args, "dry-run") && writ_cli_flag(args, recorded[i])) {
            (void)writ_cli_refuse(args, "'--%s' does not go with '--dry-run': nothing is recorded",
                                  recorded[i]);
            return false;
        }
    }
    if (out != NULL && receipt != NULL && strcmp(out, receipt) == 0) {
        (void)writ_cli_refuse(args, "'--out' and '--receipt' name the same file");
        return false;
    }
    return true;
}

enum writ_exit writ_cli_decide(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_decision) struct writ_decision *decision = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .needs_mesh = true,
        .is_recording = !writ_cli_flag(args, "dry-run"),
        .log_dir = writ_cli_value(args, "log"),
        .key_path = writ_cli_value(args, "key"),
    };

    if (!is_sensible(args)) {
        return WRIT_EXIT_USAGE;
    }

    enum writ_status status = writ_cli_open(&opening, &engine, err);

    status = status == WRIT_OK ? decide(engine, args, &decision, err) : status;
    status = status == WRIT_OK ? save(decision, args, err) : status;
    status = status == WRIT_OK ? show(decision, args, err) : status;
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    return writ_decision_verdict(decision) == WRIT_PERMIT ? WRIT_EXIT_PASS : WRIT_EXIT_DENY;
}
