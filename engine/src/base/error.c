/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void keep_one_line(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            *text = '?';
        }
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
    keep_one_line(err->text);
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
    keep_one_line(err->hint);
    return status;
}

struct writ_loc writ_loc_at(const char *source, uint32_t line, uint32_t column)
{
    struct writ_loc loc = {.line = line, .column = column};
    const size_t len = strlen(source);
    const size_t skip = len < sizeof(loc.source) ? 0 : len - sizeof(loc.source) + 1;

    (void)snprintf(loc.source, sizeof(loc.source), "%s", source + skip);
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
