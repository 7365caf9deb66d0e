/* SPDX-License-Identifier: Apache-2.0
 *
 * server/batch.h - what workers have submitted and is to be committed together, and the messages of that.
 */
#ifndef WRIT_SERVER_BATCH_H
#define WRIT_SERVER_BATCH_H

#include "ledger/committer.h"
#include "server/channel.h"
#include "server/remote_notary.h"

/** What goes through a worker's channel; the numbers are the kinds of messages. */
enum writ_record_message {
    WRIT_RECORD_SUBMIT = 1,   /**< u32 flags, u32 count, then text leaf and text side of each, then with WRIT_SUBMIT_TOKEN
                                   text claims of the first one's token */
    WRIT_RECORD_DONE = 64,    /**< u64 index of the first, text receipt of the first, text token of the first */
    WRIT_RECORD_REFUSED = 65, /**< u32 status, texts: file, text and hint of the error */
    WRIT_RECORD_STATE = 66,   /**< the same, of everything to come; WRIT_OK: the log is open */
};

enum { WRIT_SUBMIT_RECEIPT = 1, WRIT_SUBMIT_TOKEN = 2 };

enum { WRIT_SUBMIT_MAX = WRIT_SIDE_MAX + (1 << 20), WRIT_BATCH_TOKENS_MAX = 256, WRIT_BATCH_BYTES_MAX = 48 << 20 };

/** Records of one message. */
struct writ_slip {
    void *from; /**< the submitter; the owner's business */
    uint64_t id;
    size_t first; /**< of its records in the batch */
    size_t count;
    bool wants_receipt;
    struct writ_wanted_token *token; /**< NULL: none wanted */
    bool is_answered;
};

struct writ_batch {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_record records[WRIT_COMMIT_LEAVES_MAX];
    size_t count;
    size_t bytes;
    struct writ_slip slips[WRIT_COMMIT_LEAVES_MAX];
    size_t slip_count;
    struct writ_wanted_token tokens[WRIT_BATCH_TOKENS_MAX];
    size_t token_count;
};

void writ_batch_init(struct writ_batch *batch);
void writ_batch_done(struct writ_batch *batch);
void writ_batch_clear(struct writ_batch *batch);

/** Whether a message of this length still fits, whatever is in it. */
bool writ_batch_has_room(const struct writ_batch *batch, size_t message_bytes);

/**
 * Add the records of a message.
 *
 * @param is_kept   copy them; else they are borrowed from the message until the batch is cleared
 * @param ret_slip  the batch's
 * @retval WRIT_E_SYNTAX  the message is malformed: no honest worker sends it
 * @retval WRIT_E_LIMIT   a record that could never be committed  @retval WRIT_E_NOMEM  no room to keep it
 */
WRIT_NODISCARD enum writ_status writ_batch_add(struct writ_batch *batch, const struct writ_message *message, bool is_kept,
                                               struct writ_slip **ret_slip, struct writ_error *err);

#endif
