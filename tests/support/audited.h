/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/audited.h - a log of four decisions, for the auditor's tools.
 */
#ifndef WRIT_TESTS_AUDITED_H
#define WRIT_TESTS_AUDITED_H

#include "base/buf.h"
#include "ledger/segment.h"
#include "recording.h"

enum { FILE_MAX = 1 << 20, ENTRIES = 4 };

#define SEGMENT    ".writ/log/segment-00000000000000000000"
#define CHECKPOINT ".writ/log/checkpoint"
#define JWS        ".writ/log/checkpoint.jws"
#define SIDE       ".writ/log/side/00000000000000000000"

static const char *const log_files[] = {SEGMENT, CHECKPOINT, JWS};

/* A log of four decisions, closed, and its files as they were after two. */
struct audited {
    struct recording recording;
    struct writ_bytes old[3];
    struct writ_bytes checkpoint; /* of all four */
    char dir[RECORDING_PATH];
};

static inline struct writ_str view(struct writ_bytes bytes)
{
    return writ_bytes_str(bytes);
}

static inline struct writ_bytes get(const struct audited *audited, const char *name)
{
    struct writ_bytes bytes = {NULL, 0};
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    if (writ_read_file(recording_path(&audited->recording, name, path), FILE_MAX, &bytes, &err) !=
        WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return bytes;
}

static inline void put(struct audited *audited, const char *name, struct writ_str bytes)
{
    mesh_dir_put_bytes(&audited->recording.dir, name, bytes);
}

/* What lies beside an entry, as a copy that the caller frees. */
static inline char *get_side(const struct audited *audited, uint64_t index)
{
    struct writ_bytes file = get(audited, SIDE);
    struct writ_str rest = view(file);
    struct writ_side_frame frame = {.index = index + 1};
    char *text;

    while (frame.index != index) {
        assert_true(writ_side_frame_decode(rest, &frame));
        rest = writ_str_cut(rest, (size_t)writ_frame_size(rest.ptr), rest.len);
    }
    text = calloc(1, frame.text.len + 1);
    assert_non_null(text);
    if (frame.text.len > 0) {
        memcpy(text, frame.text.ptr, frame.text.len);
    }
    writ_bytes_free(&file);
    return text;
}

/* Put another text beside an entry, in a frame that holds. */
static inline void put_side(struct audited *audited, uint64_t index, struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_bytes file = get(audited, SIDE);
    struct writ_str rest = view(file);
    struct writ_side_frame frame;
    struct writ_buf buf;

    writ_buf_init(&buf, &alloc, FILE_MAX);
    while (writ_side_frame_decode(rest, &frame)) {
        const struct writ_str whole = writ_str_cut(rest, 0, (size_t)writ_frame_size(rest.ptr));

        if (frame.index == index) {
            writ_side_frame_add(&buf, index, text);
        } else {
            writ_buf_add(&buf, whole);
        }
        rest = writ_str_cut(rest, whole.len, rest.len);
    }
    assert_int_equal(rest.len, 0);
    put(audited, SIDE, (struct writ_str){buf.ptr, buf.len});
    writ_buf_done(&buf);
    writ_bytes_free(&file);
}

static inline void decide(struct recording *recording, const char *subject, const char *product)
{
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};
    char ask[512];

    (void)snprintf(ask, sizeof(ask),
                   "{\"subject\":{\"type\":\"user\",\"id\":\"%s\",\n"
                   "  \"properties\":{\"desk\":\"%s-desk\"}},\n\"action\":{\"name\":\"read\"},\n"
                   "    \"resource\":{\"type\":\"data_product\",\n \"id\":\"%s\"}}",
                   subject, subject, product);
    if (writ_engine_decide(recording->engine, "ask.json", writ_str_from(ask), &decision, &err) !=
        WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    writ_decision_free(decision);
}

static inline void close_engine(struct audited *audited)
{
    writ_engine_close(audited->recording.engine);
    audited->recording.engine = NULL;
}

static inline void audited_make(struct audited *audited)
{
    memset(audited, 0, sizeof(*audited));
    recording_make(&audited->recording);
    recording_open(&audited->recording);
    decide(&audited->recording, "ann", "orders");
    decide(&audited->recording, "bob", "orders");
    close_engine(audited); /* publishes the checkpoint */
    for (size_t i = 0; i < 3; i++) {
        audited->old[i] = get(audited, log_files[i]);
    }
    recording_open(&audited->recording);
    decide(&audited->recording, "ann", "missing");
    decide(&audited->recording, "carl", "orders");
    close_engine(audited);
    audited->checkpoint = get(audited, CHECKPOINT);
    (void)recording_path(&audited->recording, ".writ/log", audited->dir);
}

static inline void audited_autop(struct audited *audited)
{
    for (size_t i = 0; i < 3; i++) {
        writ_bytes_free(&audited->old[i]);
    }
    writ_bytes_free(&audited->checkpoint);
    recording_autop(&audited->recording);
}

/* The indices that a filter lets through, as text. */
static inline void add_index(void *ctx, const struct writ_audit_entry *entry)
{
    char *text = ctx;
    const size_t len = strlen(text);

    (void)snprintf(text + len, 64 - len, "%d%s%s ", (int)entry->index,
                   entry->erased_in != 0 ? "e" : "", entry->count > 0 ? "!" : "");
}

static inline struct writ_audit_listed list(const struct audited *audited,
                                            struct writ_audit_filter filter, char ret_text[64])
{
    const struct writ_audit_visitor visitor = {add_index, ret_text};
    struct writ_audit_listed listed = {0, 0};
    struct writ_error err = {0};

    ret_text[0] = '\0';
    if (writ_audit_query(audited->dir, &filter, &visitor, &listed, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return listed;
}

#endif
