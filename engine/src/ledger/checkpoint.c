/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "ledger/hash_text.h"
#include "ledger/receipt.h"

void writ_checkpoint_text(const struct writ_checkpoint *checkpoint, struct writ_buf *buf)
{
    writ_buf_addf(buf, "%s\n%llu\n", checkpoint->origin, (unsigned long long)checkpoint->size);
    writ_hash_text_add(buf, &checkpoint->root);
    writ_buf_add_char(buf, '\n');
}

void writ_hash_text_add(struct writ_buf *buf, const struct writ_digest *hash)
{
    writ_base64_add(buf, (struct writ_str){(const char *)hash->bytes, sizeof(hash->bytes)});
}

enum writ_status writ_hash_text_parse(struct writ_str text, struct writ_digest *ret_hash,
                                      struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, WRIT_SHA256_SIZE);
    if (!writ_base64_decode(&buf, text) || buf.status == WRIT_E_LIMIT ||
        (buf.status == WRIT_OK && buf.len != WRIT_SHA256_SIZE)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "'%.*s' is not 32 bytes of base64",
                         WRIT_FMT(text));
    }
    if (buf.status != WRIT_OK) {
        return writ_fail(err, buf.status, NULL, "out of memory while reading a hash");
    }
    memcpy(ret_hash->bytes, buf.ptr, WRIT_SHA256_SIZE);
    return WRIT_OK;
}

/* Extension lines are opaque; they only must not be empty. */
static bool has_empty_line(struct writ_str lines)
{
    struct writ_str line;

    while (writ_str_split(&lines, '\n', &line)) {
        if (line.len == 0) {
            return true;
        }
    }
    return false;
}

enum writ_status writ_checkpoint_parse(struct writ_str text, struct writ_checkpoint *ret_checkpoint,
                                       struct writ_error *err)
{
    struct writ_checkpoint checkpoint = {0};
    struct writ_str rest = text;
    struct writ_str origin;
    struct writ_str size;
    struct writ_str root;

    if (text.len == 0 || text.ptr[text.len - 1] != '\n' || !writ_str_split(&rest, '\n', &origin) ||
        !writ_str_split(&rest, '\n', &size) || !writ_str_split(&rest, '\n', &root) ||
        has_empty_line(rest)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL,
                         "a checkpoint has the lines origin, size and root");
    }
    if (origin.len == 0 || origin.len >= sizeof(checkpoint.origin) ||
        memchr(origin.ptr, '\0', origin.len) != NULL) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "a checkpoint's origin has 1 to 255 bytes");
    }
    if (!writ_str_to_u64(size, &checkpoint.size)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "'%.*s' is not a tree size", WRIT_FMT(size));
    }
    WRIT_TRY(writ_hash_text_parse(root, &checkpoint.root, err));
    memcpy(checkpoint.origin, origin.ptr, origin.len);
    *ret_checkpoint = checkpoint;
    return WRIT_OK;
}

enum writ_status writ_checkpoint_open(struct writ_str note, const struct writ_verifier *verifier,
                                      struct writ_checkpoint *ret_checkpoint,
                                      struct writ_error *err)
{
    struct writ_checkpoint checkpoint;
    struct writ_str text;

    WRIT_TRY(writ_note_open(note, verifier, &text, err));
    WRIT_TRY(writ_checkpoint_parse(text, &checkpoint, err));
    if (strcmp(checkpoint.origin, verifier->name) != 0) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the checkpoint is of log '%s', but the key is of '%s'", checkpoint.origin,
                         verifier->name);
    }
    *ret_checkpoint = checkpoint;
    return WRIT_OK;
}
