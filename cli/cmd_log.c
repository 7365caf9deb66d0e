/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_log.c - the words of `writ log`, and which options go with which.
 */
#include <inttypes.h>
#include <stdio.h>

#include "auto.h"
#include "cmd.h"
#include "log_folder.h"
#include "open.h"
#include "say.h"
#include "term.h"
#include "text.h"
#include "words.h"

static enum writ_status save_proof(const struct writ_args *args, const char *dir, uint64_t index,
                                   struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes receipt = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes leaf = {NULL, 0};
    const char *leaf_path = writ_cli_value(args, "leaf");
    enum writ_status status = writ_audit_prove(dir, index, &receipt, &leaf, err);

    if (status == WRIT_OK) {
        status = writ_write_file(writ_cli_value(args, "out"), writ_bytes_str(receipt), 0644, err);
    }
    if (status == WRIT_OK && leaf_path != NULL) {
        status = writ_write_file(leaf_path, writ_bytes_str(leaf), 0644, err);
    }
    return status;
}

/* With --writ: the decision and what --disclose names. */
static enum writ_status save_writ(const struct writ_args *args, const char *dir, uint64_t index,
                                  struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes writ = {NULL, 0};
    const char *path = writ_cli_value(args, "writ");
    const char *members = writ_cli_value(args, "disclose");
    enum writ_status status = WRIT_OK;

    if (path == NULL) {
        return WRIT_OK;
    }
    status =
        writ_audit_disclose(dir, index, writ_str_from(members == NULL ? "" : members), &writ, err);
    return status == WRIT_OK ? writ_write_file(path, writ_bytes_str(writ), 0600, err) : status;
}

static enum writ_exit prove(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    const char *operand = args->operands[1];
    uint64_t index = 0;

    if (!writ_cli_number(operand, &index)) {
        return writ_cli_refuse(args, "'%.40s' is no index of an entry", operand);
    }
    if (writ_cli_flag(args, "disclose") && !writ_cli_flag(args, "writ")) {
        return writ_cli_refuse(args, "'--disclose' needs --writ FILE");
    }

    enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

    status = status == WRIT_OK ? save_writ(args, dir.ptr, index, err) : status;
    status = status == WRIT_OK ? save_proof(args, dir.ptr, index, err) : status;
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    (void)printf("proved: entry %" PRIu64 ", receipt in ", index);
    writ_cli_text_line(stdout, writ_cli_value(args, "out"));
    (void)fputc('\n', stdout);
    return WRIT_EXIT_PASS;
}

static void show_erased(const struct writ_erased *erased)
{
    (void)printf("erased: ");
    writ_cli_text_count(stdout, erased->count, "disclosure");
    (void)printf(", recorded as entry %" PRIu64 "\n", erased->first_leaf);
    if (erased->mentions > 0) {
        writ_cli_note(
            "the subject's id also stands in %" PRIu64 " other %s, first in entry %" PRIu64,
            erased->mentions, erased->mentions == 1 ? "entry" : "entries", erased->first_mention);
    }
    if (erased->kept_files > 0) {
        writ_cli_note("%" PRIu64 " %s of the mesh, kept for replay, still %s the subject, first %s",
                      erased->kept_files, erased->kept_files == 1 ? "file" : "files",
                      erased->kept_files == 1 ? "names" : "name", erased->kept_first);
    }
    writ_cli_note("writs that were handed out, and backups, are copies of their own");
}

static enum writ_exit erase(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .needs_mesh = true,
        .is_recording = true,
        .log_dir = writ_cli_value(args, "log"),
        .key_path = writ_cli_value(args, "key"),
    };
    const char *subject = writ_cli_value(args, "subject");
    const char *ended_dir = writ_cli_value(args, "previous");
    struct writ_erased erased = {.count = 0};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = ended_dir == NULL
                     ? writ_engine_erase(engine, subject, &erased, err)
                     : writ_engine_erase_ended(engine, ended_dir, subject, &erased, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    show_erased(&erased);
    return WRIT_EXIT_PASS;
}

static const struct writ_word words[] = {
    {"verify", "key|since|previous|jobs|resume|allow-missing|format", NULL, "DIR", false, false, writ_cli_log_verify},
    {"query", "product|subject|decision|policy|code|from|to|limit|renew-index|format", NULL, "DIR",
     false, false, writ_cli_log_query},
    {"prove", "out|leaf|writ|disclose", "out", "INDEX", true, false, prove},
    {"publish", "", NULL, "DIR", true, false, writ_cli_log_publish},
    {"cosign", "witness|quorum", "witness", NULL, false, false, writ_cli_log_cosign},
    {"erase", "subject|previous|key", "subject", NULL, false, false, erase},
    {"rotate", "key|old-key", "key", NULL, false, false, writ_cli_log_rotate},
    {NULL, NULL, NULL, NULL, false, false, NULL},
};

enum writ_exit writ_cli_log(const struct writ_args *args, struct writ_error *err)
{
    return writ_cli_run_word(args, words, "mesh|log", err);
}
