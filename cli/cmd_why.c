/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "open.h"
#include "renderer.h"
#include "term.h"
#include "text.h"

static const char *verdict_name(const struct writ_why *why)
{
    return writ_why_verdict(why) == WRIT_PERMIT ? "permit" : "deny";
}

static void show_said(const struct writ_why_said *said)
{
    const struct writ_finding *finding = &said->finding;

    (void)printf("  %s ", said->effect);
    writ_cli_text_line(stdout, finding->code);
    if (strcmp(said->standing, "stands") != 0) {
        (void)printf(" (%s)", said->standing);
    }
    (void)fputs(": ", stdout);
    writ_cli_text_line(stdout, said->detail[0] != '\0' ? said->detail : finding->message);
    (void)fputc('\n', stdout);
    if (finding->source[0] != '\0') {
        (void)fputs("    at ", stdout);
        writ_cli_text_line(stdout, finding->source);
        (void)printf(":%" PRIu32 ":%" PRIu32 "\n", finding->line, finding->column);
    }
    if (finding->hint[0] != '\0') {
        (void)fputs("    hint: ", stdout);
        writ_cli_text_line(stdout, finding->hint);
        (void)fputc('\n', stdout);
    }
}

static void show_name(const struct writ_why_row *row)
{
    writ_cli_text_line(stdout, row->policy);
    (void)printf(" (%s%s", row->layer, row->scope[0] == '\0' ? "" : " ");
    writ_cli_text_line(stdout, row->scope);
    if (strcmp(row->state, "enforced") != 0) {
        (void)printf(", %s", row->state);
    }
    (void)fputc(')', stdout);
}

enum part { SAID, SILENT, NOT_ASKED };

static enum part part_of(const struct writ_why_row *row)
{
    return row->said_count > 0 ? SAID : row->was_asked ? SILENT : NOT_ASKED;
}

static void show_part(const struct writ_why *why, enum part part, const char *title)
{
    bool has_title = false;

    for (size_t i = 0; i < writ_why_count(why); i++) {
        const struct writ_why_row *row = writ_why_row(why, i);

        if (part_of(row) != part) {
            continue;
        }
        (void)fputs(has_title ? "" : title, stdout);
        has_title = true;
        show_name(row);
        if (row->said_count == 0) {
            (void)fputs(": ", stdout);
            writ_cli_text_line(stdout, row->because);
        }
        (void)fputc('\n', stdout);
        for (size_t k = 0; k < row->said_count; k++) {
            show_said(&row->said[k]);
        }
    }
}

static void show_pretty(const struct writ_why *why)
{
    const struct writ_term term = writ_cli_term(stdout);
    const bool is_permit = writ_why_verdict(why) == WRIT_PERMIT;

    writ_cli_paint(&term, is_permit ? WRIT_PAINT_GREEN : WRIT_PAINT_RED, verdict_name(why));
    (void)fputc('\n', stdout);
    show_part(why, SAID, "\nThese policies said something:\n");
    show_part(why, SILENT, "\nThese were asked and said nothing:\n");
    show_part(why, NOT_ASKED, "\nThese were not asked:\n");
}

static void json_said(struct writ_json_out *json, const struct writ_why_said *said)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "effect", said->effect);
    writ_cli_json_member(json, "standing", said->standing);
    if (said->detail[0] != '\0') {
        writ_cli_json_key(json, "properties");
        writ_cli_json_verbatim(json, writ_str_from(said->detail));
    }
    writ_cli_json_key(json, "finding");
    writ_cli_json_finding(json, said->finding.source, &said->finding);
    writ_cli_json_close(json, '}');
}

static void json_row(struct writ_json_out *json, const struct writ_why_row *row)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "policy", row->policy);
    writ_cli_json_member(json, "title", row->title);
    writ_cli_json_member(json, "layer", row->layer);
    writ_cli_json_member(json, "scope", row->scope);
    writ_cli_json_member(json, "state", row->state);
    writ_cli_json_key(json, "asked");
    writ_cli_json_bool(json, row->was_asked);
    writ_cli_json_member(json, "because", row->because);
    writ_cli_json_member_number(json, "gas", row->gas);
    writ_cli_json_member_number(json, "time_ns", row->time_ns);
    writ_cli_json_key(json, "said");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < row->said_count; i++) {
        json_said(json, &row->said[i]);
    }
    writ_cli_json_close(json, ']');
    writ_cli_json_close(json, '}');
}

static void show_json(const struct writ_why *why)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "decision", verdict_name(why));
    writ_cli_json_key(&json, "policies");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_why_count(why); i++) {
        json_row(&json, writ_why_row(why, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

enum writ_exit writ_cli_why(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_why) struct writ_why *why = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .start = args->operands[0]};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status =
            writ_engine_why(engine, args->operands[0], writ_cli_value(args, "time"), &why, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        show_json(why);
    } else {
        show_pretty(why);
    }
    return writ_why_verdict(why) == WRIT_PERMIT ? WRIT_EXIT_PASS : WRIT_EXIT_DENY;
}
