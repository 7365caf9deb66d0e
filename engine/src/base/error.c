/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* C0, DEL and C1 (whose UTF-8 is 0xc2 0x80 to 0xc2 0x9f): what a terminal or a log may act upon. */
static size_t control_bytes(const char *text)
{
    const unsigned char byte = (unsigned char)text[0];

    if (byte < 0x20 || byte == 0x7f) {
        return 1;
    }
    return byte == 0xc2 && (unsigned char)text[1] < 0xa0 ? 2 : 0;
}

/* One line of UTF-8 without control characters, also when the text was cut in the middle of a
 * character. */
static void make_safe(char *text)
{
    const size_t len = strlen(text);
    size_t bad = writ_str_verbatim_end((struct writ_str){text, len});

    if (bad == len && memchr(text, 0x7f, len) == NULL) {
        return; /* as nearly every text is */
    }
    bad = writ_str_utf8_end((struct writ_str){text, len});
    while (bad < len) {
        text[bad] = '?';
        bad += writ_str_utf8_end((struct writ_str){text + bad, len - bad});
    }
    for (size_t i = 0; i < len; i++) {
        memset(text + i, '?', control_bytes(text + i));
    }
}

enum writ_status writ_fail(struct writ_error *err, enum writ_status status,
                           const struct writ_loc *loc, const char *fmt, ...)
{
    va_list args;

    if (err == NULL || err->status != WRIT_OK) {
        return status;
    }
    err->status = status;
    if (loc != NULL) {
        err->loc = *loc;
    }
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof(err->text), fmt, args);
    va_end(args);
    make_safe(err->text);
    return status;
}

enum writ_status writ_pass_on(struct writ_error *err, enum writ_status status,
                              const struct writ_error *cause)
{
    if (err != NULL && err->status == WRIT_OK) {
        *err = *cause;
        err->status = status;
    }
    return status;
}

enum writ_status writ_hint(struct writ_error *err, enum writ_status status, const char *fmt, ...)
{
    va_list args;

    if (err == NULL || err->hint[0] != '\0') {
        return status;
    }
    va_start(args, fmt);
    (void)vsnprintf(err->hint, sizeof(err->hint), fmt, args);
    va_end(args);
    make_safe(err->hint);
    return status;
}

enum writ_status writ_within(struct writ_error *err, const char *source, enum writ_status status)
{
    if (status != WRIT_OK && err != NULL && err->loc.source[0] == '\0') {
        err->loc = writ_loc_at(source, 0, 0);
    }
    return status;
}

struct writ_loc writ_loc_at(const char *source, uint32_t line, uint32_t column)
{
    struct writ_loc loc = {.line = line, .column = column};
    const size_t len = strlen(source);
    const size_t skip = len < sizeof(loc.source) ? 0 : len - sizeof(loc.source) + 1;

    memcpy(loc.source, source + skip, len - skip + 1);
    make_safe(loc.source);
    return loc;
}

const char *writ_status_name(enum writ_status status)
{
    switch (status) {
#define WRIT_STATUS(name, value, meaning)                                                          \
    case name:                                                                                     \
        return #name;
#include "writ/errors.def"
#undef WRIT_STATUS
    }
    return "WRIT_E_UNKNOWN"; /* no default above: a new enumerator must warn here */
}
