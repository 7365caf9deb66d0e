/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/log_folder.h - which folder the log is in, and what `writ log` is made of.
 */
#ifndef WRIT_CLI_LOG_FOLDER_H
#define WRIT_CLI_LOG_FOLDER_H

#include "exit.h"
#include "options.h"
#include "writ/str.h"

/** @param operand  DIR, or NULL: --log, else .writ/log of --mesh or of the nearest mesh */
WRIT_NODISCARD enum writ_status writ_cli_log_folder(const struct writ_args *args,
                                                    const char *operand, struct writ_bytes *ret_dir,
                                                    struct writ_error *err);

/** "a..b", "a.." (ret_last stays) or "a"; false when it is neither. */
bool writ_cli_range(const char *text, uint64_t *ret_first, uint64_t *ret_last);

/* The words of `writ log`. `operand` is what follows the word, or NULL. */
enum writ_exit writ_cli_log_verify(const struct writ_args *args, const char *operand,
                                   struct writ_error *err);
enum writ_exit writ_cli_log_query(const struct writ_args *args, const char *operand,
                                  struct writ_error *err);
enum writ_exit writ_cli_log_publish(const struct writ_args *args, const char *operand,
                                    struct writ_error *err);
enum writ_exit writ_cli_log_cosign(const struct writ_args *args, const char *operand,
                                   struct writ_error *err);
enum writ_exit writ_cli_log_rotate(const struct writ_args *args, const char *operand,
                                   struct writ_error *err);

#endif
