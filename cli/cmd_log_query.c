/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "json_out.h"
#include "log_folder.h"
#include "say.h"
#include "text.h"

static void show_pretty(void *ctx, const struct writ_audit_entry *entry)
{
    (void)ctx;
    (void)printf("%6" PRIu64 "  ", entry->index);
    writ_cli_text_line(stdout, entry->time);
    (void)printf("  ");
    if (entry->count > 0) {
        (void)printf("erasure of ");
        writ_cli_text_count(stdout, entry->count, "disclosure");
        (void)fputc('\n', stdout);
        return;
    }
    if (entry->other[0] != '\0') {
        (void)printf("%s ", strcmp(entry->phase, "rotation") == 0 ? "rotation to" : "continues");
        writ_cli_text_line(stdout, entry->other);
        (void)fputc('\n', stdout);
        return;
    }
    writ_cli_text_line(stdout, entry->decision);
    (void)printf("  ");
    writ_cli_text_line(stdout, entry->product[0] == '\0' ? "-" : entry->product);
    for (size_t i = 0; entry->denied[i] != NULL; i++) {
        (void)printf(" %s", i == 0 ? " " : "");
        writ_cli_text_line(stdout, entry->denied[i]);
    }
    if (!entry->is_disclosed) {
        (void)printf("  %s", entry->erased_in != 0 ? "(erased)" : "(no disclosures)");
    }
    (void)fputc('\n', stdout);
}

static void show_json(void *ctx, const struct writ_audit_entry *entry)
{
    struct writ_json_out *json = ctx;

    writ_cli_json_open(json, '{');
    writ_cli_json_member_number(json, "index", entry->index);
    writ_cli_json_member(json, "time", entry->time);
    writ_cli_json_member(json, "phase", entry->phase);
    if (entry->count > 0) {
        writ_cli_json_member_number(json, "count", entry->count);
        writ_cli_json_close(json, '}');
        return;
    }
    if (entry->other[0] != '\0') {
        writ_cli_json_member(json, "origin", entry->other);
        writ_cli_json_close(json, '}');
        return;
    }
    writ_cli_json_member(json, "decision", entry->decision);
    writ_cli_json_member(json, "product", entry->product);
    writ_cli_json_key(json, "denied");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; entry->denied[i] != NULL; i++) {
        writ_cli_json_text(json, entry->denied[i]);
    }
    writ_cli_json_close(json, ']');
    writ_cli_json_key(json, "disclosed");
    writ_cli_json_bool(json, entry->is_disclosed);
    if (entry->erased_in != 0) {
        writ_cli_json_member_number(json, "erased_in", entry->erased_in);
    }
    writ_cli_json_close(json, '}');
}

/* False when --limit is no number. */
static bool read_filter(const struct writ_args *args, struct writ_audit_filter *ret_filter)
{
    const char *limit = writ_cli_value(args, "limit");

    *ret_filter = (struct writ_audit_filter){
        .product = writ_cli_value(args, "product"),
        .subject = writ_cli_value(args, "subject"),
        .decision = writ_cli_value(args, "decision"),
        .from = writ_cli_value(args, "from"),
        .to = writ_cli_value(args, "to"),
        .policy = writ_cli_value(args, "policy"),
        .code = writ_cli_value(args, "code"),
        .is_index_renewed = writ_cli_flag(args, "renew-index"),
    };
    return limit == NULL || (writ_cli_number(limit, &ret_filter->limit) && ret_filter->limit > 0);
}

/* `complete` is false when the list ends early: an error follows on standard error. */
static enum writ_status query_json(const char *dir, const struct writ_audit_filter *filter,
                                   struct writ_audit_listed *ret_listed, struct writ_error *err)
{
    struct writ_json_out json = {stdout, false};
    const struct writ_audit_visitor visitor = {show_json, &json};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_key(&json, "entries");
    writ_cli_json_open(&json, '[');

    const enum writ_status status = writ_audit_query(dir, filter, &visitor, ret_listed, err);

    writ_cli_json_close(&json, ']');
    writ_cli_json_member_number(&json, "unknown", ret_listed->unknown);
    writ_cli_json_key(&json, "complete");
    writ_cli_json_bool(&json, status == WRIT_OK);
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
    return status;
}

enum writ_exit writ_cli_log_query(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    struct writ_audit_filter filter;
    const struct writ_audit_visitor pretty = {show_pretty, NULL};
    struct writ_audit_listed listed = {0, 0};

    if (!read_filter(args, &filter)) {
        return writ_cli_refuse(args, "--limit is a number of entries, not '%.40s'",
                               writ_cli_value(args, "limit"));
    }

    enum writ_status status = writ_cli_log_folder(args, args->operands[1], &dir, err);

    if (status == WRIT_OK) {
        status = writ_cli_is_json(args) ? query_json(dir.ptr, &filter, &listed, err)
                                        : writ_audit_query(dir.ptr, &filter, &pretty, &listed, err);
    }
    if (status == WRIT_OK && listed.shown == 0 && !writ_cli_is_json(args)) {
        writ_cli_note("no entry of the log is like that");
    }
    if (status == WRIT_OK && listed.unknown > 0) {
        writ_cli_note("%" PRIu64 " %s not searched for the subject: erased, or without disclosures",
                      listed.unknown, listed.unknown == 1 ? "entry was" : "entries were");
    }
    return writ_cli_exit_of(status);
}
