/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_sql.c - the queries that a recorded permit allows. What no query can do is said on
 * standard error, where it cannot be taken for a part of one.
 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "limits.h"
#include "open.h"
#include "say.h"

static void show_pretty(const struct writ_sql_queries *queries)
{
    const struct writ_str remaining = writ_sql_remaining(queries);

    for (size_t i = 0; i < writ_sql_query_count(queries); i++) {
        const struct writ_str sql = writ_sql_query(queries, i)->sql;

        (void)fwrite(sql.ptr, 1, sql.len, stdout);
        (void)fputs(";\n", stdout);
    }
    if (remaining.len > strlen("[]")) {
        writ_cli_note("no query can do this, so it stays with you: %.*s", (int)remaining.len,
                      remaining.ptr);
    }
}

static void show_json(const struct writ_sql_queries *queries, const char *dialect)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "dialect", dialect);
    writ_cli_json_key(&json, "queries");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_sql_query_count(queries); i++) {
        const struct writ_sql_query *query = writ_sql_query(queries, i);

        writ_cli_json_open(&json, '{');
        writ_cli_json_key(&json, "table");
        writ_cli_json_bytes(&json, query->table);
        writ_cli_json_key(&json, "sql");
        writ_cli_json_bytes(&json, query->sql);
        writ_cli_json_close(&json, '}');
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "remaining");
    writ_cli_json_verbatim(&json, writ_sql_remaining(queries));
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

enum writ_exit writ_cli_sql(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_sql_queries) struct writ_sql_queries *queries = NULL;
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes writ = {NULL, 0};
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .needs_mesh = true};
    const struct writ_sql_terms terms = {.dialect = writ_cli_value(args, "dialect"),
                                         .relation = writ_cli_value(args, "table"),
                                         .views = writ_cli_value(args, "views")};
    enum writ_status status = writ_read_file(args->operands[0], WRIT_WRIT_MAX_BYTES, &writ, err);

    if (status == WRIT_OK) {
        status = writ_cli_open(&opening, &engine, err);
    }
    if (status == WRIT_OK) {
        status =
            writ_engine_sql(engine, args->operands[0], writ_bytes_str(writ), &terms, &queries, err);
    }
    if (status != WRIT_OK) {
        return status == WRIT_E_POLICY ? WRIT_EXIT_DENY : writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        show_json(queries, terms.dialect);
    } else {
        show_pretty(queries);
    }
    return WRIT_EXIT_PASS;
}
