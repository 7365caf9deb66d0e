/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/cosignature.h"

#include "base/error.h"
#include "base/try.h"
#include "crypto/note.h"

enum { TIME_SIZE = 8, MESSAGE_MAX = 1 << 20 };

/* What is signed: two lines in front of the text keep it apart from a log's own signature. */
static enum writ_status add_message(struct writ_buf *buf, struct writ_str text, uint64_t time_s,
                                    struct writ_error *err)
{
    writ_buf_addf(buf, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    writ_buf_add(buf, text);
    return buf->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, buf->status, NULL, "no room for a checkpoint to cosign");
}

static void put_time(uint64_t time_s, unsigned char ret_bytes[TIME_SIZE])
{
    for (size_t i = 0; i < TIME_SIZE; i++) {
        ret_bytes[i] = (unsigned char)(time_s >> (56 - 8 * i) & 255);
    }
}

static uint64_t get_time(const unsigned char bytes[TIME_SIZE])
{
    uint64_t time_s = 0;

    for (size_t i = 0; i < TIME_SIZE; i++) {
        time_s = time_s << 8 | bytes[i];
    }
    return time_s;
}

enum writ_status writ_cosign(struct writ_buf *buf, struct writ_str text,
                             const struct writ_signer *signer, uint64_t time_s,
                             struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf message;
    unsigned char bytes[WRIT_COSIGNATURE_SIZE];
    struct writ_verifier witness;

    writ_buf_init(&message, &alloc, MESSAGE_MAX);
    WRIT_TRY(writ_signer_witness(signer, &witness, err));
    WRIT_TRY(add_message(&message, text, time_s, err));
    WRIT_TRY(
        writ_sign(signer, (struct writ_str){message.ptr, message.len}, bytes + TIME_SIZE, err));
    put_time(time_s, bytes);
    writ_note_line_add(buf, &witness, (struct writ_str){(const char *)bytes, sizeof(bytes)});
    return buf->status == WRIT_OK ? WRIT_OK
                                  : writ_fail(err, buf->status, NULL, "no room for a cosignature");
}

enum writ_status writ_cosignature_verify(const struct writ_verifier *witness, struct writ_str text,
                                         const unsigned char bytes[WRIT_COSIGNATURE_SIZE],
                                         struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf message;
    const uint64_t time_s = get_time(bytes);

    writ_buf_init(&message, &alloc, MESSAGE_MAX);
    if (time_s == 0 || time_s > INT64_MAX) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the cosignature by '%s' has no time",
                         witness->name);
    }
    WRIT_TRY(add_message(&message, text, time_s, err));
    return writ_verify_signature(witness, (struct writ_str){message.ptr, message.len},
                                 bytes + TIME_SIZE, err);
}
