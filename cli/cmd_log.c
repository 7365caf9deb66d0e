/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_log.c - the words of `writ log`, and which options go with which.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "log_folder.h"
#include "open.h"
#include "say.h"
#include "term.h"
#include "text.h"

typedef enum writ_exit (*word_function)(const struct writ_args *args, const char *operand,
                                        struct writ_error *err);

struct word {
    const char *name;
    const char *options; /* those that go with it, "a|b" */
    const char *needed;  /* the one it does nothing without, or NULL */
    const char *operand; /* what follows it, for messages; NULL: nothing may */
    bool needs_operand;
    word_function function;
};

static enum writ_status save_proof(const struct writ_args *args, const char *dir, uint64_t index,
                                   struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes receipt = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes leaf = {NULL, 0};
    const char *leaf_path = writ_cli_value(args, "leaf");
    enum writ_status status = writ_audit_prove(dir, index, &receipt, &leaf, err);

    if (status == WRIT_OK) {
        status = writ_write_file(writ_cli_value(args, "out"),
                                 (struct writ_str){receipt.ptr, receipt.len}, 0644, err);
    }
    if (status == WRIT_OK && leaf_path != NULL) {
        status = writ_write_file(leaf_path, (struct writ_str){leaf.ptr, leaf.len}, 0644, err);
    }
    return status;
}

static enum writ_exit prove(const struct writ_args *args, const char *operand,
                            struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    uint64_t index = 0;

    if (!writ_cli_number(operand, &index)) {
        return writ_cli_refuse(args, "'%.40s' is no index of an entry", operand);
    }

    enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

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
    writ_cli_text_count(stdout, (size_t)erased->count, "disclosure");
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

static enum writ_exit erase(const struct writ_args *args, const char *operand,
                            struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .needs_mesh = true,
        .is_recording = true,
        .log_dir = writ_cli_value(args, "log"),
        .key_path = writ_cli_value(args, "key"),
    };
    struct writ_erased erased = {.count = 0};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    (void)operand;
    if (status == WRIT_OK) {
        status = writ_engine_erase(engine, writ_cli_value(args, "subject"), &erased, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    show_erased(&erased);
    return WRIT_EXIT_PASS;
}

static const struct word words[] = {
    {"verify", "key|since|format", NULL, "DIR", false, writ_cli_log_verify},
    {"list", "product|subject|decision|from|to|format", NULL, "DIR", false, writ_cli_log_list},
    {"prove", "out|leaf", "out", "INDEX", true, prove},
    {"erase", "subject|key", "subject", NULL, false, erase},
};

static const struct word *find_word(const char *name)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].name, name) == 0) {
            return &words[i];
        }
    }
    return NULL;
}

/* Says what is wrong. */
static bool goes_with(const struct writ_args *args, const struct word *word)
{
    for (size_t i = 0; i < WRIT_OPTION_SLOTS; i++) {
        const char *name = writ_cli_options[i].name;

        if (args->values[i] != NULL && !writ_cli_choice_has("mesh|log", name) &&
            !writ_cli_choice_has(word->options, name)) {
            (void)writ_cli_refuse(args, "'--%s' does not go with 'writ log %s'", name, word->name);
            return false;
        }
    }
    if (word->needed != NULL && writ_cli_value(args, word->needed) == NULL) {
        (void)writ_cli_refuse(args, "'writ log %s' needs --%s", word->name, word->needed);
        return false;
    }
    return true;
}

static bool has_its_operand(const struct writ_args *args, const struct word *word)
{
    if (args->operand_count > 1 && word->operand == NULL) {
        (void)writ_cli_refuse(args, "unexpected argument '%.100s'", args->operands[1]);
        return false;
    }
    if (args->operand_count < 2 && word->needs_operand) {
        (void)writ_cli_refuse(args, "'writ log %s' needs %s", word->name, word->operand);
        return false;
    }
    return true;
}

enum writ_exit writ_cli_log(const struct writ_args *args, struct writ_error *err)
{
    const struct word *word = find_word(args->operands[0]);

    if (word == NULL) {
        return writ_cli_refuse(args, "'writ log' knows verify, list, prove and erase, not '%.100s'",
                               args->operands[0]);
    }
    if (!goes_with(args, word) || !has_its_operand(args, word)) {
        return WRIT_EXIT_USAGE;
    }
    return word->function(args, args->operand_count > 1 ? args->operands[1] : NULL, err);
}
