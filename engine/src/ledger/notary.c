/* SPDX-License-Identifier: Apache-2.0
 *
 * The notary that the command line has: the key, in the process of the log.
 */
#include "ledger/notary.h"

static enum writ_status sign_note(void *ctx, const struct writ_growth *growth,
                                  struct writ_buf *note, struct writ_error *err)
{
    return writ_note_sign(note, growth->text, ctx, err);
}

static enum writ_status sign_jws(void *ctx, const struct writ_growth *growth, struct writ_buf *jws,
                                 struct writ_error *err)
{
    return writ_jws_sign_detached(jws, growth->text, ctx, err);
}

struct writ_notary writ_notary_of(const struct writ_signer *signer)
{
    const union {
        const struct writ_signer *signer;
        void *ctx; /* signing changes nothing of it */
    } key = {.signer = signer};

    return (struct writ_notary){
        .verifier = writ_signer_public(signer), .note = sign_note, .jws = sign_jws, .ctx = key.ctx};
}
