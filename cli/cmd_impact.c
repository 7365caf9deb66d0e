/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_impact.c - what another mesh would have decided: counts, by what, and examples.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "log_folder.h"
#include "open.h"
#include "text.h"

enum { SHOWN = 10, NAME_COLUMN = 40 }; /* rows of a table, and examples; JSON has them all */

static const char *const kind_names[] = {"to_deny", "to_permit", "obligations"};
static const char *const kind_texts[] = {"permit to deny", "deny to permit", "other obligations"};
static const char *const by_names[] = {"policy", "product", "subject"};

static void show_counts(const struct writ_impact_counts *counts)
{
    writ_cli_text_count(stdout, counts->decisions, "decision");
    (void)printf(": %" PRIu64 " the same", counts->same);
    for (size_t i = 0; i < WRIT_IMPACT_KINDS; i++) {
        (void)printf(", %" PRIu64 " %s", counts->changes[i], kind_texts[i]);
    }
    if (counts->refused > 0) {
        (void)printf(", %" PRIu64 " refused", counts->refused);
    }
    if (counts->undecided > 0) {
        (void)printf(", %" PRIu64 " not decidable (erased, or without disclosures)",
                     counts->undecided);
    }
    (void)fputc('\n', stdout);
}

static const char *named(const char *name)
{
    return name[0] == '\0' ? "-" : name;
}

static void show_tallies(const struct writ_impact *impact, enum writ_impact_by by)
{
    const size_t count = writ_impact_tally_count(impact, by);

    (void)printf("\nby %-*sto deny  to permit  obligations\n", NAME_COLUMN, by_names[by]);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const struct writ_impact_tally *row = writ_impact_tally(impact, by, i);
        const size_t len = strlen(named(row->name));

        (void)printf("  ");
        writ_cli_text_line(stdout, named(row->name));
        (void)printf("%*s%8" PRIu64 "  %9" PRIu64 "  %11" PRIu64 "\n",
                     len < NAME_COLUMN ? (int)(NAME_COLUMN - len) : 0, "",
                     row->changes[WRIT_IMPACT_TO_DENY], row->changes[WRIT_IMPACT_TO_PERMIT],
                     row->changes[WRIT_IMPACT_OBLIGATIONS]);
    }
    if (count > SHOWN) {
        (void)printf("  and %zu more\n", count - SHOWN);
    }
}

static void show_why(const char *when, const char *why)
{
    (void)printf("        %s  ", when);
    writ_cli_text_line(stdout, named(why));
    (void)fputc('\n', stdout);
}

static void show_change(const struct writ_impact_change *change)
{
    (void)printf("%6" PRIu64 "  %s  ", change->index, kind_texts[change->kind]);
    writ_cli_text_line(stdout, named(change->product));
    (void)printf("  ");
    writ_cli_text_line(stdout, change->subject);
    (void)fputc('\n', stdout);
    show_why("was", change->before);
    show_why("now", change->after);
}

static void show_pretty(const struct writ_impact *impact)
{
    const struct writ_impact_counts counts = writ_impact_counts(impact);
    const size_t count = writ_impact_change_count(impact);

    show_counts(&counts);
    if (count == 0) {
        return;
    }
    for (unsigned by = WRIT_IMPACT_BY_POLICY; by <= WRIT_IMPACT_BY_SUBJECT; by++) {
        show_tallies(impact, (enum writ_impact_by)by);
    }
    (void)fputc('\n', stdout);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        show_change(writ_impact_change(impact, i));
    }
    if (count > SHOWN) {
        (void)printf("and %zu more: --format json has them\n", count - SHOWN);
    }
}

static void put_kinds(struct writ_json_out *json, const uint64_t changes[WRIT_IMPACT_KINDS])
{
    for (size_t i = 0; i < WRIT_IMPACT_KINDS; i++) {
        writ_cli_json_member_number(json, kind_names[i], changes[i]);
    }
}

static void put_tallies(struct writ_json_out *json, const struct writ_impact *impact,
                        enum writ_impact_by by)
{
    writ_cli_json_key(json, by_names[by]);
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < writ_impact_tally_count(impact, by); i++) {
        const struct writ_impact_tally *row = writ_impact_tally(impact, by, i);

        writ_cli_json_open(json, '{');
        writ_cli_json_member(json, "name", row->name);
        put_kinds(json, row->changes);
        writ_cli_json_close(json, '}');
    }
    writ_cli_json_close(json, ']');
}

static void put_change(struct writ_json_out *json, const struct writ_impact_change *change)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member_number(json, "index", change->index);
    writ_cli_json_member(json, "change", kind_names[change->kind]);
    writ_cli_json_member(json, "product", change->product);
    writ_cli_json_member(json, "subject", change->subject);
    writ_cli_json_member(json, "before", change->before);
    writ_cli_json_member(json, "after", change->after);
    writ_cli_json_close(json, '}');
}

static void show_json(const struct writ_impact *impact)
{
    const struct writ_impact_counts counts = writ_impact_counts(impact);
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member_number(&json, "decisions", counts.decisions);
    writ_cli_json_member_number(&json, "same", counts.same);
    put_kinds(&json, counts.changes);
    writ_cli_json_member_number(&json, "refused", counts.refused);
    writ_cli_json_member_number(&json, "undecided", counts.undecided);
    writ_cli_json_key(&json, "by");
    writ_cli_json_open(&json, '{');
    for (unsigned by = WRIT_IMPACT_BY_POLICY; by <= WRIT_IMPACT_BY_SUBJECT; by++) {
        put_tallies(&json, impact, (enum writ_impact_by)by);
    }
    writ_cli_json_close(&json, '}');
    writ_cli_json_key(&json, "changes");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_impact_change_count(impact); i++) {
        put_change(&json, writ_impact_change(impact, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

static enum writ_status find_impact(const struct writ_args *args,
                                    const struct writ_audit_range *range,
                                    struct writ_impact **ret_impact, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .needs_mesh = true,
        .log_dir = writ_cli_value(args, "log"),
    };
    const enum writ_status status = writ_cli_open(&opening, &engine, err);

    return status == WRIT_OK
               ? writ_engine_impact(engine, range->first, range->last, ret_impact, err)
               : status;
}

enum writ_exit writ_cli_impact(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_impact) struct writ_impact *impact = NULL;
    struct writ_audit_range range;

    if (!writ_cli_range(args, &range)) {
        return WRIT_EXIT_USAGE;
    }

    const enum writ_status status = find_impact(args, &range, &impact, err);

    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        show_json(impact);
    } else {
        show_pretty(impact);
    }

    const struct writ_impact_counts counts = writ_impact_counts(impact);
    const bool has_changes = counts.same + counts.undecided < counts.decisions;

    return has_changes && writ_cli_flag(args, "strict") ? WRIT_EXIT_DENY : WRIT_EXIT_PASS;
}
