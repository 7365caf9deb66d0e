/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

static size_t announced_len(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* The second byte is where overlong forms, surrogates and what is above U+10FFFF are told apart. */
static bool is_second(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return second >= 0x80 && second <= 0xbf;
    }
}

size_t writ_cli_utf8_len(struct writ_str rest)
{
    const unsigned char *bytes = (const unsigned char *)rest.ptr;
    const size_t len = rest.len == 0 ? 0 : announced_len(bytes[0]);

    if (len == 0 || len > rest.len || (len > 1 && !is_second(bytes[0], bytes[1]))) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if (bytes[i] < 0x80 || bytes[i] > 0xbf) {
            return 0;
        }
    }
    return len;
}

/* C0, DEL, C1; and U+202A..E, U+2066..9, which make a line read differently from what it says. */
static bool is_unsafe(const unsigned char *bytes, size_t len)
{
    if (len == 1) {
        return bytes[0] < 0x20 || bytes[0] == 0x7f;
    }
    if (len == 2) {
        return bytes[0] == 0xc2 && bytes[1] < 0xa0;
    }
    if (len == 3 && bytes[0] == 0xe2) {
        return (bytes[1] == 0x80 && bytes[2] >= 0xaa && bytes[2] <= 0xae) ||
               (bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9);
    }
    return false;
}

static void print_safe(FILE *out, struct writ_str rest, const char *kept)
{
    while (rest.len > 0) {
        const size_t len = writ_cli_utf8_len(rest);
        const bool is_kept = rest.ptr[0] != '\0' && strchr(kept, rest.ptr[0]) != NULL;
        const size_t step = len == 0 ? 1 : len;

        if (!is_kept && (len == 0 || is_unsafe((const unsigned char *)rest.ptr, len))) {
            (void)fputc('?', out);
        } else {
            (void)fwrite(rest.ptr, 1, len, out);
        }
        rest.ptr += step;
        rest.len -= step;
    }
}

void writ_cli_text_line(FILE *out, const char *text)
{
    writ_cli_text_line_of(out, writ_str_from(text));
}

void writ_cli_text_line_of(FILE *out, struct writ_str text)
{
    print_safe(out, text, "");
}

void writ_cli_text_label(FILE *out, const char *text, const char *quote)
{
    const char *special = quote[0] == '\\' ? "\"\\" : "\"";

    for (;;) {
        const size_t len = strcspn(text, special);

        print_safe(out, (struct writ_str){text, len}, "");
        if (text[len] == '\0') {
            return;
        }
        (void)fputs(text[len] == '"' ? quote : "\\\\", out);
        text += len + 1;
    }
}

void writ_cli_text_block(FILE *out, struct writ_str text)
{
    print_safe(out, text, "\n\t");
}

/* "product" ends in "s" when there are several, "witness" in "es", "entry" in "ies" for "y". */
void writ_cli_text_count(FILE *out, uint64_t count, const char *noun)
{
    const size_t len = strlen(noun);
    const char last = count == 1 || len == 0 ? '\0' : noun[len - 1];
    const size_t kept = last == 'y' ? len - 1 : len;
    const char *end = count == 1 ? "" : last == 'y' ? "ies" : last == 's' ? "es" : "s";

    (void)fprintf(out, "%" PRIu64 " %.*s%s", count, (int)kept, noun, end);
}
