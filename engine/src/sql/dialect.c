/* SPDX-License-Identifier: Apache-2.0
 *
 * The dialects. A text is read as a number when it is one in JSON's form, of at most 30 characters
 * and two digits of exponent: what every store can hold. Character classes name what stays (ASCII
 * punctuation and blanks) rather than what goes: letters of every script are masked.
 */
#include "sql/dialect.h"

#include "base/error.h"

#define JSON_NUMBER "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]{1,2})?"
#define NOT_KEPT    "[^X0 -/:-@\\[-`{-~]"

/* Forms of more than one dialect. */
#define ONE_OR_ZERO "CASE WHEN {c} THEN 1 WHEN NOT {c} THEN 0 END"
#define KEEP_LAST                                                                                  \
    "CASE WHEN length({c}) <= 4 THEN repeat('x', length({c})) "                                    \
    "ELSE repeat('x', length({c}) - 4) || right({c}, 4) END"
#define KEEP_FIRST                                                                                 \
    "CASE WHEN length({c}) <= 4 THEN repeat('x', length({c})) "                                    \
    "ELSE left({c}, 4) || repeat('x', length({c}) - 4) END"

static const struct writ_sql_forms postgresql = {
    .quote = '"',
    .has_escapes = true,
    .has_like = true,
    .text = "({c}::text COLLATE \"C\")",
    .integer = "{c}",
    .number = "CASE WHEN {c}::text <> 'NaN' THEN {c} END",
    .number_of_text =
        "CASE WHEN length({c}) <= 30 AND {c} ~ '" JSON_NUMBER "$' THEN {c}::numeric END",
    .boolean = ONE_OR_ZERO,
    .time = "extract(epoch FROM {c})",
    .time_literal = "extract(epoch FROM timestamp '{c}')",
    .mask =
        "regexp_replace(regexp_replace(regexp_replace({c}, '[A-Z]', 'X', 'g'), '[0-9]', '0', 'g'), "
        "E'[^X0 -/:-@\\\\[-`{-~]', 'x', 'g')",
    .show_last = KEEP_LAST,
    .show_first = KEEP_FIRST,
    .hash = "encode(sha256(convert_to({c}, 'UTF8')), 'hex')",
    .year_of_text = "CASE WHEN {c} ~ '^[0-9]{4}-' THEN left({c}, 4) || '-01-01' END",
    .year_of_date = "date_trunc('year', {c}::timestamp)::date",
    .year_of_timestamp = "date_trunc('year', {c})",
};

static const struct writ_sql_forms trino = {
    .quote = '"',
    .has_like = true,
    .text = "CAST({c} AS varchar)",
    .integer = "{c}",
    .number = "CASE WHEN NOT is_nan(CAST({c} AS double)) THEN {c} END",
    .number_of_text = "CASE WHEN length({c}) <= 30 AND regexp_like({c}, '" JSON_NUMBER
                      "\\z') THEN CAST({c} AS double) END",
    .boolean = ONE_OR_ZERO,
    .time = "to_unixtime(CAST({c} AS timestamp(6) with time zone))",
    .time_literal = "to_unixtime(TIMESTAMP '{c} UTC')",
    .mask = "regexp_replace(regexp_replace(regexp_replace({c}, '[A-Z]', 'X'), '[0-9]', '0'), "
            "'" NOT_KEPT "', 'x')",
    .show_last = "CASE WHEN length({c}) <= 4 THEN rpad('', length({c}), 'x') "
                 "ELSE rpad('', length({c}) - 4, 'x') || substr({c}, -4) END",
    .show_first = "CASE WHEN length({c}) <= 4 THEN rpad('', length({c}), 'x') "
                  "ELSE rpad(substr({c}, 1, 4), length({c}), 'x') END",
    .hash = "lower(to_hex(sha256(to_utf8({c}))))",
    .year_of_text =
        "CASE WHEN regexp_like({c}, '^[0-9]{4}-') THEN substr({c}, 1, 4) || '-01-01' END",
    .year_of_date = "date_trunc('year', {c})",
    .year_of_timestamp = "date_trunc('year', {c})",
};

static const struct writ_sql_forms duckdb = {
    .quote = '"',
    .has_like = true,
    .text = "CAST({c} AS VARCHAR)",
    .integer = "{c}",
    .number = "CASE WHEN NOT isnan(CAST({c} AS DOUBLE)) THEN {c} END",
    .number_of_text = "CASE WHEN length({c}) <= 30 AND regexp_matches({c}, '" JSON_NUMBER
                      "$') THEN CAST({c} AS DOUBLE) END",
    .boolean = ONE_OR_ZERO,
    .time = "epoch_us({c})",
    .time_literal = "epoch_us(TIMESTAMP '{c}')",
    .mask =
        "regexp_replace(regexp_replace(regexp_replace({c}, '[A-Z]', 'X', 'g'), '[0-9]', '0', 'g'), "
        "'" NOT_KEPT "', 'x', 'gs')",
    .show_last = KEEP_LAST,
    .show_first = KEEP_FIRST,
    .hash = "sha256({c})",
    .year_of_text = "CASE WHEN regexp_matches({c}, '^[0-9]{4}-') THEN left({c}, 4) || '-01-01' END",
    .year_of_date = "CAST(date_trunc('year', {c}) AS DATE)",
    .year_of_timestamp = "date_trunc('year', {c})",
};

/* SQLite takes a name in double quotes that it does not know for a text, so names stand in
 * backticks; any column may hold any type, so types are asked for. It has no regular expressions:
 * MASK hides every character. */
static const struct writ_sql_forms sqlite = {
    .quote = '`',
    .text = "(CAST({c} AS TEXT) COLLATE BINARY)",
    .integer = "CASE WHEN typeof({c}) IN ('integer', 'real') THEN {c} END",
    .number = "CASE WHEN typeof({c}) IN ('integer', 'real') THEN {c} END",
    .number_of_text = "CASE WHEN length({c}) <= 30 AND {c} NOT GLOB '*[^-+.eE0-9]*' AND "
                      "{c} NOT GLOB '*[eE]*[0-9][0-9][0-9]*' AND json_valid({c}) "
                      "THEN CAST({c} AS REAL) END",
    .boolean = "CASE WHEN typeof({c}) = 'integer' AND {c} IN (0, 1) THEN {c} END",
    .time = "strftime('%Y-%m-%dT%H:%M:%f', {c})",
    .time_literal = "strftime('%Y-%m-%dT%H:%M:%f', '{c}')",
    .mask = "replace(hex(zeroblob(length({c}))), '00', 'x')",
    .show_last = "CASE WHEN length({c}) <= 4 THEN replace(hex(zeroblob(length({c}))), '00', 'x') "
                 "ELSE replace(hex(zeroblob(length({c}) - 4)), '00', 'x') || substr({c}, -4) END",
    .show_first =
        "CASE WHEN length({c}) <= 4 THEN replace(hex(zeroblob(length({c}))), '00', 'x') "
        "ELSE substr({c}, 1, 4) || replace(hex(zeroblob(length({c}) - 4)), '00', 'x') END",
    .year_of_text =
        "CASE WHEN {c} GLOB '[0-9][0-9][0-9][0-9]-*' THEN substr({c}, 1, 4) || '-01-01' END",
    .year_of_date = "strftime('%Y-01-01', {c})",
    .year_of_timestamp = "strftime('%Y-01-01 00:00:00', {c})",
};

const struct writ_sql_forms *writ_sql_forms_of(enum writ_sql_dialect dialect)
{
    static const struct writ_sql_forms *const all[] = {
        [WRIT_SQL_POSTGRESQL] = &postgresql,
        [WRIT_SQL_TRINO] = &trino,
        [WRIT_SQL_DUCKDB] = &duckdb,
        [WRIT_SQL_SQLITE] = &sqlite,
    };

    return all[dialect];
}

bool writ_sql_dialect_find(struct writ_str name, enum writ_sql_dialect *ret_dialect)
{
    static const char *const names[] = {
        [WRIT_SQL_POSTGRESQL] = "postgresql",
        [WRIT_SQL_TRINO] = "trino",
        [WRIT_SQL_DUCKDB] = "duckdb",
        [WRIT_SQL_SQLITE] = "sqlite",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (writ_str_is(name, names[i])) {
            *ret_dialect = (enum writ_sql_dialect)i;
            return true;
        }
    }
    return false;
}

enum writ_sql_family writ_sql_family_find(struct writ_str name)
{
    static const char *const names[] = {
        [WRIT_SQL_UNKNOWN] = "",
        [WRIT_SQL_TEXT] = "text",
        [WRIT_SQL_INTEGER] = "integer",
        [WRIT_SQL_NUMBER] = "number",
        [WRIT_SQL_BOOLEAN] = "boolean",
        [WRIT_SQL_DATE] = "date",
        [WRIT_SQL_TIMESTAMP] = "timestamp",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (writ_str_is(name, names[i])) {
            return (enum writ_sql_family)i;
        }
    }
    return WRIT_SQL_OTHER;
}

void writ_sql_form(struct writ_buf *buf, const char *form, struct writ_str operand)
{
    const char *place = strstr(form, "{c}");

    while (place != NULL) {
        writ_buf_add(buf, (struct writ_str){form, (size_t)(place - form)});
        writ_buf_add(buf, operand);
        form = place + strlen("{c}");
        place = strstr(form, "{c}");
    }
    writ_buf_add_text(buf, form);
}

static void add_doubled(struct writ_buf *buf, struct writ_str text, char quote)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == quote) {
            writ_buf_add_char(buf, quote);
        }
        writ_buf_add_char(buf, text.ptr[i]);
    }
}

static bool has_nul(struct writ_str text)
{
    return writ_str_find(text, '\0') < text.len;
}

enum writ_status writ_sql_done(const struct writ_buf *buf, struct writ_error *err)
{
    return buf->status == WRIT_OK ? WRIT_OK
                                  : writ_fail(err, buf->status, NULL, "no room for the SQL text");
}

enum writ_status writ_sql_name(enum writ_sql_dialect dialect, struct writ_str name,
                               struct writ_buf *buf, struct writ_error *err)
{
    const char quote = writ_sql_forms_of(dialect)->quote;

    if (name.len == 0 || has_nul(name)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "a name that SQL cannot hold: '%.*s'",
                         WRIT_FMT(name));
    }
    writ_buf_add_char(buf, quote);
    add_doubled(buf, name, quote);
    writ_buf_add_char(buf, quote);
    return writ_sql_done(buf, err);
}

enum writ_status writ_sql_text(enum writ_sql_dialect dialect, struct writ_str text,
                               struct writ_buf *buf, struct writ_error *err)
{
    const bool is_escaped =
        writ_sql_forms_of(dialect)->has_escapes && writ_str_find(text, '\\') < text.len;

    if (has_nul(text)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "a text with a NUL byte, which SQL cannot hold");
    }
    writ_buf_add_text(buf, is_escaped ? "E'" : "'");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'' || (is_escaped && text.ptr[i] == '\\')) {
            writ_buf_add_char(buf, text.ptr[i]);
        }
        writ_buf_add_char(buf, text.ptr[i]);
    }
    writ_buf_add_char(buf, '\'');
    return writ_sql_done(buf, err);
}
