/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/codec.h - JSON and YAML text to values with places, and values to JSON text.
 * Layer: codec (may include base, data, jansson, libyaml).
 */
#ifndef WRIT_CODEC_CODEC_H
#define WRIT_CODEC_CODEC_H

#include "base/buf.h"
#include "data/value.h"

/** Ceilings of one document; past any of them the text is refused with WRIT_E_LIMIT and the position. */
struct writ_codec_limits {
    size_t bytes;
    size_t depth;  /**< containers inside containers */
    size_t nodes;  /**< values in all */
};

/** 4 MiB, depth 64, 500 000 nodes: twenty times the largest descriptor seen in public repositories. */
#define WRIT_CODEC_LIMITS ((struct writ_codec_limits){.bytes = 4u << 20, .depth = 64, .nodes = 500000})

/**
 * Read strict JSON (RFC 8259): one value, no duplicate members, UTF-8 without NUL or U+0000 in texts, no lone
 * surrogates, no numbers outside a double's range. Every value has source, line, column, parent and its lexeme.
 *
 * @param source  name for positions; copied into the arena
 * @param text    borrowed for the call
 * @retval WRIT_E_SYNTAX  malformed, with its position  @retval WRIT_E_LIMIT a ceiling was reached
 */
WRIT_NODISCARD enum writ_status writ_json_read(struct writ_arena *arena, const char *source,
                                               struct writ_str text, struct writ_codec_limits limits,
                                               const struct writ_value **ret_value, struct writ_error *err);

/** The same without a second opinion: what writ_json_read() also has jansson accept, which takes several times as long.
 * For requests, which are small, many and waited for; fuzzing compares the two readers (tests/fuzz/fuzz_json.c). */
WRIT_NODISCARD enum writ_status writ_json_read_alone(struct writ_arena *arena, const char *source,
                                                     struct writ_str text, struct writ_codec_limits limits,
                                                     const struct writ_value **ret_value,
                                                     struct writ_error *err);

/**
 * Read one YAML document (core schema of YAML 1.2): refuses anchors, aliases, explicit tags, merge keys, duplicate
 * keys, keys that are not scalars, and a second document, each with its position. An unquoted scalar that the core
 * schema makes a number, boolean or null is one, and keeps its lexeme in `text`; Yes/No/on/off and dates are strings.
 * So are words that only look like numbers: codes ("0123"), .inf and .nan, and what no finite double holds. A key is
 * always the text its author wrote: 1 and "1" are the same key.
 * Parameters and errors as writ_json_read().
 */
WRIT_NODISCARD enum writ_status writ_yaml_read(struct writ_arena *arena, const char *source,
                                               struct writ_str text, struct writ_codec_limits limits,
                                               const struct writ_value **ret_value, struct writ_error *err);

/** JSON when the name ends in ".json" or ".jsonld", YAML when it ends in ".yaml" or ".yml"; under any other name JSON
 * when the first character that is not white space is '{' or '['. */
WRIT_NODISCARD enum writ_status writ_document_read(struct writ_arena *arena, const char *source,
                                                   struct writ_str text, struct writ_codec_limits limits,
                                                   const struct writ_value **ret_value, struct writ_error *err);

/** Read the file and then the document; the file's path is the source. */
WRIT_NODISCARD enum writ_status writ_document_load(struct writ_arena *arena, const char *path,
                                                   struct writ_codec_limits limits,
                                                   struct writ_str *ret_bytes, /**< may be NULL */
                                                   const struct writ_value **ret_value, struct writ_error *err);

/** Append JSON for people: two spaces a level, members in their own order, numbers as RFC 8785 writes them. */
WRIT_NODISCARD enum writ_status writ_json_write(struct writ_buf *buf, const struct writ_value *value,
                                                struct writ_error *err);

#endif
