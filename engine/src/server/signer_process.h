/* SPDX-License-Identifier: Apache-2.0
 *
 * server/signer_process.h - the process that holds the key, and what it is asked.
 *
 * One committer at a time stands at its door; a new one takes the place of the one before. Every request has one answer.
 */
#ifndef WRIT_SERVER_SIGNER_PROCESS_H
#define WRIT_SERVER_SIGNER_PROCESS_H

#include "server/signing.h"

/** What is asked; the numbers are the kinds of messages. */
enum writ_signer_request {
    WRIT_SIGNER_WHO = 1,   /**< nothing; answer: text vkey */
    WRIT_SIGNER_BEGIN = 2, /**< text note, u64 size, hashes of the frontier; answer: nothing */
    WRIT_SIGNER_ADD = 3,   /**< leaf hashes; answer: nothing */
    WRIT_SIGNER_NOTE = 4,  /**< u32 count, leaf hashes, then tokens: u32 place among them, text claims;
                                answer: text note, texts of the tokens */
    WRIT_SIGNER_JWS = 5,   /**< nothing; answer: u64 size, text */
};

enum writ_signer_answer {
    WRIT_SIGNER_DONE = 64,
    WRIT_SIGNER_REFUSED = 65, /**< u32 status, text */
};

enum {
    WRIT_SIGNER_MESSAGE_MAX = 8 << 20,
    WRIT_SIGNER_HASHES_MAX = 64 << 10, /**< in one message */
    WRIT_SIGNER_TOKENS_MAX = 256,      /**< in one message */
};

/** Answer one request in the channel's words. Exposed for tests: the process is this in a loop. */
struct writ_channel;
struct writ_message;
WRIT_NODISCARD enum writ_status writ_signer_answer(struct writ_signing *signing, const struct writ_message *request,
                                                   struct writ_channel *channel, struct writ_error *err);

/**
 * Sign for who comes in, until told to stop.
 *
 * @param door_fd  inside of the signer's door
 * @param stop_fd  readable or hung up when it is to end
 */
WRIT_NODISCARD enum writ_status writ_signer_run(struct writ_signing *signing, int door_fd, int stop_fd, struct writ_error *err);

#endif
