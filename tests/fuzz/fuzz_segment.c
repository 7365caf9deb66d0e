/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a segment file, opened as a new log's: recovery never crashes, what it accepts it
 * accepts again, and every leaf it then gives has a receipt that verifies. With an odd first byte
 * the crc of each frame is made right first, so that what is behind it is reached.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file.h"
#include "fuzz.h"
#include "ledger/crc32c.h"
#include "ledger/log.h"
#include "ledger/segment.h"

#define ORIGIN "acme/node-1/2026-11"

/* Walks the bytes as frames and rewrites each crc. */
static void mend(char *bytes, size_t size)
{
    size_t at = 0;

    while (size - at >= WRIT_FRAME_HEAD) {
        char *head = bytes + at;
        const size_t len = (unsigned char)head[0] | (size_t)(unsigned char)head[1] << 8;

        head[2] = 0;
        head[3] = 0;
        if (len > size - at - WRIT_FRAME_HEAD) {
            return;
        }

        const uint32_t crc = writ_crc32c(writ_crc32c(0, (struct writ_str){head, 5}),
                                         (struct writ_str){head + WRIT_FRAME_HEAD, len});

        for (size_t i = 0; i < 4; i++) {
            head[5 + i] = (char)(unsigned char)(crc >> (8 * i) & 255);
        }
        at += WRIT_FRAME_HEAD + len;
    }
}

static void check_leaves(struct writ_log *log, const struct writ_verifier *verifier)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_checkpoint checkpoint;
    struct writ_str leaf;
    uint64_t index = 0;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&receipt, &alloc, 1 << 20);
    for (uint64_t i = 0; i < writ_log_size(log); i++) {
        writ_buf_clear(&receipt);
        require(writ_log_leaf(log, i, &arena, &leaf, NULL) == WRIT_OK);
        require(writ_log_receipt(log, i, &receipt, NULL) == WRIT_OK);
        require(writ_receipt_verify((struct writ_str){receipt.ptr, receipt.len}, leaf, verifier,
                                    &checkpoint, &index, NULL) == WRIT_OK &&
                index == i);
    }
}

static void check_dir(const char *dir, const struct writ_signer *signer)
{
    struct writ_log *log = NULL;
    struct writ_error err = {0};
    const enum writ_status status = writ_log_open(dir, WRIT_LIT(ORIGIN), signer, &log, &err);

    require(status == WRIT_OK || status == WRIT_E_CORRUPT);
    require(status == WRIT_OK || (err.text[0] != '\0' && err.loc.source[0] != '\0'));
    if (status != WRIT_OK) {
        return;
    }

    const uint64_t size = writ_log_size(log);

    check_leaves(log, writ_signer_public(signer));
    writ_log_close(log);
    require(writ_log_open_readonly(dir, &log, NULL) == WRIT_OK);
    require(writ_log_size(log) == size);
    writ_log_close(log);
}

static void write_file(const char *path, struct writ_str bytes)
{
    WRIT_AUTO(writ_fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    require(fd >= 0 && writ_fd_write_all(fd, bytes));
}

static void run_in(const char *dir, const struct writ_signer *signer, struct writ_str bytes)
{
    static const char *const names[] = {"segment-00000000000000000000", "checkpoint",
                                        "checkpoint.jws", "key.vkey", "lock"};
    struct writ_log *log = NULL;
    char path[256];

    require(writ_log_open(dir, WRIT_LIT(ORIGIN), signer, &log, NULL) == WRIT_OK);
    writ_log_close(log);
    (void)snprintf(path, sizeof(path), "%s/%s", dir, names[0]);
    write_file(path, bytes);
    check_dir(dir, signer);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; /* memory is faster */
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    char dir[64];
    char *bytes = malloc(size + 1);

    (void)snprintf(dir, sizeof(dir), "%s/writ-fuzz-XXXXXX", base);
    require(bytes != NULL && mkdtemp(dir) != NULL);
    require(writ_signer_generate(WRIT_LIT(ORIGIN), &signer, NULL) == WRIT_OK);
    if (size > 0) {
        memcpy(bytes, data + 1, size - 1);
        if (data[0] % 2 == 1) {
            mend(bytes, size - 1);
        }
    }
    run_in(dir, signer, (struct writ_str){bytes, size == 0 ? 0 : size - 1});
    free(bytes);
    return 0;
}
