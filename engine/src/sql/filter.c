/* SPDX-License-Identifier: Apache-2.0
 *
 * A row filter as a condition. How a comparison reads a column follows from the column's family and
 * the kind of the value, as docs/reference/obligations.md says; what does not fit is refused.
 */
#include "base/error.h"
#include "base/time.h"
#include "base/try.h"
#include "data/canonical.h"
#include "sql/dialect.h"

enum { OPERAND_MAX = 64 * 1024, DIGITS_OF_INT64 = 18 };

struct writing {
    const struct writ_sql_scope *scope;
    const struct writ_sql_forms *forms;
    struct writ_buf *buf;
    struct writ_error *err;
};

/* How both sides of a comparison are read. */
enum reading { AS_TEXT, AS_NUMBER, AS_BOOLEAN, AS_TIME };

static enum writ_status tree(const struct writing *to, const struct writ_value *predicate);

static enum writ_status branches(const struct writing *to, const struct writ_value *args,
                                 const char *between)
{
    for (size_t i = 0; i < writ_value_count(args); i++) {
        if (i > 0) {
            writ_buf_add_text(to->buf, between);
        }
        WRIT_TRY(tree(to, writ_value_item(args, i)));
    }
    return WRIT_OK;
}

static bool reading_of(enum writ_sql_family family, enum writ_kind kind, enum reading *ret_reading)
{
    const bool is_open = writ_sql_is_open(family);

    switch (kind) {
    case WRIT_STRING:
        *ret_reading = is_open ? AS_TEXT : AS_TIME;
        return is_open || family == WRIT_SQL_DATE || family == WRIT_SQL_TIMESTAMP;
    case WRIT_NUMBER:
        *ret_reading = AS_NUMBER;
        return is_open || family == WRIT_SQL_INTEGER || family == WRIT_SQL_NUMBER;
    case WRIT_BOOL:
        *ret_reading = AS_BOOLEAN;
        return is_open || family == WRIT_SQL_BOOLEAN;
    case WRIT_NULL:
    case WRIT_ARRAY:
    case WRIT_OBJECT:
        break;
    }
    return false;
}

static const char *direct_form(const struct writ_sql_forms *forms, enum writ_sql_family family)
{
    switch (family) {
    case WRIT_SQL_INTEGER:
        return forms->integer;
    case WRIT_SQL_NUMBER:
        return forms->number;
    case WRIT_SQL_BOOLEAN:
        return forms->boolean;
    case WRIT_SQL_DATE:
    case WRIT_SQL_TIMESTAMP:
        return forms->time;
    case WRIT_SQL_UNKNOWN:
    case WRIT_SQL_TEXT:
    case WRIT_SQL_OTHER:
        break;
    }
    return forms->text;
}

/* The column in the form that the comparison needs. */
static enum writ_status add_column(const struct writing *to, const struct writ_sql_column *column,
                                   enum reading reading)
{
    WRIT_AUTO(writ_buf) struct writ_buf name;
    WRIT_AUTO(writ_buf) struct writ_buf direct;
    const char *form = reading == AS_NUMBER ? to->forms->number_of_text
                       : reading == AS_BOOLEAN
                           ? "CASE {c} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
                           : "{c}";

    writ_buf_init(&name, to->buf->alloc, OPERAND_MAX);
    writ_buf_init(&direct, to->buf->alloc, OPERAND_MAX);
    WRIT_TRY(writ_sql_name(to->scope->dialect, column->name, &name, to->err));
    writ_sql_form(&direct, direct_form(to->forms, column->family),
                  (struct writ_str){name.ptr, name.len});
    WRIT_TRY(writ_sql_done(&direct, to->err));
    writ_sql_form(to->buf, writ_sql_is_open(column->family) ? form : "{c}",
                  (struct writ_str){direct.ptr, direct.len});
    return writ_sql_done(to->buf, to->err);
}

/* Digits that no integer type holds are written as a decimal. */
static void add_number(struct writ_buf *buf, double number)
{
    char text[WRIT_NUMBER_TEXT_SIZE];
    const size_t len = writ_number_format(number, text);
    const bool is_long = len > DIGITS_OF_INT64 && strpbrk(text, ".e") == NULL;
    char *exponent = strchr(text, 'e');

    if (exponent != NULL) {
        *exponent = 'E';
    }
    writ_buf_addf(buf, number < 0 ? "(%s%s)" : "%s%s", text, is_long ? ".0" : "");
}

/* "2026-01-31 09:00:00" in UTC, with milliseconds when there are any: the form that every dialect
 * reads. */
static enum writ_status add_instant(const struct writing *to, const struct writ_value *value)
{
    const struct writ_str said = writ_value_text(value);
    char text[WRIT_TIME_TEXT_SIZE];
    int64_t time_ms;

    if (!writ_time_parse(said, &time_ms)) {
        return writ_fail(to->err, WRIT_E_SCHEMA, NULL,
                         "a column of dates or times is compared with '%.*s', which is no RFC 3339 "
                         "time",
                         WRIT_FMT(said));
    }
    writ_time_format(time_ms, text);
    *strchr(text, 'T') = ' ';
    writ_sql_form(to->buf, to->forms->time_literal,
                  (struct writ_str){text, strlen(text) - strlen("Z")});
    return writ_sql_done(to->buf, to->err);
}

static enum writ_status add_literal(const struct writing *to, const struct writ_value *value,
                                    enum reading reading)
{
    switch (reading) {
    case AS_TEXT:
        return writ_sql_text(to->scope->dialect, writ_value_text(value), to->buf, to->err);
    case AS_NUMBER:
        add_number(to->buf, value->as.number);
        break;
    case AS_BOOLEAN:
        writ_buf_add_char(to->buf, writ_value_is_true(value) ? '1' : '0');
        break;
    case AS_TIME:
        return add_instant(to, value);
    }
    return writ_sql_done(to->buf, to->err);
}

static enum writ_status misfit(const struct writing *to, struct writ_str path)
{
    return writ_hint(to->err,
                     writ_fail(to->err, WRIT_E_SCHEMA, NULL,
                               "the row filter compares column '%.*s' with a value of another type",
                               WRIT_FMT(path)),
                     "compare it with a value of the type that the descriptor declares");
}

static enum writ_status find_column(const struct writing *to, const struct writ_value *predicate,
                                    struct writ_sql_column *ret_column)
{
    const struct writ_str path = writ_value_text(writ_value_member(predicate, "column"));

    if (!to->scope->find(to->scope->ctx, path, ret_column)) {
        return writ_fail(to->err, WRIT_E_SCHEMA, NULL,
                         "the row filter names column '%.*s', which this table does not have",
                         WRIT_FMT(path));
    }
    return WRIT_OK;
}

static enum writ_status comparison(const struct writing *to, const struct writ_value *predicate,
                                   const struct writ_value *value, const char *op)
{
    struct writ_sql_column column;
    enum reading reading;

    WRIT_TRY(find_column(to, predicate, &column));
    if (!reading_of(column.family, value->kind, &reading)) {
        return misfit(to, writ_value_text(writ_value_member(predicate, "column")));
    }
    WRIT_TRY(add_column(to, &column, reading));
    writ_buf_add_text(to->buf, op);
    return add_literal(to, value, reading);
}

/* A list of values of several kinds is several comparisons, each read in its own way. */
static enum writ_status membership(const struct writing *to, const struct writ_value *predicate)
{
    const struct writ_value *values = writ_value_member(predicate, "values");

    if (writ_value_count(values) == 0) {
        writ_buf_add_text(to->buf, "1 = 0");
    }
    for (size_t i = 0; i < writ_value_count(values); i++) {
        if (i > 0) {
            writ_buf_add_text(to->buf, " OR ");
        }
        WRIT_TRY(comparison(to, predicate, writ_value_item(values, i), " = "));
    }
    return writ_sql_done(to->buf, to->err);
}

static enum writ_status is_null(const struct writing *to, const struct writ_value *predicate)
{
    struct writ_sql_column column;

    WRIT_TRY(find_column(to, predicate, &column));
    WRIT_TRY(writ_sql_name(to->scope->dialect, column.name, to->buf, to->err));
    writ_buf_add_text(to->buf, " IS NULL");
    return writ_sql_done(to->buf, to->err);
}

/* The wildcards of LIKE as those of GLOB, whose own become sets of one. */
static enum writ_status add_glob(const struct writing *to, struct writ_str pattern)
{
    WRIT_AUTO(writ_buf) struct writ_buf glob;

    writ_buf_init(&glob, to->buf->alloc, OPERAND_MAX);
    for (size_t i = 0; i < pattern.len; i++) {
        const char c = pattern.ptr[i];

        if (c == '*' || c == '?' || c == '[') {
            writ_buf_addf(&glob, "[%c]", c);
        } else {
            writ_buf_add_char(&glob, (char)(c == '%' ? '*' : c == '_' ? '?' : c));
        }
    }
    WRIT_TRY(writ_sql_done(&glob, to->err));
    return writ_sql_text(to->scope->dialect, (struct writ_str){glob.ptr, glob.len}, to->buf,
                         to->err);
}

static enum writ_status likeness(const struct writing *to, const struct writ_value *predicate)
{
    const struct writ_value *pattern = writ_value_member(predicate, "value");
    struct writ_sql_column column;
    enum reading reading;

    WRIT_TRY(find_column(to, predicate, &column));
    if (pattern->kind != WRIT_STRING || !reading_of(column.family, pattern->kind, &reading) ||
        reading != AS_TEXT) {
        return misfit(to, writ_value_text(writ_value_member(predicate, "column")));
    }
    WRIT_TRY(add_column(to, &column, reading));
    if (!to->forms->has_like) {
        writ_buf_add_text(to->buf, " GLOB ");
        return add_glob(to, pattern->text);
    }
    writ_buf_add_text(to->buf, " LIKE ");
    WRIT_TRY(writ_sql_text(to->scope->dialect, pattern->text, to->buf, to->err));
    writ_buf_add_text(to->buf, to->forms->has_escapes ? " ESCAPE ''" : "");
    return writ_sql_done(to->buf, to->err);
}

static const char *operator_of(struct writ_str op)
{
    static const struct {
        const char *name;
        const char *text;
    } operators[] = {{"eq", " = "},  {"ne", " <> "}, {"lt", " < "},
                     {"le", " <= "}, {"gt", " > "},  {"ge", " >= "}};

    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (writ_str_is(op, operators[i].name)) {
            return operators[i].text;
        }
    }
    return NULL;
}

static enum writ_status inside(const struct writing *to, const struct writ_value *predicate)
{
    const struct writ_str op = writ_value_text(writ_value_member(predicate, "op"));

    if (writ_str_is(op, "and") || writ_str_is(op, "or")) {
        return branches(to, writ_value_member(predicate, "args"),
                        writ_str_is(op, "and") ? " AND " : " OR ");
    }
    if (writ_str_is(op, "not")) {
        writ_buf_add_text(to->buf, "NOT ");
        return tree(to, writ_value_member(predicate, "arg"));
    }
    if (writ_str_is(op, "in")) {
        return membership(to, predicate);
    }
    if (writ_str_is(op, "is_null")) {
        return is_null(to, predicate);
    }
    if (writ_str_is(op, "like")) {
        return likeness(to, predicate);
    }
    if (operator_of(op) == NULL) {
        return writ_fail(to->err, WRIT_E_SCHEMA, NULL,
                         "the row filter has an operator that is not known: '%.*s'", WRIT_FMT(op));
    }
    return comparison(to, predicate, writ_value_member(predicate, "value"), operator_of(op));
}

/* As deep as the obligation nests, which the sandbox bounds. */
static enum writ_status tree(const struct writing *to, const struct writ_value *predicate)
{
    writ_buf_add_char(to->buf, '(');
    WRIT_TRY(inside(to, predicate));
    writ_buf_add_char(to->buf, ')');
    return writ_sql_done(to->buf, to->err);
}

enum writ_status writ_sql_filter(const struct writ_sql_scope *scope,
                                 const struct writ_value *predicate, struct writ_buf *buf,
                                 struct writ_error *err)
{
    const struct writing to = {scope, writ_sql_forms_of(scope->dialect), buf, err};

    return tree(&to, predicate);
}
