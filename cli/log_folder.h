/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/log_folder.h - which folder the log is in, and what `writ log` is made of.
 */
#ifndef WRIT_CLI_LOG_FOLDER_H
#define WRIT_CLI_LOG_FOLDER_H

#include "exit.h"
#include "options.h"
#include "writ/log.h"
#include "writ/str.h"

/** @param operand  DIR, or NULL: --log, else .writ/log of --mesh or of the nearest mesh */
WRIT_NODISCARD enum writ_status writ_cli_log_folder(const struct writ_args *args,
                                                    const char *operand, struct writ_bytes *ret_dir,
                                                    struct writ_error *err);

/** The file that an option names; nothing is read without the option. */
WRIT_NODISCARD enum writ_status writ_cli_read_given(const struct writ_args *args,
                                                    const char *option, size_t max_bytes,
                                                    struct writ_bytes *ret_bytes,
                                                    struct writ_error *err);

/** The operand FIRST..LAST, "a..b", "a.." or "a"; without one every entry. False, said why, when it
 * is no range. */
bool writ_cli_range(const struct writ_args *args, struct writ_audit_range *ret_range);

/* The words of `writ log`. */
enum writ_exit writ_cli_log_verify(const struct writ_args *args, struct writ_error *err);
enum writ_exit writ_cli_log_query(const struct writ_args *args, struct writ_error *err);
enum writ_exit writ_cli_log_publish(const struct writ_args *args, struct writ_error *err);
enum writ_exit writ_cli_log_cosign(const struct writ_args *args, struct writ_error *err);
enum writ_exit writ_cli_log_rotate(const struct writ_args *args, struct writ_error *err);

#endif
