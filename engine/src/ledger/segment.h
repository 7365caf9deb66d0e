/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/segment.h - frames, the bytes a segment file is made of. Private to the ledger layer.
 *
 * A frame is [u32 len][u8 type][u32 crc32c][len bytes], little endian; the crc covers len, type and
 * the bytes. Leaves come first, then the commit frame that makes them count. Side segments hold
 * frames of their own types, one for each leaf.
 */
#ifndef WRIT_LEDGER_SEGMENT_H
#define WRIT_LEDGER_SEGMENT_H

#include "base/buf.h"
#include "crypto/digest.h"

enum { WRIT_FRAME_HEAD = 9, WRIT_FRAME_MAX = 65535, WRIT_COMMIT_SIZE = 84 };

/** The body of a side frame starts with the index of its leaf, eight bytes. */
enum { WRIT_SIDE_INDEX = 8, WRIT_SIDE_HEAD = WRIT_FRAME_HEAD + WRIT_SIDE_INDEX };

/** The numbers are on disk. A frame of a later format gets a number of its own. */
enum writ_frame_type {
    WRIT_FRAME_LEAF = 1,
    WRIT_FRAME_COMMIT = 2,
    WRIT_FRAME_SIDE = 3,
    WRIT_FRAME_ERASED = 4, /**< was a side frame of this length: the index, then zeros */
};

struct writ_frame {
    unsigned type;
    struct writ_str body; /**< borrowed from the decoded bytes */
};

/** Body of a commit frame: u64 first, u32 count, u64 size, root, previous root. */
struct writ_commit_record {
    uint64_t first;              /**< index of the first leaf */
    uint32_t count;              /**< leaves in this commit, at least 1 */
    uint64_t size;               /**< of the tree with them: first + count */
    struct writ_digest root;     /**< at size */
    struct writ_digest previous; /**< root at first: chains the commits */
};

void writ_frame_add(struct writ_buf *buf, enum writ_frame_type type, struct writ_str body);

/** True when bytes start with a whole frame whose crc holds; it then takes WRIT_FRAME_HEAD +
 * body.len bytes. */
bool writ_frame_decode(struct writ_str bytes, struct writ_frame *ret_frame);

void writ_commit_record_add(struct writ_buf *buf, const struct writ_commit_record *record);

/** False when the body has another length or its numbers contradict each other. */
bool writ_commit_record_decode(struct writ_str body, struct writ_commit_record *ret_record);

enum { WRIT_SEGMENT_NAME_SIZE = 32 };

/** Append the side frame of a leaf. @param text  at most WRIT_SIDE_MAX bytes; empty for none */
void writ_side_frame_add(struct writ_buf *buf, uint64_t index, struct writ_str text);

/** The frame that takes the place of a side frame with a text of `len` bytes. */
void writ_side_frame_add_erased(struct writ_buf *buf, uint64_t index, size_t len);

struct writ_side_frame {
    bool is_erased;
    uint64_t index;
    struct writ_str text; /**< borrowed from the decoded bytes; empty when erased */
};

/** As writ_frame_decode(), for a frame of either side type; an erased one must be zeros. */
bool writ_side_frame_decode(struct writ_str bytes, struct writ_side_frame *ret_frame);

/** Bytes of the frame that a head belongs to. */
uint64_t writ_frame_size(const char head[WRIT_FRAME_HEAD]);

/** What the head of a side frame says; nothing is checked but that it could be one. */
struct writ_side_head {
    uint64_t size; /**< of the whole frame */
    uint64_t index;
};
bool writ_side_head_decode(const char head[WRIT_SIDE_HEAD], struct writ_side_head *ret_head);

/** "segment-" and the index of its first leaf in 20 digits: names sort as leaves do. */
void writ_segment_name(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE]);
bool writ_segment_name_parse(struct writ_str name, uint64_t *ret_first);

/** "side/" and the same 20 digits. */
void writ_side_name(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE]);

/** The same without "side/". */
bool writ_side_name_parse(struct writ_str name, uint64_t *ret_first);

#endif
