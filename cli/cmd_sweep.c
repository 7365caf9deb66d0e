/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "open.h"
#include "renderer.h"
#include "text.h"

static const char *const state_words[] = {"overdue", "undated", "upcoming", "held"};

static enum writ_paint paint_of(enum writ_sweep_state state)
{
    switch (state) {
    case WRIT_SWEEP_OVERDUE:
        return WRIT_PAINT_RED;
    case WRIT_SWEEP_UNDATED:
        return WRIT_PAINT_YELLOW;
    case WRIT_SWEEP_UPCOMING:
        return WRIT_PAINT_GREEN;
    case WRIT_SWEEP_HELD:
        return WRIT_PAINT_BOLD;
    }
    return WRIT_PAINT_BOLD;
}

static void print_part(const char *before, const char *text)
{
    if (text[0] != '\0') {
        (void)fputs(before, stdout);
        writ_cli_text_line(stdout, text);
    }
}

static void show_row(const struct writ_term *term, const struct writ_sweep_row *row)
{
    const char *word = state_words[row->state];

    writ_cli_paint(term, paint_of(row->state), word);
    (void)printf("%*s%-20s  ", 10 - (int)strlen(word), "", row->due[0] == '\0' ? "-" : row->due);
    writ_cli_text_line(stdout, row->product);
    print_part(": ", row->action);
    print_part(" rows by ", row->element);
    print_part(" before ", row->before);
    print_part(", under the hold ", row->hold);
    (void)printf("\n%32s", "");
    print_part("", row->why);
    (void)printf("%s[", row->why[0] == '\0' ? "" : " ");
    writ_cli_text_line(stdout, row->policy);
    print_part("] ", row->source[0] == '\0' ? row->path : row->source);
    if (row->line != 0) {
        (void)printf(":%u:%u", (unsigned)row->line, (unsigned)row->column);
    }
    (void)fputc('\n', stdout);
}

static void count_states(const struct writ_sweep *sweep, size_t counts[WRIT_SWEEP_HELD + 1])
{
    memset(counts, 0, (WRIT_SWEEP_HELD + 1) * sizeof(*counts));
    for (size_t i = 0; i < writ_sweep_count(sweep); i++) {
        counts[writ_sweep_row(sweep, i)->state]++;
    }
}

static void show_pretty(const struct writ_sweep *sweep)
{
    const struct writ_term term = writ_cli_term(stdout);
    const struct writ_report *report = writ_sweep_report(sweep);
    size_t counts[WRIT_SWEEP_HELD + 1];

    for (size_t i = 0; i < writ_sweep_count(sweep); i++) {
        show_row(&term, writ_sweep_row(sweep, i));
    }
    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        for (size_t k = 0; k < entry->finding_count; k++) {
            writ_cli_pretty_finding(&term, writ_cli_finding_path(entry, &entry->findings[k]),
                                    &entry->findings[k]);
        }
    }
    count_states(sweep, counts);
    (void)printf("%s: %zu overdue, %zu undated, %zu upcoming, %zu held\n", writ_sweep_time(sweep),
                 counts[WRIT_SWEEP_OVERDUE], counts[WRIT_SWEEP_UNDATED],
                 counts[WRIT_SWEEP_UPCOMING], counts[WRIT_SWEEP_HELD]);
}

static void print_row(struct writ_json_out *json, const struct writ_sweep_row *row)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "state", state_words[row->state]);
    writ_cli_json_member(json, "due", row->due);
    writ_cli_json_member(json, "product", row->product);
    writ_cli_json_member(json, "action", row->action);
    writ_cli_json_member(json, "element", row->element);
    writ_cli_json_member(json, "before", row->before);
    writ_cli_json_member(json, "hold", row->hold);
    writ_cli_json_member(json, "policy", row->policy);
    writ_cli_json_member(json, "why", row->why);
    writ_cli_json_place(json, row->source[0] == '\0' ? row->path : row->source, row->line,
                        row->column);
    writ_cli_json_close(json, '}');
}

static void show_json(const struct writ_sweep *sweep)
{
    struct writ_json_out json = {stdout, false};
    const struct writ_report *report = writ_sweep_report(sweep);

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "command", "sweep");
    writ_cli_json_member(&json, "time", writ_sweep_time(sweep));
    writ_cli_json_key(&json, "rows");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_sweep_count(sweep); i++) {
        print_row(&json, writ_sweep_row(sweep, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "findings");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        for (size_t k = 0; k < entry->finding_count; k++) {
            writ_cli_json_finding(&json, writ_cli_finding_path(entry, &entry->findings[k]),
                                  &entry->findings[k]);
        }
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

static enum writ_exit exit_of(const struct writ_sweep *sweep)
{
    const struct writ_report *report = writ_sweep_report(sweep);
    size_t counts[WRIT_SWEEP_HELD + 1];

    for (size_t i = 0; i < writ_report_count(report); i++) {
        if (writ_report_entry(report, i)->state != WRIT_ENTRY_PASS) {
            return WRIT_EXIT_DENY;
        }
    }
    count_states(sweep, counts);
    return counts[WRIT_SWEEP_OVERDUE] > 0 ? WRIT_EXIT_DENY : WRIT_EXIT_PASS;
}

enum writ_exit writ_cli_sweep(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_sweep) struct writ_sweep *sweep = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .needs_mesh = true};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_sweep(engine, writ_cli_value(args, "time"), &sweep, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        show_json(sweep);
    } else {
        show_pretty(sweep);
    }
    return exit_of(sweep);
}
