/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/witness.h - the log for the world: static tiles (c2sp.org/tlog-tiles), cosignatures of witnesses
 * (c2sp.org/tlog-cosignature), and being a witness of others (c2sp.org/tlog-witness).
 *
 * A list of keys is a text with one vkey a line; for witnesses the URL of the service may follow behind a space. Empty lines
 * and lines that start with '#' are left out. At most 1000 keys.
 */
#ifndef WRIT_WITNESS_H
#define WRIT_WITNESS_H

#include <stdbool.h>

#include "writ/str.h"

WRIT_BEGIN_C

/** What is public of a log now. */
struct writ_published {
    uint64_t size;   /**< entries */
    uint64_t before; /**< entries that were public already */
    uint64_t files;  /**< tiles and entry bundles written */
};

/**
 * Write a log's checkpoint, tiles and leaves into a folder for a web server: what is new, the checkpoint last. Needs no
 * private key, and may run beside a writer. Nothing of what is beside the leaves goes there.
 *
 * @retval WRIT_E_CORRUPT   the folder is of another log, or knows more than this one: rolled back or rewritten
 * @retval WRIT_E_NOTFOUND  no log, or no checkpoint yet
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_publish(const char *dir, const char *out, struct writ_published *ret_published,
                                                            struct writ_error *err);

/** Which witnesses must have cosigned. */
struct writ_quorum {
    struct writ_str witnesses; /**< a list of keys */
    const char *source;        /**< its name, for errors */
    uint64_t least;            /**< how many of them; 0: all */
};

/**
 * How many witnesses cosigned the checkpoint of a receipt. Checks cosignatures only: call it beside writ_verify().
 *
 * @retval WRIT_E_CRYPTO  fewer than the quorum, or a cosignature by one of them does not hold
 * @retval WRIT_E_SCHEMA  no quorum at all, or more than there are witnesses
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_verify_quorum(struct writ_str receipt, const struct writ_quorum *quorum,
                                                            uint64_t *ret_count, struct writ_error *err);

/** Called after each witness was asked. `problem` is NULL when it cosigned. */
struct writ_cosign_visitor {
    void (*asked)(void *ctx, const char *witness, const struct writ_error *problem);
    void *ctx;
};

/**
 * Have the log's checkpoint cosigned, and keep it when the quorum is reached: receipts of entries it covers carry the
 * cosignatures from then on. Needs no private key, and may run beside a writer. Waits for the network.
 *
 * @param ret_size  entries that the cosigned checkpoint signs
 * @retval WRIT_E_CORRUPT  a witness has seen more of this log than there is, or another history of it: it was rolled back,
 *                         rewritten or forked. Nothing is kept, whatever others said
 * @retval WRIT_E_CRYPTO   fewer than the quorum cosigned
 * @retval WRIT_E_SCHEMA   a witness without URL, or as writ_verify_quorum()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_cosign(const char *dir, const struct writ_quorum *quorum,
                                                           const struct writ_cosign_visitor *visitor, uint64_t *ret_size,
                                                           struct writ_error *err);

struct writ_witness_options {
    const char *listen;        /**< "HOST:PORT" (port 0: a free one), "[IPV6]:PORT" or "unix:/PATH" */
    bool allows_remote;        /**< other machines may reach it, in the clear: what is sent is signed, not secret */
    const char *key_path;      /**< PKCS#8, mode 0600 */
    const char *name;          /**< of the witness, as in its vkey */
    const char *state_dir;     /**< what it remembers: never put an older copy back */
    struct writ_str logs;      /**< a list of keys: the logs it watches */
    const char *logs_source;   /**< its name, for errors */
    /** Called from threads of the server when a request could not be answered; may be NULL. */
    void (*trouble)(void *ctx, const struct writ_error *err);
    void *ctx;
};

/** A witness that serves add-checkpoint. */
struct writ_witness_server;

/**
 * @retval WRIT_E_CORRUPT  what it remembers cannot be used: it refuses to begin anew
 * @retval WRIT_E_IO       the address or the folder is taken, or the operating system refused
 * @retval WRIT_E_SCHEMA   other machines reach the address, and that was not allowed; or the list is not usable
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_witness_start(const struct writ_witness_options *options,
                                                            struct writ_witness_server **ret_server, struct writ_error *err);

/** Where it listens, with the real port. */
WRIT_API const char *writ_witness_address(const struct writ_witness_server *server);

/** Its public key's line, for those who ask it. */
WRIT_API const char *writ_witness_vkey(const struct writ_witness_server *server);

/** Requests in flight are answered first. NULL is fine. */
WRIT_API void writ_witness_stop(struct writ_witness_server *server);

/** As writ_keygen(), for a witness: another kind of vkey, so that no key serves for two uses. */
WRIT_API WRIT_NODISCARD enum writ_status writ_keygen_witness(const char *prefix, const char *name, struct writ_bytes *ret_vkey,
                                                             struct writ_error *err);

WRIT_END_C

#endif
