/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_log_public.c - the log for the world: `writ log publish` and `writ log cosign`.
 */
#include <inttypes.h>
#include <stdio.h>

#include "auto.h"
#include "log_folder.h"
#include "quorum.h"
#include "say.h"
#include "text.h"

enum writ_exit writ_cli_log_publish(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    const char *to = args->operands[1];
    struct writ_published published = {0, 0, 0};
    enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

    if (status == WRIT_OK) {
        status = writ_audit_publish(dir.ptr, to, &published, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of_log(status);
    }
    (void)printf("published: ");
    writ_cli_text_count(stdout, published.size, "entry");
    (void)printf(", %" PRIu64 " new, in ", published.size - published.before);
    writ_cli_text_line(stdout, to);
    (void)fputc('\n', stdout);
    return WRIT_EXIT_PASS;
}

static void show_asked(void *ctx, const char *witness, const struct writ_error *problem)
{
    (void)ctx;
    if (problem == NULL) {
        writ_cli_note("%s has cosigned", witness);
    } else {
        writ_cli_note("%s has not cosigned: %s", witness, problem->text);
    }
}

enum writ_exit writ_cli_log_cosign(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes witnesses = {NULL, 0};
    const struct writ_cosign_visitor visitor = {show_asked, NULL};
    struct writ_quorum quorum;
    uint64_t size = 0;
    enum writ_exit refusal = writ_cli_quorum(args, &witnesses, &quorum, err);

    if (refusal != WRIT_EXIT_PASS) {
        return refusal;
    }

    enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

    if (status == WRIT_OK) {
        status = writ_audit_cosign(dir.ptr, &quorum, &visitor, &size, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of_log(status);
    }
    (void)printf("cosigned: the checkpoint of ");
    writ_cli_text_count(stdout, size, "entry");
    (void)fputc('\n', stdout);
    return WRIT_EXIT_PASS;
}
