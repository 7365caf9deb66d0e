/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/log.h - the auditor's tools: is the log whole, what is in it, is it right, and forgetting a
 * person. All but erasing only read, need no private key, and may run beside a writer.
 */
#ifndef WRIT_LOG_H
#define WRIT_LOG_H

#include "writ/engine.h"
#include "writ/verify.h"

WRIT_BEGIN_C

/** How far a check of disclosures is, in entries; a NULL function is fine. Any thread of the check calls it, one at a time. */
struct writ_audit_progress {
    void (*step)(void *ctx, uint64_t done, uint64_t all);
    void *ctx;
};

/** What an auditor brings along; nothing in it comes from the log. */
struct writ_audit_terms {
    struct writ_str vkey;     /**< the public key's line; ptr NULL: the key in the log's folder */
    const char *vkey_source;  /**< its name, for errors; NULL: "key" */
    struct writ_str since;    /**< an older signed checkpoint of the log; ptr NULL: none */
    const char *since_source; /**< its name, for errors; NULL: "checkpoint" */
    struct writ_audit_progress progress; /**< told of now and then */
    const char *previous_dir; /**< the log that this one goes on from, to be checked too; NULL: none */
    unsigned jobs;            /**< threads that read segments and open disclosures, at most 64; 0: one for each core */
    const char *resume_path;  /**< file that says how far the check has come: read if it is there, replaced now and
                                   then, deleted at the end; NULL: none */
    bool is_missing_allowed;  /**< disclosures that are gone, and no erasure says why, are counted and no more */
};

/** The other log of a rotation. */
struct writ_audit_link {
    char origin[256]; /**< "" when there is none */
    char vkey[384];   /**< the line of its public key */
};

/** What holds of a log that passed. */
struct writ_audit_state {
    char origin[256];
    uint64_t size;           /**< entries that the checkpoint signs */
    uint64_t since;          /**< entries of the older checkpoint, 0 without one */
    uint64_t disclosed;      /**< entries whose disclosures are there, and are those committed to */
    uint64_t erased;         /**< entries whose disclosures an erasure has taken */
    uint64_t resumed;        /**< entries whose disclosures an interrupted check had opened already */
    uint64_t missing;        /**< entries whose disclosures are gone, and no erasure says why */
    uint64_t unsigned_count; /**< entries after the checkpoint: a writer is at work */
    uint64_t tail_bytes;     /**< bytes after the last commit: an append that did not end */
    struct writ_audit_link previous; /**< it goes on from this log */
    uint64_t previous_size;          /**< which had this many entries */
    struct writ_audit_link next;     /**< it has ended, and goes on as this log */
};

/**
 * Check a log from its first byte to its last: frames, commits, roots, disclosures, the signatures
 * of the checkpoint, that it extends an older checkpoint, and that
 * where it says it goes on from another log, the key it names signed the last checkpoint of that.
 *
 * @retval WRIT_E_CORRUPT   damaged, rewritten, rolled back, or ahead of its checkpoint, or
 *                          disclosures are not what their leaf commits to, or are gone; err->loc
 *                          is the file and the text has the byte, or the entry, of what comes first; or the log
 *                          does not extend what an interrupted check has seen
 * @retval WRIT_E_CRYPTO    a signature does not hold, or is by another key
 * @retval WRIT_E_SYNTAX    a key, checkpoint or file of an interrupted check that was brought along is malformed
 * @retval WRIT_E_NOTFOUND  there is no log
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_verify(const char *dir,
                                                           const struct writ_audit_terms *terms,
                                                           struct writ_audit_state *ret_state,
                                                           struct writ_error *err);

/** Which entries; NULL: any. */
struct writ_audit_filter {
    const char *product;
    const char *subject;  /**< found in the disclosures only: not in erased entries */
    const char *decision; /**< "permit" or "deny" */
    const char *from;     /**< recorded then or later: RFC 3339, or a date */
    const char *to;       /**< recorded before */
    const char *policy;   /**< id of a policy that said something, whatever it came to */
    const char *code;     /**< what it said; with policy: what this one said */
    uint64_t limit;       /**< the newest only; 0: all */
    bool is_index_renewed; /**< do not even ask the index that is there */
};

/** One entry, as its leaf has it. Texts are the callee's, until it returns; "" for what is absent.
 */
struct writ_audit_entry {
    uint64_t index;
    const char *time;  /**< when it was recorded */
    const char *phase; /**< "access", "erasure", "rotation" or "continuation" */
    const char *decision;
    const char *product;
    const char *const *denied; /**< ids of the policies that denied or failed; NULL at the end */
    const char *other;         /**< of a rotation or continuation: the other log's origin */
    uint64_t count;            /**< of an erasure: how many entries */
    uint64_t erased_in;        /**< the entry that records its erasure, 0 for none */
    bool is_disclosed;         /**< its disclosures are there */
};

struct writ_audit_visitor {
    void (*entry)(void *ctx, const struct writ_audit_entry *entry);
    void *ctx;
};

struct writ_audit_listed {
    uint64_t shown;
    uint64_t unknown; /**< entries that nobody can search for a subject: erased, or none are there */
};

/**
 * Visit the entries that pass the filter, in order. They are found in DIR/index.sqlite, which is made
 * from the log, brought up to date with it, and made again when it is damaged or of another log;
 * where it cannot be written it is made in memory. What is visited is read from the log, never from
 * the index; who may have changed the index can only hide entries, until it is renewed.
 *
 * @retval WRIT_E_SYNTAX  a time is none  @retval other  as writ_audit_verify()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_query(const char *dir,
                                                          const struct writ_audit_filter *filter,
                                                          const struct writ_audit_visitor *visitor,
                                                          struct writ_audit_listed *ret_listed,
                                                          struct writ_error *err);

/**
 * The receipt of an entry, and the entry's leaf: under the checkpoint that witnesses cosigned (writ_audit_cosign()) where
 * that covers the entry, else under the present one.
 *
 * @param ret_receipt, ret_leaf  writ_bytes_free() each
 * @retval WRIT_E_NOTFOUND  the checkpoint does not cover such an entry
 * @retval other            as writ_audit_verify()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_prove(const char *dir, uint64_t index,
                                                          struct writ_bytes *ret_receipt,
                                                          struct writ_bytes *ret_leaf,
                                                          struct writ_error *err);

enum { WRIT_REPORT_ENTRIES_MAX = 10000 };

/** Entries from first to last, both included. */
struct writ_audit_range {
    uint64_t first, last; /**< last: UINT64_MAX is the last one that the checkpoint signs */
};

/**
 * An audit report: one HTML page that holds leaves, their proofs and the checkpoint, verifies them in the reader's
 * browser (Web Cryptography, no network), and draws its figures from what holds. Nothing personal is in it. The log is
 * verified first, as by writ_audit_verify().
 *
 * @param ret_html  writ_bytes_free()
 * @retval WRIT_E_NOTFOUND  the checkpoint does not sign these entries
 * @retval WRIT_E_LIMIT     more than WRIT_REPORT_ENTRIES_MAX entries
 * @retval other            as writ_audit_verify()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_report(const char *dir,
                                                           const struct writ_audit_terms *terms,
                                                           const struct writ_audit_range *range,
                                                           struct writ_bytes *ret_html,
                                                           struct writ_error *err);

/**
 * The writ of an entry with the disclosures that were chosen, for somebody who need not see the rest.
 * writ_verify() takes it with the entry's receipt. The document is always among them.
 *
 * @param members   of document, input and subject, with commas between them; may be empty
 * @param ret_writ  writ_bytes_free()
 * @retval WRIT_E_SYNTAX    another member
 * @retval WRIT_E_NOTFOUND  no such entry, or it is erased
 * @retval other            as writ_audit_verify()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_audit_disclose(const char *dir, uint64_t index,
                                                             struct writ_str members,
                                                             struct writ_bytes *ret_writ,
                                                             struct writ_error *err);

/** As writ_verify(), for a bare leaf: all there is of an erased entry. Its decision is "erasure"
 * when it records one. err->loc.source of what is malformed: "leaf", "receipt" or "key". */
WRIT_API WRIT_NODISCARD enum writ_status
writ_verify_leaf(struct writ_str leaf, struct writ_str receipt, struct writ_str vkey,
                 struct writ_verified *ret_verified, struct writ_error *err);

struct writ_erased {
    uint64_t count;      /**< entries whose disclosures are gone, with those of an erasure that was interrupted */
    uint64_t first_leaf; /**< the entry that records it */
    uint64_t mentions;   /**< entries of others that still name the subject */
    uint64_t first_mention;
    uint64_t kept_files;  /**< files of the mesh, kept for replay, that still name the subject */
    char kept_first[512]; /**< the first of them in the store, and in parentheses its path in the mesh */
};

/**
 * Forget a subject: record an erasure, then delete the disclosures and salts of every entry whose
 * committed subject has this id. In that order, so that a failure in between is visible and running
 * it again ends it. The engine must be recording. Copies outside the log's folder are not its own.
 *
 * @retval WRIT_E_NOTFOUND  no disclosures of this subject are there
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_erase(struct writ_engine *engine,
                                                           const char *subject,
                                                           struct writ_erased *ret_erased,
                                                           struct writ_error *err);

/**
 * The same in a log that has ended and takes no entry: the erasure is recorded in the engine's log,
 * which goes on from it, and names the other. So the other, read alone, calls the entries missing.
 *
 * @param dir  folder of the ended log
 * @retval WRIT_E_SCHEMA  it has not ended, or the engine's log goes on from none
 * @retval other          as writ_engine_erase()
 */
WRIT_API WRIT_NODISCARD enum writ_status
writ_engine_erase_ended(struct writ_engine *engine, const char *dir, const char *subject,
                        struct writ_erased *ret_erased, struct writ_error *err);

enum writ_replay_state {
    WRIT_REPLAY_SAME,
    WRIT_REPLAY_DIFFERS, /**< the same question has another answer today */
    WRIT_REPLAY_DAMAGED, /**< the disclosures are not those the leaf commits to, or the kept bundle is
                              not what its digest says */
    WRIT_REPLAY_OTHER,   /**< not comparable: "/bundle" is not in the store, or "/engine" is another
                              build that decides otherwise, or cannot load the bundle */
    WRIT_REPLAY_ERASED,
    WRIT_REPLAY_MISSING, /**< no disclosures, and no erasure says why */
};

struct writ_replay_entry {
    uint64_t index;
    enum writ_replay_state state;
    const char *member; /**< the first that differs (RFC 6901); what is damaged; or "" */
};

struct writ_replay_visitor {
    void (*entry)(void *ctx, const struct writ_replay_entry *entry);
    void *ctx;
};

/** Which entries, and under what. */
struct writ_replay_terms {
    uint64_t first, last; /**< both included; last is clamped to the log */
    const char *bundle;   /**< "sha256:…": entries of this bundle only; NULL: all */
    const char *mesh_dir; /**< a mesh in place of a bundle that the store has lost: entries of its
                               digest only; NULL: none */
};

/**
 * Decide recorded requests again, from the committed input, and compare the documents' bytes. Each
 * entry is decided under the bundle and the library that it names, as the store beside the log has
 * them. Not compared are positions inside the request's text, for its layout is not committed, and
 * which build of the engine answered.
 *
 * @retval WRIT_E_NOTFOUND  no log, or no such entry  @retval WRIT_E_SYNTAX  `bundle` is no digest
 * @retval other  as writ_audit_verify(); with mesh_dir as writ_engine_open()
 */
WRIT_API WRIT_NODISCARD enum writ_status
writ_audit_replay(const char *dir, const struct writ_replay_terms *terms,
                  const struct writ_replay_visitor *visitor, struct writ_error *err);

WRIT_END_C

#endif
