/* SPDX-License-Identifier: Apache-2.0 */
#include "server/signing.h"

#include "base/error.h"
#include "base/try.h"
#include "data/canonical.h"

enum { TEXT_MAX = 1024, MS_PER_S = 1000 };

static enum writ_status out_of_memory(enum writ_status status, struct writ_error *err)
{
    return writ_fail(err, status, NULL, "out of memory while signing");
}

enum writ_status writ_signing_init(struct writ_signing *signing, const struct writ_signer *signer,
                                   struct writ_error *err)
{
    *signing = (struct writ_signing){.signer = signer, .clock = writ_clock_system()};
    memcpy(signing->last.origin, writ_signer_public(signer)->name, sizeof(signing->last.origin));
    return writ_frontier_root(&signing->grown, &signing->last.root, err);
}

enum writ_status writ_signing_remember(struct writ_signing *signing, struct writ_str note,
                                       struct writ_error *err)
{
    struct writ_checkpoint checkpoint;

    WRIT_TRY(writ_checkpoint_open(note, writ_signer_public(signing->signer), &checkpoint, err));
    if (checkpoint.size > signing->last.size) {
        signing->last = checkpoint;
    }
    return WRIT_OK;
}

/* Where the growth reaches what was signed last, it has to be that. */
static enum writ_status check_passing(struct writ_signing *signing, struct writ_error *err)
{
    struct writ_digest root;

    if (signing->grown.size != signing->last.size) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_frontier_root(&signing->grown, &root, err));
    if (!writ_digest_equal(&root, &signing->last.root)) {
        signing->is_begun = false;
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the signer has signed another tree of %llu leaves",
                         (unsigned long long)signing->last.size);
    }
    return WRIT_OK;
}

static size_t ones(uint64_t bits)
{
    size_t count = 0;

    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

static enum writ_status check_frontier(const struct writ_frontier *frontier,
                                       const struct writ_checkpoint *checkpoint,
                                       struct writ_error *err)
{
    struct writ_digest root;

    if (frontier->size != checkpoint->size || frontier->count != ones(frontier->size)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the frontier is not of the checkpoint's size");
    }
    WRIT_TRY(writ_frontier_root(frontier, &root, err));
    return frontier->size == 0 || writ_digest_equal(&root, &checkpoint->root)
               ? WRIT_OK
               : writ_fail(err, WRIT_E_CRYPTO, NULL, "the frontier has not the checkpoint's root");
}

enum writ_status writ_signing_begin(struct writ_signing *signing, struct writ_str note,
                                    const struct writ_frontier *frontier, struct writ_error *err)
{
    struct writ_checkpoint checkpoint = {.size = 0};

    signing->is_begun = false;
    if (note.len > 0) {
        WRIT_TRY(writ_checkpoint_open(note, writ_signer_public(signing->signer), &checkpoint, err));
    }
    WRIT_TRY(check_frontier(frontier, &checkpoint, err));
    if (checkpoint.size > signing->last.size) {
        signing->last = checkpoint;
    }
    signing->grown = *frontier;
    signing->is_begun = true;
    return check_passing(signing, err);
}

enum writ_status writ_signing_add(struct writ_signing *signing, const struct writ_digest *leaf_hash,
                                  struct writ_error *err)
{
    WRIT_TRY(writ_frontier_add(&signing->grown, leaf_hash, err));
    return check_passing(signing, err);
}

/* The text of a checkpoint, in a buffer that is on the stack but for its bytes. */
static enum writ_status text_of(const struct writ_checkpoint *checkpoint, struct writ_buf *buf,
                                struct writ_str *ret_text, struct writ_error *err)
{
    writ_checkpoint_text(checkpoint, buf);

    const enum writ_status status = writ_buf_view(buf, ret_text);

    return status == WRIT_OK ? WRIT_OK : out_of_memory(status, err);
}

enum writ_status writ_signing_note(struct writ_signing *signing, struct writ_buf *note,
                                   struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_checkpoint next = signing->last;
    struct writ_str text;

    writ_buf_init(&buf, note->alloc, TEXT_MAX);
    if (!signing->is_begun || signing->grown.size < signing->last.size) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the signer signs no tree without the %llu leaves it has signed",
                         (unsigned long long)signing->last.size);
    }
    next.size = signing->grown.size;
    WRIT_TRY(writ_frontier_root(&signing->grown, &next.root, err));
    WRIT_TRY(text_of(&next, &buf, &text, err));
    WRIT_TRY(writ_note_sign(note, text, signing->signer, err));
    signing->last = next;
    return WRIT_OK;
}

enum writ_status writ_signing_jws(const struct writ_signing *signing, struct writ_buf *jws,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str text;

    writ_buf_init(&buf, jws->alloc, TEXT_MAX);
    WRIT_TRY(text_of(&signing->last, &buf, &text, err));
    return writ_jws_sign_detached(jws, text, signing->signer, err);
}

/* One object, from its first brace to the one that closes it: what is in it cannot reach the
 * members around it. Whether it is good JSON inside is for who reads the token. */
static bool is_one_object(struct writ_str text)
{
    size_t depth = 0;
    bool is_string = false;

    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];

        if (is_string && byte == '\\') {
            i++;
        } else if (byte == '"') {
            is_string = !is_string;
        } else if (!is_string && byte == '{') {
            depth++;
        } else if (!is_string && byte == '}' && depth > 0) {
            depth--;
        }
        if (depth == 0) { /* before the first brace, or at the one that closes it */
            return i > 0 && i + 1 == text.len;
        }
    }
    return false;
}

static void add_payload(const struct writ_signing *signing, const struct writ_token *token,
                        struct writ_buf *buf)
{
    const int64_t now_ms = signing->clock.now_ms(signing->clock.ctx);
    char leaf[WRIT_DIGEST_TEXT_SIZE];

    writ_digest_text(token->leaf_hash, leaf);
    writ_buf_add_text(buf, "{\"claims\":");
    writ_buf_add(buf, token->claims);
    writ_buf_addf(buf, ",\"iat\":%lld,\"index\":%llu,\"iss\":", (long long)(now_ms / MS_PER_S),
                  (unsigned long long)token->index);
    writ_canonical_string(buf, writ_str_from(signing->last.origin));
    writ_buf_addf(buf, ",\"leaf\":\"%s\"}", leaf);
}

enum writ_status writ_signing_token(const struct writ_signing *signing,
                                    const struct writ_token *token, struct writ_buf *jws,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str payload;

    writ_buf_init(&buf, jws->alloc, WRIT_CLAIMS_MAX + TEXT_MAX);
    if (!is_one_object(token->claims) || !writ_str_is_utf8(token->claims)) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the claims of a token are one JSON object");
    }
    add_payload(signing, token, &buf);

    const enum writ_status status = writ_buf_view(&buf, &payload);

    return status == WRIT_OK
               ? writ_jws_sign(jws, "writ-decision+jwt", payload, signing->signer, err)
               : out_of_memory(status, err);
}
