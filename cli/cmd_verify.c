/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "limits.h"
#include "quorum.h"
#include "say.h"
#include "term.h"
#include "text.h"

static const char receipt_start[] = "c2sp.org/tlog-proof@";

struct answer {
    struct writ_verified verified;
    uint64_t witnesses;
};

/* Filled when --witness asks for some. */
static enum writ_exit read_quorum(const struct writ_args *args, struct writ_bytes *ret_text,
                                  struct writ_quorum *ret_quorum, struct writ_error *err)
{
    if (writ_cli_flag(args, "witness")) {
        return writ_cli_quorum(args, ret_text, ret_quorum, err);
    }
    return writ_cli_flag(args, "quorum") ? writ_cli_refuse(args, "'--quorum' needs --witness")
                                         : WRIT_EXIT_PASS;
}

/* @param quorum  NULL: no witness is asked for */
static enum writ_status verify_texts(const struct writ_args *args, const struct writ_str texts[3],
                                     const struct writ_quorum *quorum, struct answer *ret_answer,
                                     struct writ_error *err)
{
    const enum writ_status status =
        quorum == NULL ? WRIT_OK
                       : writ_verify_quorum(texts[1], quorum, &ret_answer->witnesses, err);

    if (status != WRIT_OK) {
        return status;
    }
    return writ_cli_flag(args, "leaf")
               ? writ_verify_leaf(texts[0], texts[1], texts[2], &ret_answer->verified, err)
               : writ_verify(texts[0], texts[1], texts[2], &ret_answer->verified, err);
}

/* The library calls the three by what they are; the user knows them by their files. */
static void name_file(const struct writ_args *args, struct writ_error *err)
{
    const struct {
        const char *source;
        const char *path;
    } files[] = {{"writ", args->operands[0]},
                 {"leaf", args->operands[0]},
                 {"receipt", args->operands[1]},
                 {"key", writ_cli_value(args, "key")}};

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strcmp(err->loc.source, files[i].source) == 0) {
            const size_t len = strlen(files[i].path);
            const size_t room = sizeof(err->loc.source) - 1;

            memcpy(err->loc.source, files[i].path + (len > room ? len - room : 0),
                   (len > room ? room : len) + 1);
            return;
        }
    }
}

static enum writ_status verify(const struct writ_args *args, const struct writ_quorum *quorum,
                               struct answer *ret_answer, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes writ = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes receipt = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes vkey = {NULL, 0};
    enum writ_status status =
        writ_read_file(writ_cli_value(args, "key"), WRIT_VKEY_MAX_BYTES, &vkey, err);

    if (status == WRIT_OK) {
        status = writ_read_file(args->operands[0], WRIT_WRIT_MAX_BYTES, &writ, err);
    }
    if (status == WRIT_OK) {
        status = writ_read_file(args->operands[1], WRIT_RECEIPT_MAX_BYTES, &receipt, err);
    }
    if (status != WRIT_OK) {
        return status;
    }

    const struct writ_str texts[] = {writ_bytes_str(writ), writ_bytes_str(receipt),
                                     writ_bytes_str(vkey)};

    status = verify_texts(args, texts, quorum, ret_answer, err);
    name_file(args, err);
    if (status == WRIT_E_SYNTAX && strncmp(writ.ptr, receipt_start, strlen(receipt_start)) == 0) {
        (void)snprintf(err->hint, sizeof(err->hint), "this is a receipt; the writ comes before it");
    }
    return status;
}

static void show_pretty(const struct answer *answer)
{
    const struct writ_verified *verified = &answer->verified;
    const struct writ_term term = writ_cli_term(stdout);

    writ_cli_paint(&term, WRIT_PAINT_GREEN, "verified");
    (void)printf(": %s, entry %" PRIu64 " of ", verified->decision, verified->index);
    writ_cli_text_line(stdout, verified->origin);
    (void)printf(" (");
    writ_cli_text_count(stdout, verified->log_size, "entry");
    (void)printf(")\n");
    if (answer->witnesses > 0) {
        (void)printf("  cosigned by ");
        writ_cli_text_count(stdout, answer->witnesses, "witness");
        (void)fputc('\n', stdout);
    }
}

static void show_json(enum writ_status status, const struct answer *answer,
                      const struct writ_error *err)
{
    const struct writ_verified *verified = &answer->verified;
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_key(&json, "verified");
    writ_cli_json_bool(&json, status == WRIT_OK);
    if (status == WRIT_OK) {
        writ_cli_json_member(&json, "decision", verified->decision);
        writ_cli_json_member(&json, "origin", verified->origin);
        writ_cli_json_member_number(&json, "index", verified->index);
        writ_cli_json_member_number(&json, "log_size", verified->log_size);
        writ_cli_json_member_number(&json, "witnesses", answer->witnesses);
    } else {
        writ_cli_json_member(&json, "code", writ_status_name(status));
        writ_cli_json_member(&json, "file", err->loc.source);
        writ_cli_json_member(&json, "error", err->text);
    }
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

enum writ_exit writ_cli_verify(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes witnesses = {NULL, 0};
    struct writ_quorum quorum = {.least = 0};
    struct answer answer = {.witnesses = 0};
    const enum writ_exit refusal = read_quorum(args, &witnesses, &quorum, err);

    if (refusal != WRIT_EXIT_PASS) {
        return refusal;
    }

    const enum writ_status status =
        verify(args, writ_cli_flag(args, "witness") ? &quorum : NULL, &answer, err);

    if (writ_cli_is_json(args)) {
        show_json(status, &answer, err);
    } else if (status == WRIT_OK) {
        show_pretty(&answer);
    }
    /* That something does not hold is this command's answer, not an accident of its input. */
    return status == WRIT_E_CRYPTO ? WRIT_EXIT_DENY : writ_cli_exit_of(status);
}
