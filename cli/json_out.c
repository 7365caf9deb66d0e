/* SPDX-License-Identifier: Apache-2.0 */
#include "json_out.h"

#include <inttypes.h>

#include "text.h"

static void begin_value(struct writ_json_out *json)
{
    if (json->needs_comma) {
        (void)fputc(',', json->out);
    }
    json->needs_comma = true;
}

void writ_cli_json_open(struct writ_json_out *json, char bracket)
{
    begin_value(json);
    (void)fputc(bracket, json->out);
    json->needs_comma = false;
}

void writ_cli_json_close(struct writ_json_out *json, char bracket)
{
    (void)fputc(bracket, json->out);
    json->needs_comma = true;
}

static void escape_byte(FILE *out, unsigned char byte)
{
    switch (byte) {
    case '"':
    case '\\':
        (void)fprintf(out, "\\%c", byte);
        return;
    case '\n':
        (void)fputs("\\n", out);
        return;
    case '\r':
        (void)fputs("\\r", out);
        return;
    case '\t':
        (void)fputs("\\t", out);
        return;
    default:
        if (byte < 0x20 || byte == 0x7f) {
            (void)fprintf(out, "\\u%04x", (unsigned)byte);
        } else {
            (void)fputc(byte, out);
        }
    }
}

static void escape(FILE *out, struct writ_str rest)
{
    while (rest.len > 0) {
        const size_t len = writ_cli_utf8_len(rest);
        const size_t step = len == 0 ? 1 : len;

        if (len == 0) {
            (void)fputs("\\ufffd", out);
        } else if (len == 1) {
            escape_byte(out, (unsigned char)rest.ptr[0]);
        } else {
            (void)fwrite(rest.ptr, 1, len, out);
        }
        rest.ptr += step;
        rest.len -= step;
    }
}

void writ_cli_json_bytes(struct writ_json_out *json, struct writ_str text)
{
    begin_value(json);
    (void)fputc('"', json->out);
    escape(json->out, text);
    (void)fputc('"', json->out);
}

void writ_cli_json_texts(struct writ_json_out *json, const char *const *parts)
{
    begin_value(json);
    (void)fputc('"', json->out);
    for (; *parts != NULL; parts++) {
        escape(json->out, writ_str_from(*parts));
    }
    (void)fputc('"', json->out);
}

void writ_cli_json_text(struct writ_json_out *json, const char *text)
{
    writ_cli_json_bytes(json, writ_str_from(text));
}

void writ_cli_json_key(struct writ_json_out *json, const char *key)
{
    writ_cli_json_text(json, key);
    (void)fputc(':', json->out);
    json->needs_comma = false;
}

void writ_cli_json_number(struct writ_json_out *json, uint64_t value)
{
    begin_value(json);
    (void)fprintf(json->out, "%" PRIu64, value);
}

void writ_cli_json_bool(struct writ_json_out *json, bool value)
{
    begin_value(json);
    (void)fputs(value ? "true" : "false", json->out);
}

void writ_cli_json_verbatim(struct writ_json_out *json, struct writ_str value)
{
    begin_value(json);
    (void)fwrite(value.ptr, 1, value.len, json->out);
}

void writ_cli_json_member(struct writ_json_out *json, const char *key, const char *text)
{
    writ_cli_json_key(json, key);
    writ_cli_json_text(json, text);
}

void writ_cli_json_member_number(struct writ_json_out *json, const char *key, uint64_t value)
{
    writ_cli_json_key(json, key);
    writ_cli_json_number(json, value);
}

void writ_cli_json_place(struct writ_json_out *json, const char *source, uint32_t line,
                         uint32_t column)
{
    writ_cli_json_member(json, "source", source);
    writ_cli_json_member_number(json, "line", line);
    writ_cli_json_member_number(json, "column", column);
}
