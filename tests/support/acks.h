/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/acks.h - what a submitter was answered, kept outside the log's folder, and whether
 * a recovered log still holds it. A file of [u32 writ length][u32 receipt length][writ][receipt].
 */
#ifndef WRIT_TESTS_ACKS_H
#define WRIT_TESTS_ACKS_H

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/log.h"
#include "writ/writ.h"

static inline bool acks_append(int fd, const struct writ_decision *decision)
{
    const struct writ_str writ = writ_decision_writ(decision);
    const struct writ_str receipt = writ_decision_receipt(decision);
    uint32_t lens[2] = {(uint32_t)writ.len, (uint32_t)receipt.len};
    union {
        const char *from;
        void *to; /* writev only reads */
    } bytes[2] = {{.from = writ.ptr}, {.from = receipt.ptr}};
    const struct iovec parts[] = {
        {lens, sizeof(lens)}, {bytes[0].to, writ.len}, {bytes[1].to, receipt.len}};

    return writev(fd, parts, 3) == (ssize_t)(sizeof(lens) + writ.len + receipt.len);
}

/* The file from `at` on, mapped; nothing when there is no more. */
struct acks_view {
    char *bytes;
    size_t len;
};

static inline void acks_view_autop(struct acks_view *view)
{
    if (view->bytes != NULL) {
        (void)munmap(view->bytes, view->len);
    }
}

static inline struct acks_view acks_map(const char *path)
{
    WRIT_AUTO(writ_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct acks_view view = {NULL, 0};
    struct stat info;

    if (fd >= 0 && fstat(fd, &info) == 0 && info.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

        view = (struct acks_view){bytes == MAP_FAILED ? NULL : bytes, (size_t)info.st_size};
    }
    return view;
}

/* The answer at *at, and on to the next; false at the end, or where a kill has cut the last one. */
static inline bool acks_next(const struct acks_view *view, size_t *at, struct writ_str *ret_writ,
                             struct writ_str *ret_receipt)
{
    uint32_t lens[2];

    if (view->bytes == NULL || view->len - *at < sizeof(lens)) {
        return false;
    }
    memcpy(lens, view->bytes + *at, sizeof(lens));
    if (view->len - *at - sizeof(lens) < (size_t)lens[0] + lens[1]) {
        return false;
    }
    *ret_writ = (struct writ_str){view->bytes + *at + sizeof(lens), lens[0]};
    *ret_receipt = (struct writ_str){ret_writ->ptr + lens[0], lens[1]};
    *at += sizeof(lens) + lens[0] + lens[1];
    return true;
}

/* Keep answers at the end of a file, behind the last whole one: a kill may have cut the one after.
 * What write has taken outlives the process; nothing here takes the power away. */
static inline int acks_open(const char *path)
{
    WRIT_AUTO(acks_view) struct acks_view view = acks_map(path);
    WRIT_AUTO(writ_fd) int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct writ_str writ, receipt;
    size_t at = 0;

    while (acks_next(&view, &at, &writ, &receipt)) {
    }
    if (fd < 0 || ftruncate(fd, (off_t)at) != 0) {
        return -1;
    }

    const int kept = fd;

    fd = -1;
    return kept;
}

/* A receipt ends with the checkpoint it is under. */
static inline struct writ_str acks_checkpoint(struct writ_str receipt)
{
    size_t at = 2;

    while (at < receipt.len && memcmp(receipt.ptr + at - 2, "\n\n", 2) != 0) {
        at++;
    }
    return (struct writ_str){receipt.ptr + at, receipt.len - at};
}

/* The answer verifies with the public key alone, the log has its leaf in its place, and what the
 * log signs today extends what it signed then. */
static inline enum writ_status acks_check_one(struct writ_log *log, struct writ_str vkey,
                                              struct writ_str writ, struct writ_str receipt,
                                              uint64_t *ret_index, struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_checkpoint older;
    struct writ_verified verified;
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_verify(writ, receipt, vkey, &verified, err));
    WRIT_TRY(writ_log_leaf(log, verified.index, &arena, &leaf, err));
    WRIT_TRY(writ_verify_leaf(leaf, receipt, vkey, &verified, err));
    *ret_index = verified.index;
    return writ_log_extends(log, acks_checkpoint(receipt), "a receipt", &older, err);
}

/* Which entries of a log have their disclosures. */
struct acks_disclosed {
    bool *is;
    uint64_t count;
};

static inline void acks_disclosed_autop(struct acks_disclosed *disclosed)
{
    free(disclosed->is);
}

static inline void acks_note_disclosed(void *ctx, const struct writ_audit_entry *entry)
{
    struct acks_disclosed *disclosed = ctx;

    if (entry->index < disclosed->count) {
        disclosed->is[entry->index] = entry->is_disclosed;
    }
}

static inline enum writ_status acks_list_disclosed(const char *dir, uint64_t size,
                                                   struct acks_disclosed *disclosed,
                                                   struct writ_error *err)
{
    const struct writ_audit_visitor visitor = {acks_note_disclosed, disclosed};
    const struct writ_audit_filter filter = {0};
    struct writ_audit_listed listed;

    disclosed->count = size;
    disclosed->is = calloc(size + 1, sizeof(*disclosed->is));
    return disclosed->is == NULL ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory")
                                 : writ_audit_query(dir, &filter, &visitor, &listed, err);
}

/* How far a file of answers has been checked. */
struct acks_done {
    size_t at;
    uint64_t count;
};

/* Check the answers that *done does not cover yet. `disclosed`: NULL leaves the disclosures out. */
static inline enum writ_status acks_check(struct writ_log *log, struct writ_str vkey,
                                          const char *path, const struct acks_disclosed *disclosed,
                                          struct acks_done *done, struct writ_error *err)
{
    WRIT_AUTO(acks_view) struct acks_view view = acks_map(path);
    struct writ_str writ, receipt;

    while (acks_next(&view, &done->at, &writ, &receipt)) {
        uint64_t index = 0;

        WRIT_TRY(acks_check_one(log, vkey, writ, receipt, &index, err));
        if (disclosed != NULL && !disclosed->is[index]) {
            return writ_fail(err, WRIT_E_CORRUPT, NULL, "entry %llu has lost its disclosures",
                             (unsigned long long)index);
        }
        done->count++;
    }
    return WRIT_OK;
}

#endif
