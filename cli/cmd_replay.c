/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "log_folder.h"
#include "text.h"

enum { STATES = WRIT_REPLAY_MISSING + 1 };

static const char *const state_names[STATES] = {
    [WRIT_REPLAY_SAME] = "same",       [WRIT_REPLAY_DIFFERS] = "differs",
    [WRIT_REPLAY_DAMAGED] = "damaged", [WRIT_REPLAY_OTHER] = "other",
    [WRIT_REPLAY_ERASED] = "erased",   [WRIT_REPLAY_MISSING] = "missing",
};

struct showing {
    struct writ_json_out json;
    bool is_json;
    uint64_t counts[STATES];
};

static void show_json(struct writ_json_out *json, const struct writ_replay_entry *entry)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member_number(json, "index", entry->index);
    writ_cli_json_member(json, "state", state_names[entry->state]);
    if (entry->member[0] != '\0') {
        writ_cli_json_member(json, "at", entry->member);
    }
    writ_cli_json_close(json, '}');
}

/* "other bundle", "differs  /reasons/0/message" */
static void show_pretty(const struct writ_replay_entry *entry)
{
    const bool is_other = entry->state == WRIT_REPLAY_OTHER;

    (void)printf("%6" PRIu64 "  %s", entry->index, state_names[entry->state]);
    if (entry->member[0] != '\0') {
        (void)printf("%s", is_other ? " " : "  ");
        writ_cli_text_line(stdout, is_other ? entry->member + 1 : entry->member);
    }
    (void)fputc('\n', stdout);
}

static void show(void *ctx, const struct writ_replay_entry *entry)
{
    struct showing *showing = ctx;

    showing->counts[entry->state]++;
    if (showing->is_json) {
        show_json(&showing->json, entry);
    } else {
        show_pretty(entry);
    }
}

/* A digest, or a folder. */
static enum writ_status replay(const struct writ_args *args, const struct writ_audit_range *range,
                               struct showing *showing, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    const struct writ_replay_visitor visitor = {show, showing};
    const char *bundle = writ_cli_value(args, "bundle");
    const bool is_digest = bundle != NULL && strncmp(bundle, "sha256:", strlen("sha256:")) == 0;
    const struct writ_replay_terms terms = {.first = range->first,
                                            .last = range->last,
                                            .bundle = is_digest ? bundle : NULL,
                                            .mesh_dir = is_digest ? NULL : bundle};
    const enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

    return status == WRIT_OK ? writ_audit_replay(dir.ptr, &terms, &visitor, err) : status;
}

static void show_head(struct showing *showing)
{
    if (showing->is_json) {
        writ_cli_json_open(&showing->json, '{');
        writ_cli_json_member_number(&showing->json, "version", 1);
        writ_cli_json_key(&showing->json, "entries");
        writ_cli_json_open(&showing->json, '[');
    }
}

static void show_counts_json(struct showing *showing, enum writ_status status)
{
    writ_cli_json_close(&showing->json, ']');
    for (size_t i = 0; i < STATES; i++) {
        writ_cli_json_member_number(&showing->json, state_names[i], showing->counts[i]);
    }
    writ_cli_json_key(&showing->json, "complete");
    writ_cli_json_bool(&showing->json, status == WRIT_OK);
    writ_cli_json_close(&showing->json, '}');
    (void)fputc('\n', stdout);
}

static void show_counts(const struct showing *showing)
{
    const char *comma = "";

    for (size_t i = 0; i < STATES; i++) {
        if (showing->counts[i] > 0) {
            (void)printf("%s%" PRIu64 " %s", comma, showing->counts[i], state_names[i]);
            comma = ", ";
        }
    }
    (void)printf("%s\n", comma[0] == '\0' ? "no decisions" : "");
}

enum writ_exit writ_cli_replay(const struct writ_args *args, struct writ_error *err)
{
    struct showing showing = {.json = {stdout, false}, .is_json = writ_cli_is_json(args)};
    struct writ_audit_range range;

    if (!writ_cli_range(args, &range)) {
        return WRIT_EXIT_USAGE;
    }
    show_head(&showing);

    const enum writ_status status = replay(args, &range, &showing, err);

    if (showing.is_json) {
        show_counts_json(&showing, status);
    } else if (status == WRIT_OK) {
        show_counts(&showing);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    return showing.counts[WRIT_REPLAY_DIFFERS] + showing.counts[WRIT_REPLAY_DAMAGED] > 0
               ? WRIT_EXIT_DENY
               : WRIT_EXIT_PASS;
}
