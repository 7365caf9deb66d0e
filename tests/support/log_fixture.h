/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/log_fixture.h - a log in a directory of its own, and copies of its files to damage.
 */
#ifndef WRIT_TESTS_LOG_FIXTURE_H
#define WRIT_TESTS_LOG_FIXTURE_H

#include "ledger/log.h"
#include "signer.h"

#define LOG_ORIGIN "acme/node-1/2026-11"

static const char log_segment[] = "segment-00000000000000000000";
static const char log_side_segment[] = "side/00000000000000000000";

struct log_fixture {
    struct writ_alloc alloc;
    struct writ_signer *signer;
    char base[OWN_PATH];
    char dir[OWN_PATH]; /* of the log; made by opening it */
};

static inline void log_fixture_init(struct log_fixture *fixture)
{
    *fixture = (struct log_fixture){.alloc = WRIT_ALLOC_INIT(0)};
    fixture->signer = signer_from_seed(rfc8032_seed, LOG_ORIGIN);
    own_dir_make(fixture->base);
    own_path(fixture->base, "log", fixture->dir);
}

static inline void log_fixture_done(struct log_fixture *fixture)
{
    own_dir_remove(fixture->base);
    writ_signer_free(fixture->signer);
}

/* For cmocka: the fixture is the state. */
static inline int log_set_up(void **state)
{
    struct log_fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    log_fixture_init(fixture);
    *state = fixture;
    return 0;
}

static inline int log_tear_down(void **state)
{
    log_fixture_done(*state);
    free(*state);
    return 0;
}

static inline enum writ_status log_try_open(const struct log_fixture *fixture,
                                            struct writ_log **ret_log, struct writ_error *err)
{
    return writ_log_open(fixture->dir, WRIT_LIT(LOG_ORIGIN), fixture->signer, ret_log, err);
}

static inline struct writ_log *log_open(const struct log_fixture *fixture)
{
    struct writ_error err = {0};
    struct writ_log *log = NULL;

    if (log_try_open(fixture, &log, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return log;
}

static inline struct writ_log *log_open_readonly(const struct log_fixture *fixture)
{
    struct writ_error err = {0};
    struct writ_log *log = NULL;

    if (writ_log_open_readonly(fixture->dir, &log, &err) != WRIT_OK) {
        fail_msg("reader: %s: %s", err.loc.source, err.text);
    }
    return log;
}

/* Leaf n of every log here. */
static inline struct writ_str log_leaf(uint64_t n, char ret_text[32])
{
    const int len = snprintf(ret_text, 32, "{\"n\":%llu}", (unsigned long long)n);

    return (struct writ_str){ret_text, (size_t)len};
}

enum { LOG_BATCH = 8 };

/* What lies beside leaf n; nothing beside every third. */
static inline struct writ_str log_side(uint64_t n, char ret_text[32])
{
    const int len = snprintf(ret_text, 32, "side of %llu", (unsigned long long)n);

    return (struct writ_str){ret_text, n % 3 == 2 ? 0 : (size_t)len};
}

/* One commit of the next `count` leaves. */
static inline enum writ_status log_try_append(struct writ_log *log, size_t count,
                                              struct writ_error *err)
{
    struct writ_record records[LOG_BATCH];
    char texts[LOG_BATCH][32];
    char sides[LOG_BATCH][32];
    uint64_t first = 0;
    const uint64_t size = writ_log_size(log);

    assert_true(count <= LOG_BATCH);
    for (size_t i = 0; i < count; i++) {
        records[i] = (struct writ_record){.leaf = log_leaf(size + i, texts[i]),
                                          .side = log_side(size + i, sides[i])};
    }
    const enum writ_status status = writ_log_append(log, records, count, &first, err);

    assert_true(status != WRIT_OK || first == size);
    return status;
}

static inline void log_append(struct writ_log *log, size_t count)
{
    struct writ_error err = {0};

    if (log_try_append(log, count, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

/* A log of three commits (2, 3 and 2 leaves), closed. */
static inline void log_make(const struct log_fixture *fixture)
{
    struct writ_log *log = log_open(fixture);

    log_append(log, 2);
    log_append(log, 3);
    log_append(log, 2);
    writ_log_close(log);
}

/* The text beside a leaf is there. */
static inline void log_check_side(struct writ_log *log, struct writ_arena *arena, uint64_t index)
{
    enum writ_side_state state = WRIT_SIDE_ERASED;
    struct writ_str side = {"", 0};
    struct writ_error err = {0};
    char text[32];

    if (writ_log_side(log, index, arena, &state, &side, &err) != WRIT_OK) {
        fail_msg("side of %llu: %s", (unsigned long long)index, err.text);
    }
    assert_true(writ_str_eq(side, log_side(index, text)));
    assert_int_equal(state, side.len == 0 ? WRIT_SIDE_NONE : WRIT_SIDE_THERE);
}

/* Every leaf reads back, with what lies beside it, and every receipt verifies. */
static inline void log_check(struct writ_log *log, const struct writ_verifier *verifier,
                             uint64_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_arena arena;
    struct writ_buf receipt;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&receipt, &alloc, 16384);
    assert_int_equal(writ_log_size(log), size);
    for (uint64_t i = 0; i < size; i++) {
        struct writ_checkpoint checkpoint;
        struct writ_error err = {0};
        struct writ_str leaf = {"", 0};
        uint64_t index = size;
        char text[32];

        writ_buf_clear(&receipt);
        if (writ_log_leaf(log, i, &arena, &leaf, &err) != WRIT_OK ||
            writ_log_receipt(log, i, &receipt, &err) != WRIT_OK ||
            writ_receipt_verify((struct writ_str){receipt.ptr, receipt.len}, leaf, verifier,
                                &checkpoint, &index, &err) != WRIT_OK) {
            fail_msg("leaf %llu: %s", (unsigned long long)i, err.text);
        }
        assert_true(writ_str_eq(leaf, log_leaf(i, text)));
        assert_int_equal(index, i);
        log_check_side(log, &arena, i);
    }
    writ_buf_done(&receipt);
    writ_arena_done(&arena);
}

/* A file of the log; the caller frees it. */
static inline char *log_file(const struct log_fixture *fixture, const char *name, size_t *ret_len)
{
    char path[OWN_PATH];

    own_path(fixture->dir, name, path);
    return own_read(path, ret_len);
}

static inline void log_put_file(const struct log_fixture *fixture, const char *name,
                                const char *bytes, size_t len)
{
    char path[OWN_PATH];

    own_path(fixture->dir, name, path);
    own_write(path, (struct writ_str){bytes, len}, 0644);
}

static inline void log_drop_file(const struct log_fixture *fixture, const char *name)
{
    char path[OWN_PATH];

    own_path(fixture->dir, name, path);
    assert_int_equal(unlink(path), 0);
}

#endif
