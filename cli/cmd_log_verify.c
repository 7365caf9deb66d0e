/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "auto.h"
#include "json_out.h"
#include "limits.h"
#include "log_folder.h"
#include "progress.h"
#include "say.h"
#include "term.h"
#include "text.h"

enum { JOBS_MAX = 64 };

/* 0 when it is not said. */
static bool read_jobs(const struct writ_args *args, unsigned *ret_jobs)
{
    const char *text = writ_cli_value(args, "jobs");
    uint64_t jobs = 0;

    if (text == NULL) {
        return true;
    }
    if (!writ_cli_number(text, &jobs) || jobs == 0 || jobs > JOBS_MAX) {
        return false;
    }
    *ret_jobs = (unsigned)jobs;
    return true;
}

static enum writ_status verify(const struct writ_args *args, unsigned jobs,
                               struct writ_audit_state *ret_state, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes vkey = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes since = {NULL, 0};
    enum writ_status status = writ_cli_log_folder(args, args->operands[1], &dir, err);

    if (status == WRIT_OK) {
        status = writ_cli_read_given(args, "key", WRIT_VKEY_MAX_BYTES, &vkey, err);
    }
    if (status == WRIT_OK) {
        status = writ_cli_read_given(args, "since", WRIT_RECEIPT_MAX_BYTES, &since, err);
    }
    if (status != WRIT_OK) {
        return status;
    }

    struct writ_cli_progress progress = writ_cli_progress_begin("entries checked");
    const struct writ_audit_terms terms = {
        .vkey = writ_bytes_str(vkey),
        .vkey_source = writ_cli_value(args, "key"),
        .since = writ_bytes_str(since),
        .since_source = writ_cli_value(args, "since"),
        .progress = {writ_cli_progress_step, &progress},
        .previous_dir = writ_cli_value(args, "previous"),
        .jobs = jobs,
        .resume_path = writ_cli_value(args, "resume"),
        .is_missing_allowed = writ_cli_flag(args, "allow-missing"),
    };

    status = writ_audit_verify(dir.ptr, &terms, ret_state, err);
    writ_cli_progress_end(&progress);
    return status;
}

static void show_links(const struct writ_args *args, const struct writ_audit_state *state)
{
    if (state->previous.origin[0] != '\0') {
        (void)printf("  goes on from ");
        writ_cli_text_line(stdout, state->previous.origin);
        (void)printf(", ");
        writ_cli_text_count(stdout, state->previous_size, "entry");
        (void)printf("%s\n",
                     writ_cli_value(args, "previous") == NULL ? "" : ", which is whole too");
    }
    if (state->next.origin[0] != '\0') {
        (void)printf("  ends here, and goes on with the key ");
        writ_cli_text_line(stdout, state->next.vkey);
        (void)fputc('\n', stdout);
    }
}

static void show_pretty(const struct writ_args *args, const struct writ_audit_state *state)
{
    const struct writ_term term = writ_cli_term(stdout);

    writ_cli_paint(&term, WRIT_PAINT_GREEN, "whole");
    (void)printf(": ");
    writ_cli_text_count(stdout, state->size, "entry");
    (void)printf(" of ");
    writ_cli_text_line(stdout, state->origin);
    (void)printf("\n  disclosed %" PRIu64 ", erased %" PRIu64 ", missing %" PRIu64 "\n",
                 state->disclosed, state->erased, state->missing);
    if (state->resumed > 0) {
        (void)printf("  the disclosures of the first ");
        writ_cli_text_count(stdout, state->resumed, "entry");
        (void)printf(" were opened by a check that was interrupted\n");
    }
    if (writ_cli_value(args, "since") != NULL) {
        (void)printf("  extends the checkpoint of ");
        writ_cli_text_count(stdout, state->since, "entry");
        (void)fputc('\n', stdout);
    }
    show_links(args, state);
    if (writ_cli_value(args, "key") == NULL) {
        writ_cli_note("the key is the one in the log's folder; bring your own with --key");
    }
    if (state->unsigned_count > 0) {
        writ_cli_note("a writer is at work: %" PRIu64 " entries are not signed yet",
                      state->unsigned_count);
    }
    if (state->tail_bytes > 0) {
        writ_cli_note("%" PRIu64 " bytes after the last commit belong to no entry: an append did "
                      "not end",
                      state->tail_bytes);
    }
}

static void show_json_link(struct writ_json_out *json, const char *name,
                           const struct writ_audit_link *link)
{
    if (link->origin[0] == '\0') {
        return;
    }
    writ_cli_json_key(json, name);
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "origin", link->origin);
    writ_cli_json_member(json, "key", link->vkey);
    writ_cli_json_close(json, '}');
}

static void show_json(enum writ_status status, const struct writ_audit_state *state,
                      const struct writ_error *err)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_key(&json, "whole");
    writ_cli_json_bool(&json, status == WRIT_OK);
    if (status == WRIT_OK) {
        writ_cli_json_member(&json, "origin", state->origin);
        writ_cli_json_member_number(&json, "size", state->size);
        writ_cli_json_member_number(&json, "since", state->since);
        writ_cli_json_member_number(&json, "disclosed", state->disclosed);
        writ_cli_json_member_number(&json, "erased", state->erased);
        writ_cli_json_member_number(&json, "missing", state->missing);
        writ_cli_json_member_number(&json, "resumed", state->resumed);
        writ_cli_json_member_number(&json, "unsigned", state->unsigned_count);
        writ_cli_json_member_number(&json, "tail_bytes", state->tail_bytes);
        show_json_link(&json, "previous", &state->previous);
        show_json_link(&json, "next", &state->next);
    } else {
        writ_cli_json_member(&json, "code", writ_status_name(status));
        writ_cli_json_member(&json, "file", err->loc.source);
        writ_cli_json_member(&json, "error", err->text);
    }
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

enum writ_exit writ_cli_log_verify(const struct writ_args *args, struct writ_error *err)
{
    struct writ_audit_state state = {.size = 0};
    unsigned jobs = 0;

    if (!read_jobs(args, &jobs)) {
        return writ_cli_refuse(args, "'--jobs %.20s': from 1 to %d", writ_cli_value(args, "jobs"),
                               JOBS_MAX);
    }

    const enum writ_status status = verify(args, jobs, &state, err);

    if (writ_cli_is_json(args)) {
        show_json(status, &state, err);
    } else if (status == WRIT_OK) {
        show_pretty(args, &state);
    }
    return writ_cli_exit_of_log(status);
}
