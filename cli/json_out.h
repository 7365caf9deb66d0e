/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/json_out.h - JSON text on one line, member by member. Commas and escapes are this file's
 * business, nesting the caller's. Bytes that are not UTF-8 become U+FFFD: the output is always
 * valid JSON.
 */
#ifndef WRIT_CLI_JSON_OUT_H
#define WRIT_CLI_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "writ/str.h"

struct writ_json_out {
    FILE *out;
    bool needs_comma;
};

void writ_cli_json_open(struct writ_json_out *json, char bracket);  /**< '{' or '[' */
void writ_cli_json_close(struct writ_json_out *json, char bracket); /**< '}' or ']' */
void writ_cli_json_key(struct writ_json_out *json, const char *key);

void writ_cli_json_text(struct writ_json_out *json, const char *text);
void writ_cli_json_bytes(struct writ_json_out *json, struct writ_str text);
/** One string made of several, the last followed by NULL. */
void writ_cli_json_texts(struct writ_json_out *json, const char *const *parts);
void writ_cli_json_number(struct writ_json_out *json, uint64_t value);
void writ_cli_json_bool(struct writ_json_out *json, bool value);
void writ_cli_json_verbatim(struct writ_json_out *json,
                            struct writ_str value); /**< is JSON already */

/* A key and its value. */
void writ_cli_json_member(struct writ_json_out *json, const char *key, const char *text);
void writ_cli_json_member_number(struct writ_json_out *json, const char *key, uint64_t value);

/** The members "source", "line" and "column". */
void writ_cli_json_place(struct writ_json_out *json, const char *source, uint32_t line,
                         uint32_t column);

#endif
