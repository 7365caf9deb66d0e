/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/sink.h - grows one placed value tree from what a reader meets, in document order.
 * Layer: codec, internal. Both readers feed it, so limits, parents and unique keys are checked in
 * one place.
 */
#ifndef WRIT_CODEC_SINK_H
#define WRIT_CODEC_SINK_H

#include "codec/codec.h"

struct writ_place {
    uint32_t line, column; /**< 1-based; column in bytes */
};

/** Turns offsets into places while it moves forward; going back costs a new start. */
struct writ_lines {
    struct writ_str text;
    size_t at;
    size_t start;  /**< of the line that holds text[at] */
    uint32_t line; /**< 0-based */
};

struct writ_sink_frame; /* one open container */

/** Nothing here recurses: open containers are a list, their children one stack. */
struct writ_sink {
    struct writ_arena *arena;
    const char *source;
    struct writ_codec_limits limits;
    struct writ_error *err;
    struct writ_sink_frame *top;   /**< innermost open container */
    struct writ_sink_frame *spare; /**< closed ones, for reuse */
    size_t depth;
    size_t nodes;
    struct writ_member *children; /**< of all open containers, the innermost's last */
    size_t count;
    size_t cap;
    const struct writ_value *root; /**< set when the outermost value is complete */
};

/** Start empty. The caller sets limits before, and calls writ_sink_done() on every path. */
WRIT_NODISCARD enum writ_status writ_sink_init(struct writ_sink *sink, struct writ_arena *arena,
                                               const char *source, struct writ_error *err);
void writ_sink_done(struct writ_sink *sink);

/** Begin an array or object at `place`. */
WRIT_NODISCARD enum writ_status writ_sink_open(struct writ_sink *sink, enum writ_kind kind,
                                               struct writ_place place);

/** End the innermost container. @retval WRIT_E_SYNTAX a key stands in it twice */
WRIT_NODISCARD enum writ_status writ_sink_close(struct writ_sink *sink);

/** The key of the innermost object's next value. The text must be in the arena. */
void writ_sink_key(struct writ_sink *sink, struct writ_str key, struct writ_place place);

/** Whether the next thing in the innermost container has to be a key. */
bool writ_sink_wants_key(const struct writ_sink *sink);

/** Add a copy of a null, bool, number or string; its text must be in the arena. */
WRIT_NODISCARD enum writ_status
writ_sink_scalar(struct writ_sink *sink, const struct writ_value *scalar, struct writ_place place);

/** Record an error of the text at `place`. */
WRIT_NODISCARD WRIT_PRINTF(4, 5) enum writ_status
    writ_sink_fail(struct writ_sink *sink, enum writ_status status, struct writ_place place,
                   const char *fmt, ...);
WRIT_NODISCARD enum writ_status writ_sink_no_memory(struct writ_sink *sink);

/** The place of text[at]. Lines end with LF, CR LF or a lone CR. */
struct writ_place writ_lines_place(struct writ_lines *lines, size_t at);

/** As writ_lines_place() from the start of the text: linear, so for errors only. */
struct writ_place writ_place_of(struct writ_str text, size_t at);

/** The text behind a byte order mark. */
struct writ_str writ_sink_body(struct writ_str text);

/**
 * What both readers ask of a text before anything else: not too long, UTF-8, a byte order mark
 * skipped.
 *
 * @param ret_text  the text behind the byte order mark
 */
WRIT_NODISCARD enum writ_status writ_sink_admit(struct writ_sink *sink, struct writ_str text,
                                                struct writ_str *ret_text);

static inline void writ_sink_autop(struct writ_sink *sink)
{
    writ_sink_done(sink);
}

#endif
