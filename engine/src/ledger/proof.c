/* SPDX-License-Identifier: Apache-2.0
 *
 * Checking proofs as RFC 9162 writes it down (sections 2.1.3.2 and 2.1.4.2), names included: fn and
 * sn walk from a leaf's place and the last leaf's place up to the root.
 */
#include "base/error.h"
#include "base/try.h"
#include "ledger/node.h"

static enum writ_status refuse(struct writ_error *err, const char *what)
{
    return writ_fail(err, WRIT_E_CRYPTO, NULL, "%s", what);
}

static enum writ_status check_inclusion(const struct writ_proof *proof, uint64_t index,
                                        uint64_t size, struct writ_digest *hash,
                                        struct writ_error *err)
{
    uint64_t fn = index;
    uint64_t sn = size - 1;

    for (size_t i = 0; i < proof->count; i++) {
        const struct writ_digest *sibling = &proof->hashes[i];

        if (sn == 0) {
            return refuse(err, "the inclusion proof is too long");
        }
        if (fn % 2 == 1 || fn == sn) {
            WRIT_TRY(writ_node_hash(sibling, hash, hash, err));
            while (fn % 2 == 0 && fn != 0) {
                fn /= 2;
                sn /= 2;
            }
        } else {
            WRIT_TRY(writ_node_hash(hash, sibling, hash, err));
        }
        fn /= 2;
        sn /= 2;
    }
    return sn == 0 ? WRIT_OK : refuse(err, "the inclusion proof is too short");
}

enum writ_status writ_inclusion_verify(const struct writ_proof *proof, uint64_t index,
                                       uint64_t size, const struct writ_digest *leaf_hash,
                                       const struct writ_digest *root, struct writ_error *err)
{
    struct writ_digest hash = *leaf_hash;

    if (index >= size) {
        return refuse(err, "the leaf's index is not below the size of the tree");
    }
    WRIT_TRY(check_inclusion(proof, index, size, &hash, err));
    return writ_digest_equal(&hash, root)
               ? WRIT_OK
               : refuse(err, "the leaf is not in the tree: the proof leads to another root");
}

/* The two roots that a consistency proof leads to: fr of the old tree, sr of the new one. */
struct two_roots {
    struct writ_digest fr;
    struct writ_digest sr;
};

static enum writ_status climb(const struct writ_proof *proof, size_t next, uint64_t fn, uint64_t sn,
                              struct two_roots *roots, struct writ_error *err)
{
    for (size_t i = next; i < proof->count; i++) {
        const struct writ_digest *c = &proof->hashes[i];

        if (sn == 0) {
            return refuse(err, "the consistency proof is too long");
        }
        if (fn % 2 == 1 || fn == sn) {
            WRIT_TRY(writ_node_hash(c, &roots->fr, &roots->fr, err));
            WRIT_TRY(writ_node_hash(c, &roots->sr, &roots->sr, err));
            while (fn % 2 == 0 && fn != 0) {
                fn /= 2;
                sn /= 2;
            }
        } else {
            WRIT_TRY(writ_node_hash(&roots->sr, c, &roots->sr, err));
        }
        fn /= 2;
        sn /= 2;
    }
    return sn == 0 ? WRIT_OK : refuse(err, "the consistency proof is too short");
}

static enum writ_status check_growth(const struct writ_proof *proof, uint64_t from, uint64_t to,
                                     const struct writ_digest *from_root, struct two_roots *roots,
                                     struct writ_error *err)
{
    const bool is_whole = (from & (from - 1)) == 0; /* a perfect old tree: its root is left out */
    uint64_t fn = from - 1;
    uint64_t sn = to - 1;

    if (proof->count == 0) {
        return refuse(err, "the consistency proof is empty");
    }
    while (fn % 2 == 1) {
        fn /= 2;
        sn /= 2;
    }
    roots->fr = is_whole ? *from_root : proof->hashes[0];
    roots->sr = roots->fr;
    return climb(proof, is_whole ? 0 : 1, fn, sn, roots, err);
}

/* Nothing, or no growth: no hashes are needed. */
static enum writ_status check_trivial(const struct writ_proof *proof, uint64_t from,
                                      const struct writ_digest *from_root,
                                      const struct writ_digest *to_root, struct writ_error *err)
{
    struct writ_digest expected = *to_root;

    if (from == 0) {
        WRIT_TRY(writ_sha256(NULL, 0, &expected, err));
    }
    if (proof->count != 0) {
        return refuse(err, "the consistency proof is too long");
    }
    return writ_digest_equal(from_root, &expected)
               ? WRIT_OK
               : refuse(err, "the log was rewritten: same size, another root");
}

enum writ_status writ_consistency_verify(const struct writ_proof *proof, uint64_t from, uint64_t to,
                                         const struct writ_digest *from_root,
                                         const struct writ_digest *to_root, struct writ_error *err)
{
    struct two_roots roots;

    if (from > to) {
        return refuse(err, "the log has become smaller");
    }
    if (from == 0 || from == to) {
        return check_trivial(proof, from, from_root, to_root, err);
    }
    WRIT_TRY(check_growth(proof, from, to, from_root, &roots, err));
    return writ_digest_equal(&roots.fr, from_root) && writ_digest_equal(&roots.sr, to_root)
               ? WRIT_OK
               : refuse(err, "the log was rewritten: the proof leads to other roots");
}
