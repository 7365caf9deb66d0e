/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/json.c - strict JSON. Our own cursor reads the text: it knows places, and refuses what is
 * too deep or too large before anybody allocates for it. Where time allows, jansson then has to
 * accept the same text: two readers that were written apart must agree.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>

#include "base/try.h"
#include "codec/json_string.h"
#include "codec/scalar.h"
#include "codec/sink.h"

struct cursor {
    struct writ_str text;
    size_t at;    /* never past text.len */
    size_t start; /* of the line that `at` is in */
    uint32_t line;
    struct writ_sink *sink;
};

/* The byte at the cursor; NUL at the end, which no JSON token begins with. */
static char peek(const struct cursor *cursor)
{
    if (cursor->at >= cursor->text.len) {
        return '\0';
    }
    return cursor->text.ptr[cursor->at];
}

static struct writ_str rest(const struct cursor *cursor)
{
    return writ_str_cut(cursor->text, cursor->at, cursor->text.len);
}

/* Inside a line: a token never holds the end of one. */
static struct writ_place place_at(const struct cursor *cursor, size_t at)
{
    return (struct writ_place){cursor->line, (uint32_t)(at - cursor->start) + 1};
}

static struct writ_place here(const struct cursor *cursor)
{
    return place_at(cursor, cursor->at);
}

/* Lines end with LF, CR LF or a lone CR. */
static char skip_space(struct cursor *cursor)
{
    char byte = peek(cursor);

    while (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
        const char last = byte;

        cursor->at++;
        byte = peek(cursor);
        if (last == '\n' || (last == '\r' && byte != '\n')) {
            cursor->line++;
            cursor->start = cursor->at;
        }
    }
    return byte;
}

/* A bare word, or the one character that stands at the cursor. */
static struct writ_str offending(const struct cursor *cursor)
{
    const struct writ_str text = rest(cursor);
    size_t len = 0;

    while (len < text.len && len < 32 &&
           ((text.ptr[len] >= '0' && text.ptr[len] <= '9') || (text.ptr[len] | 0x20) >= 'a') &&
           (text.ptr[len] | 0x20) <= 'z') {
        len++;
    }
    if (len == 0 && text.len > 0) {
        len = 1;
        while (len < text.len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80) {
            len++; /* the whole of a UTF-8 sequence */
        }
    }
    return writ_str_cut(text, 0, len);
}

static bool is_after_comma(const struct cursor *cursor)
{
    size_t at = cursor->at;

    while (at > 0 && strchr(" \t\r\n", cursor->text.ptr[at - 1]) != NULL) {
        at--;
    }
    return at > 0 && cursor->text.ptr[at - 1] == ',';
}

static const char *advice(const struct cursor *cursor, struct writ_str found, const char *expected)
{
    static const struct {
        const char *found, *advice;
    } rows[] = {
        {"'", "texts and names stand in double quotes"},
        {"/", "JSON has no comments"},
        {"#", "JSON has no comments"},
        {"True", "write true"},
        {"False", "write false"},
        {"None", "write null"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (writ_str_is(found, rows[i].found)) {
            return rows[i].advice;
        }
    }
    if ((writ_str_is(found, "]") || writ_str_is(found, "}")) && is_after_comma(cursor)) {
        return "remove the comma before it";
    }
    if (expected[1] == ',' && (found.ptr[0] == '"' || found.ptr[0] == '{' || found.ptr[0] == '[')) {
        return "a comma is missing before it";
    }
    return "";
}

/* Say what stands at the cursor instead of what is expected there. */
static enum writ_status unexpected(const struct cursor *cursor, const char *expected)
{
    const struct writ_str found = offending(cursor);
    enum writ_status status;

    if (cursor->at >= cursor->text.len) {
        return writ_sink_fail(cursor->sink, WRIT_E_SYNTAX, here(cursor),
                              "the document ends where %s is expected", expected);
    }
    if (found.len == 1 && ((unsigned char)found.ptr[0] < 0x20 || found.ptr[0] == 0x7f)) {
        return writ_sink_fail(cursor->sink, WRIT_E_SYNTAX, here(cursor),
                              "unexpected control character 0x%02x, expected %s",
                              (unsigned)(unsigned char)found.ptr[0], expected);
    }
    status = writ_sink_fail(cursor->sink, WRIT_E_SYNTAX, here(cursor),
                            "unexpected '%.*s', expected %s", WRIT_FMT(found), expected);
    return writ_hint(cursor->sink->err, status, "%s", advice(cursor, found, expected));
}

/* The text of the string whose opening quote stands at the cursor; moves behind the closing one. */
static enum writ_status read_string(struct cursor *cursor, struct writ_str *ret_text)
{
    struct writ_json_string found;

    if (!writ_json_string_scan(rest(cursor), &found)) {
        return writ_sink_fail(cursor->sink, WRIT_E_SYNTAX,
                              place_at(cursor, cursor->at + found.error_at), "%s", found.error);
    }
    *ret_text = writ_json_string_decode(cursor->sink->arena, &found);
    if (ret_text->ptr == NULL) {
        return writ_sink_no_memory(cursor->sink);
    }
    cursor->at += found.len;
    return WRIT_OK;
}

/* A member's name and its colon. */
static enum writ_status read_key(struct cursor *cursor)
{
    struct writ_str key;

    if (skip_space(cursor) != '"') {
        return unexpected(cursor, "a name in double quotes");
    }

    const struct writ_place place = here(cursor);

    WRIT_TRY(read_string(cursor, &key));
    if (skip_space(cursor) != ':') {
        return unexpected(cursor, "':'");
    }
    cursor->at++;
    writ_sink_key(cursor->sink, key, place);
    return WRIT_OK;
}

static enum writ_status read_text(struct cursor *cursor)
{
    const struct writ_place place = here(cursor);
    struct writ_value scalar = {.kind = WRIT_STRING};

    WRIT_TRY(read_string(cursor, &scalar.text));
    return writ_sink_scalar(cursor->sink, &scalar, place);
}

static enum writ_status read_number(struct cursor *cursor)
{
    struct writ_sink *sink = cursor->sink;
    const struct writ_place place = here(cursor);
    const size_t len = writ_scalar_json_number(rest(cursor));
    struct writ_value scalar = {.kind = WRIT_NUMBER};

    if (len == 0) {
        return unexpected(cursor, "a value");
    }
    scalar.text = writ_arena_str(sink->arena, writ_str_cut(rest(cursor), 0, len));
    if (scalar.text.ptr == NULL ||
        !writ_scalar_to_double(sink->arena, scalar.text, &scalar.as.number)) {
        return writ_sink_no_memory(sink);
    }
    if (!isfinite(scalar.as.number)) {
        return writ_sink_fail(sink, WRIT_E_SYNTAX, place, "the number '%.*s' is out of range",
                              WRIT_FMT(scalar.text));
    }
    cursor->at += len;
    return writ_sink_scalar(sink, &scalar, place);
}

static enum writ_status read_word(struct cursor *cursor)
{
    static const struct {
        const char *text;
        enum writ_kind kind;
        bool boolean;
    } words[] = {
        {"null", WRIT_NULL, false}, {"true", WRIT_BOOL, true}, {"false", WRIT_BOOL, false}};
    const struct writ_str found = offending(cursor);

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (writ_str_is(found, words[i].text)) {
            const struct writ_place place = here(cursor);
            struct writ_value scalar = {.kind = words[i].kind,
                                        .text = writ_str_from(words[i].text)};

            if (scalar.kind == WRIT_BOOL) {
                scalar.as.boolean = words[i].boolean;
            }
            cursor->at += found.len;
            return writ_sink_scalar(cursor->sink, &scalar, place);
        }
    }
    return unexpected(cursor, "a value");
}

/* Open the container at the cursor; *ret_is_open unless it is empty, and closed at once. */
static enum writ_status read_container(struct cursor *cursor, bool *ret_is_open)
{
    const bool is_object = peek(cursor) == '{';

    WRIT_TRY(writ_sink_open(cursor->sink, is_object ? WRIT_OBJECT : WRIT_ARRAY, here(cursor)));
    cursor->at++;
    *ret_is_open = skip_space(cursor) != (is_object ? '}' : ']');
    if (*ret_is_open) {
        return is_object ? read_key(cursor) : WRIT_OK;
    }
    cursor->at++;
    return writ_sink_close(cursor->sink);
}

/* A scalar, an empty container, or the start of a container that waits for its first child. */
static enum writ_status begin_value(struct cursor *cursor, bool *ret_is_open)
{
    const char byte = skip_space(cursor);

    *ret_is_open = false;
    if (byte == '{' || byte == '[') {
        return read_container(cursor, ret_is_open);
    }
    if (byte == '"') {
        return read_text(cursor);
    }
    if (byte == '-' || (byte >= '0' && byte <= '9')) {
        return read_number(cursor);
    }
    return read_word(cursor);
}

/* After a value: close what ends here, up to the comma that announces the next value. */
static enum writ_status end_value(struct cursor *cursor)
{
    while (cursor->sink->top != NULL) {
        const bool is_object = writ_sink_wants_key(cursor->sink);
        const char byte = skip_space(cursor);

        if (byte == ',') {
            cursor->at++;
            return is_object ? read_key(cursor) : WRIT_OK;
        }
        if (byte != (is_object ? '}' : ']')) {
            return unexpected(cursor, is_object ? "',' or '}'" : "',' or ']'");
        }
        cursor->at++;
        WRIT_TRY(writ_sink_close(cursor->sink));
    }
    return WRIT_OK;
}

static enum writ_status read_document(struct cursor *cursor)
{
    bool is_open;

    if (skip_space(cursor) == '\0' && cursor->at == cursor->text.len) {
        return writ_sink_fail(cursor->sink, WRIT_E_SYNTAX, (struct writ_place){1, 1},
                              "the document is empty");
    }
    do {
        WRIT_TRY(begin_value(cursor, &is_open));
        if (!is_open) {
            WRIT_TRY(end_value(cursor));
        }
    } while (cursor->sink->top != NULL);
    (void)skip_space(cursor);
    return cursor->at == cursor->text.len ? WRIT_OK : unexpected(cursor, "the end of the document");
}

static void json_autop(json_t **json)
{
    json_decref(*json);
}

/*
 * The second opinion on a text our own reader accepts, so a refusal is news: memory is out, or the
 * two disagree. Integers are read as reals, so that they have no range of their own. jansson seldom
 * calls a failed allocation by its name, hence errno.
 */
static enum writ_status confirm(const char *source, struct writ_str text, struct writ_error *err)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    const struct writ_str body = writ_sink_body(text);
    struct writ_loc loc = writ_loc_at(source, 0, 0);
    json_error_t error = {0};

    errno = 0;

    WRIT_AUTO(json) json_t *json = json_loadb(body.ptr, body.len, flags, &error);

    if (json != NULL) {
        return WRIT_OK;
    }
    if (errno == ENOMEM || json_error_code(&error) == json_error_out_of_memory) {
        return writ_fail(err, WRIT_E_NOMEM, &loc, "out of memory while reading the document");
    }

    const struct writ_place place =
        writ_place_of(body, error.position > 0 ? (size_t)error.position : 0);
    const bool is_deep = json_error_code(&error) == json_error_stack_overflow;

    loc = writ_loc_at(source, place.line, place.column);
    return writ_fail(err, is_deep ? WRIT_E_LIMIT : WRIT_E_SYNTAX, &loc, "%s", error.text);
}

enum writ_status writ_json_read_alone(struct writ_arena *arena, const char *source,
                                      struct writ_str text, struct writ_codec_limits limits,
                                      const struct writ_value **ret_value, struct writ_error *err)
{
    WRIT_AUTO(writ_sink) struct writ_sink sink = {.arena = arena, .limits = limits};
    struct cursor cursor = {.sink = &sink, .line = 1};

    WRIT_TRY(writ_sink_init(&sink, arena, source, err));
    WRIT_TRY(writ_sink_admit(&sink, text, &cursor.text));
    WRIT_TRY(read_document(&cursor));
    *ret_value = sink.root;
    return WRIT_OK;
}

enum writ_status writ_json_read(struct writ_arena *arena, const char *source, struct writ_str text,
                                struct writ_codec_limits limits,
                                const struct writ_value **ret_value, struct writ_error *err)
{
    const struct writ_value *value;

    WRIT_TRY(writ_json_read_alone(arena, source, text, limits, &value, err));
    WRIT_TRY(confirm(value->source, text, err));
    *ret_value = value;
    return WRIT_OK;
}
