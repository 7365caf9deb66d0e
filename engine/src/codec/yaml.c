/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/yaml.c - one YAML document, from libyaml's events. What makes YAML hard to read for people
 * or dangerous for programs is refused: of 802 public descriptors none uses it.
 */
#include <yaml.h>

#include "base/try.h"
#include "codec/scalar.h"
#include "codec/sink.h"

struct reader {
    struct writ_str text;
    struct writ_lines lines;
    size_t chars; /* libyaml counts characters: this many of them */
    size_t bytes; /* are this many bytes */
    struct writ_sink *sink;
};

static void yaml_parser_autop(yaml_parser_t *parser)
{
    yaml_parser_delete(parser);
}

static void yaml_event_autop(yaml_event_t *event)
{
    yaml_event_delete(event);
}

/* The byte offset of libyaml's character index. Events come in order, so the whole document costs
 * one pass. */
static size_t offset_of(struct reader *reader, size_t index)
{
    const struct writ_str text = reader->text;

    if (index < reader->chars) {
        reader->chars = reader->bytes = 0;
    }
    while (reader->chars < index && reader->bytes < text.len) {
        reader->bytes++;
        while (reader->bytes < text.len &&
               ((unsigned char)text.ptr[reader->bytes] & 0xc0) == 0x80) {
            reader->bytes++;
        }
        reader->chars++;
    }
    return reader->bytes;
}

static struct writ_place place_of(struct reader *reader, yaml_mark_t mark)
{
    return writ_lines_place(&reader->lines, offset_of(reader, mark.index));
}

/* The code point at text[at], which is UTF-8. */
static unsigned code_point(struct writ_str text, size_t at)
{
    const unsigned char lead = (unsigned char)text.ptr[at];
    const size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    unsigned point = more == 0 ? lead : lead & (0x3fu >> more);

    for (size_t i = 1; i <= more; i++) {
        point = point << 6 | ((unsigned char)text.ptr[at + i] & 0x3fu);
    }
    return point;
}

/* c-printable of YAML 1.2, without a byte order mark in the middle. */
static bool is_printable(unsigned point)
{
    if (point < 0x20) {
        return point == '\t' || point == '\n' || point == '\r';
    }
    if (point >= 0x7f && point < 0xa0) {
        return point == 0x85;
    }
    return point != 0xfeff && point != 0xfffe && point != 0xffff;
}

static enum writ_status check_characters(struct reader *reader)
{
    const struct writ_str text = reader->text;

    for (size_t at = 0; at < text.len; at++) {
        const unsigned char byte = (unsigned char)text.ptr[at];

        if ((byte >= 0x20 && byte < 0x7f) || (byte & 0xc0) == 0x80 ||
            is_printable(code_point(text, at))) {
            continue;
        }
        return writ_hint(reader->sink->err,
                         writ_sink_fail(reader->sink, WRIT_E_SYNTAX, writ_place_of(text, at),
                                        "the character U+%04X is not allowed",
                                        code_point(text, at)),
                         "a text in double quotes can hold it as an escape");
    }
    return WRIT_OK;
}

static const char *advice(struct reader *reader, const yaml_parser_t *parser, size_t at)
{
    if (strcmp(parser->problem, "mapping values are not allowed in this context") == 0) {
        return "check the indentation, or put the text in quotes if ':' belongs to it";
    }
    if (strcmp(parser->problem, "found character that cannot start any token") != 0) {
        return NULL;
    }
    return at < reader->text.len && reader->text.ptr[at] == '\t'
               ? "indent with spaces, not tabs"
               : "put the text in quotes if it begins with this character";
}

/* libyaml's problem in our words' order: what, where; what it was reading becomes the hint. */
static enum writ_status parser_failed(struct reader *reader, const yaml_parser_t *parser)
{
    struct writ_error *err = reader->sink->err;

    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) {
        return writ_sink_no_memory(reader->sink);
    }

    const size_t at = offset_of(reader, parser->problem_mark.index);
    const char *help = advice(reader, parser, at);
    const enum writ_status status = writ_sink_fail(
        reader->sink, WRIT_E_SYNTAX, writ_lines_place(&reader->lines, at), "%s", parser->problem);

    if (help != NULL) {
        return writ_hint(err, status, "%s", help);
    }
    if (parser->context == NULL) {
        return status;
    }
    return writ_hint(err, status, "%s that begins at line %u", parser->context,
                     place_of(reader, parser->context_mark).line);
}

static enum writ_status refuse(struct reader *reader, struct writ_place place, const char *what,
                               const char *hint)
{
    return writ_hint(reader->sink->err,
                     writ_sink_fail(reader->sink, WRIT_E_SYNTAX, place, "%s", what), "%s", hint);
}

/*
 * Anchors and tags show in the byte a node begins with: no other node can begin with one
 * of these, and libyaml does not tell an event with the tag "!" from one without a tag.
 */
static enum writ_status check_properties(struct reader *reader, const yaml_event_t *event)
{
    const size_t at = offset_of(reader, event->start_mark.index);
    const int byte = at < reader->text.len ? reader->text.ptr[at] : '\0';
    const struct writ_place place = writ_lines_place(&reader->lines, at);

    switch (byte) {
    case '&':
        return refuse(reader, place, "anchors are not supported",
                      "write the value where it is needed");
    case '!':
        return refuse(reader, place, "tags are not supported", "quotes make a value a text");
    default: /* a character, not an enum */
        return WRIT_OK;
    }
}

/* The scalar's text in the arena; ptr is NULL when memory is out. */
static struct writ_str keep_text(struct reader *reader, const yaml_event_t *event)
{
    return writ_arena_str(
        reader->sink->arena,
        (struct writ_str){(const char *)event->data.scalar.value, event->data.scalar.length});
}

static enum writ_status take_key(struct reader *reader, struct writ_str text, bool is_plain,
                                 struct writ_place place)
{
    if (is_plain && text.len == 0) {
        return refuse(reader, place, "a key is missing", "write the key, or \"\" if it is empty");
    }
    if (is_plain && writ_str_is(text, "<<")) {
        return refuse(reader, place, "merge keys are not supported", "write the members out here");
    }
    writ_sink_key(reader->sink, text, place);
    return WRIT_OK;
}

static enum writ_status take_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct writ_sink *sink = reader->sink;
    const bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const struct writ_place place = place_of(reader, event->start_mark);
    const struct writ_str text = keep_text(reader, event);
    struct writ_value scalar = {.kind = WRIT_STRING, .text = text};

    if (text.ptr == NULL) {
        return writ_sink_no_memory(sink);
    }
    if (writ_str_find(text, '\0') < text.len) {
        return writ_sink_fail(sink, WRIT_E_SYNTAX, place,
                              "a text may not contain the character U+0000");
    }
    if (writ_sink_wants_key(sink)) {
        return take_key(reader, text, is_plain, place);
    }
    if (is_plain && !writ_scalar_resolve(sink->arena, text, &scalar)) {
        return writ_sink_no_memory(sink);
    }
    return writ_sink_scalar(sink, &scalar, place);
}

static enum writ_status take_container(struct reader *reader, const yaml_event_t *event,
                                       enum writ_kind kind)
{
    const struct writ_place place = place_of(reader, event->start_mark);

    if (writ_sink_wants_key(reader->sink)) {
        return refuse(reader, place, "a key must be a plain or quoted text",
                      "quote it if '[' or '{' belongs to the text");
    }
    return writ_sink_open(reader->sink, kind, place);
}

static enum writ_status take_start(struct reader *reader, const yaml_event_t *event)
{
    const struct writ_place place = place_of(reader, event->start_mark);

    if (reader->sink->root != NULL) {
        return refuse(reader, place, "a second document begins here",
                      "put it into a file of its own");
    }
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end) {
        return refuse(reader, place, "%TAG directives are not supported", "remove the directive");
    }
    return WRIT_OK;
}

static bool is_node(const yaml_event_t *event)
{
    return event->type == YAML_SCALAR_EVENT || event->type == YAML_SEQUENCE_START_EVENT ||
           event->type == YAML_MAPPING_START_EVENT;
}

static enum writ_status take_event(struct reader *reader, const yaml_event_t *event)
{
    if (is_node(event)) {
        WRIT_TRY(check_properties(reader, event));
    }
    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return WRIT_OK;
    case YAML_ALIAS_EVENT:
        return refuse(reader, place_of(reader, event->start_mark), "aliases are not supported",
                      "write the value out here");
    case YAML_DOCUMENT_START_EVENT:
        return take_start(reader, event);
    case YAML_SCALAR_EVENT:
        return take_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return take_container(reader, event, WRIT_ARRAY);
    case YAML_MAPPING_START_EVENT:
        return take_container(reader, event, WRIT_OBJECT);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return writ_sink_close(reader->sink);
    }
    return WRIT_OK;
}

static enum writ_status read_events(struct reader *reader, yaml_parser_t *parser)
{
    bool is_done = false;

    while (!is_done) {
        WRIT_AUTO(yaml_event) yaml_event_t event = {0};

        if (yaml_parser_parse(parser, &event) == 0) {
            return parser_failed(reader, parser);
        }
        WRIT_TRY(take_event(reader, &event));
        is_done = event.type == YAML_STREAM_END_EVENT;
    }
    return WRIT_OK;
}

static enum writ_status read_text(struct reader *reader)
{
    WRIT_AUTO(yaml_parser) yaml_parser_t parser = {0};
    const struct writ_str text = reader->text;

    if (text.len == 0) {
        return WRIT_OK;
    }
    if (yaml_parser_initialize(&parser) == 0) {
        return writ_sink_no_memory(reader->sink);
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    return read_events(reader, &parser);
}

enum writ_status writ_yaml_read(struct writ_arena *arena, const char *source, struct writ_str text,
                                struct writ_codec_limits limits,
                                const struct writ_value **ret_value, struct writ_error *err)
{
    WRIT_AUTO(writ_sink) struct writ_sink sink = {.arena = arena, .limits = limits};
    struct reader reader = {.sink = &sink};

    WRIT_TRY(writ_sink_init(&sink, arena, source, err));
    WRIT_TRY(writ_sink_admit(&sink, text, &reader.text));
    reader.lines.text = reader.text;
    WRIT_TRY(check_characters(&reader));
    WRIT_TRY(read_text(&reader));
    if (sink.root == NULL || (sink.root->kind == WRIT_NULL && sink.root->text.len == 0)) {
        return writ_sink_fail(&sink, WRIT_E_SYNTAX, (struct writ_place){1, 1},
                              "the document is empty");
    }
    *ret_value = sink.root;
    return WRIT_OK;
}
