/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes through a channel, as a worker that was taken over sends them to the committer (even
 * first byte), or a committer to the signer (odd). Nothing crashes, what is taken keeps its bounds,
 * and the signer never signs less, or another tree, than it signed.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "fuzz.h"
#include "server/batch.h"
#include "server/scribe.h"
#include "server/signer_process.h"

#define ORIGIN "acme/node-1/2026-11"

enum { BYTES_MAX = 60000 }; /* a socket takes so many at once */

static void check_slip(const struct writ_batch *batch, const struct writ_slip *slip)
{
    require(slip->count > 0 && slip->count <= WRIT_SUBMISSION_RECORDS_MAX);
    require(slip->first + slip->count == batch->count);
    for (size_t i = 0; i < slip->count; i++) {
        const struct writ_record *record = &batch->records[slip->first + i];

        require(writ_record_check(record, NULL) == WRIT_OK);
        (void)writ_str_utf8_end(record->leaf); /* every byte of it can be read */
        (void)writ_str_utf8_end(record->side);
    }
    require(slip->token == NULL || slip->token->place == slip->first);
}

static void submit(struct writ_batch *batch, const struct writ_message *message, bool is_kept)
{
    struct writ_slip *slip = NULL;
    const size_t before = batch->count;

    if (!writ_batch_has_room(batch, message->payload.len)) {
        writ_batch_clear(batch);
    }
    if (writ_batch_add(batch, message, is_kept, &slip, NULL) == WRIT_OK) {
        check_slip(batch, slip);
    } else {
        require(batch->count == before || batch->count == 0);
    }
}

static void ask(struct writ_signing *signing, const struct writ_message *message,
                struct writ_channel *channel)
{
    const struct writ_checkpoint before = signing->last;

    (void)!writ_signer_answer(signing, message, channel, NULL);
    require(signing->last.size >= before.size);
    require(signing->last.size > before.size ||
            writ_digest_equal(&signing->last.root, &before.root));
}

/* Who takes the messages: one of the two. */
struct receiver {
    struct writ_batch *batch;
    struct writ_signing *signing;
    bool is_kept;
};

static void take_all(struct writ_channel *channel, const struct receiver *receiver)
{
    struct writ_message message;
    bool is_open = true;
    bool is_there = false;

    require(writ_channel_fill(channel, &is_open, NULL) == WRIT_OK);
    while (writ_channel_next(channel, &message, &is_there, NULL) == WRIT_OK && is_there) {
        require(message.payload.len <= channel->message_max);
        if (receiver->batch != NULL) {
            submit(receiver->batch, &message, receiver->is_kept);
        } else {
            ask(receiver->signing, &message, channel);
        }
    }
}

static void run(const uint8_t *data, size_t size, const struct receiver *receiver)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_channel channel;
    int fds[2];

    require(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    writ_channel_init(&channel, fds[0], &alloc, BYTES_MAX, 1 << 20);
    require(writ_fd_write_all(fds[1], (struct writ_str){(const char *)data, size}));
    (void)close(fds[1]);
    take_all(&channel, receiver);
    writ_channel_done(&channel);
    require(alloc.used_bytes == 0);
}

static void run_as_committer(const uint8_t *data, size_t size, bool is_kept)
{
    struct writ_batch *batch = malloc(sizeof(*batch));

    require(batch != NULL);
    writ_batch_init(batch);
    run(data, size, &(struct receiver){.batch = batch, .is_kept = is_kept});
    writ_batch_done(batch);
    free(batch);
}

static void run_as_signer(const uint8_t *data, size_t size)
{
    struct writ_signer *signer = NULL;
    struct writ_signing signing;

    require(writ_signer_generate(WRIT_LIT(ORIGIN), &signer, NULL) == WRIT_OK);
    require(writ_signing_init(&signing, signer, NULL) == WRIT_OK);
    run(data, size, &(struct receiver){.signing = &signing});
    writ_signer_free(signer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > BYTES_MAX) {
        return 0;
    }
    if (data[0] % 2 == 0) {
        run_as_committer(data + 1, size - 1, data[0] % 4 == 0);
    } else {
        run_as_signer(data + 1, size - 1);
    }
    return 0;
}
