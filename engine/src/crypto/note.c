/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/note.h"

#include <assert.h>

#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "crypto/cosignature.h"
#include "crypto/signer.h"

/* The format asks verifiers for at least 16 signatures; post-quantum ones are nearly 5 kB each. */
enum { NOTE_MAX_BYTES = 1 << 20, NOTE_MAX_SIGNATURES = 100, KEY_ID_SIZE = 4 };

static const struct writ_str em_dash_space = {"\xe2\x80\x94 ", 4};

static bool is_note_text(struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\n') {
            return false;
        }
    }
    return text.len > 0 && text.ptr[text.len - 1] == '\n' && writ_str_is_utf8(text);
}

static void put_key_id(uint32_t key_id, char ret_bytes[KEY_ID_SIZE])
{
    for (size_t i = 0; i < KEY_ID_SIZE; i++) {
        ret_bytes[i] = (char)(unsigned char)(key_id >> (24 - 8 * i) & 255);
    }
}

void writ_note_line_add(struct writ_buf *buf, const struct writ_verifier *verifier,
                        struct writ_str bytes)
{
    char typed[KEY_ID_SIZE + WRIT_COSIGNATURE_SIZE];

    assert(bytes.len <= WRIT_COSIGNATURE_SIZE);
    put_key_id(verifier->key_id, typed);
    memcpy(typed + KEY_ID_SIZE, bytes.ptr, bytes.len);
    writ_buf_add(buf, em_dash_space);
    writ_buf_addf(buf, "%s ", verifier->name);
    writ_base64_add(buf, (struct writ_str){typed, KEY_ID_SIZE + bytes.len});
    writ_buf_add_char(buf, '\n');
}

enum writ_status writ_note_sign(struct writ_buf *buf, struct writ_str text,
                                const struct writ_signer *signer, struct writ_error *err)
{
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];

    if (!is_note_text(text)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL,
                         "a note is UTF-8 lines without control characters");
    }
    WRIT_TRY(writ_sign(signer, text, signature, err));
    writ_buf_add(buf, text);
    writ_buf_add_char(buf, '\n');
    writ_note_line_add(buf, writ_signer_public(signer),
                       (struct writ_str){(const char *)signature, sizeof(signature)});
    return buf->status == WRIT_OK ? WRIT_OK
                                  : writ_fail(err, buf->status, NULL, "no room for a signed note");
}

/* The last empty line parts text and signatures; the text itself may hold empty lines. */
static bool split_note(struct writ_str note, struct writ_str *ret_text, struct writ_str *ret_lines)
{
    for (size_t i = note.len; i-- > 1;) {
        if (note.ptr[i] == '\n' && note.ptr[i - 1] == '\n') {
            *ret_text = writ_str_cut(note, 0, i);
            *ret_lines = writ_str_cut(note, i + 1, note.len);
            return ret_lines->len > 0;
        }
    }
    return false;
}

/* One "— name base64" line; its decoded bytes go to buf. */
static bool parse_line(struct writ_str line, struct writ_buf *buf, struct writ_str *ret_name)
{
    const struct writ_str rest = writ_str_cut(line, em_dash_space.len, line.len);
    const size_t space = writ_str_find(rest, ' ');

    writ_buf_clear(buf);
    *ret_name = writ_str_cut(rest, 0, space);
    return writ_str_starts(line, em_dash_space) && space < rest.len &&
           writ_key_name_is_valid(*ret_name) &&
           writ_base64_decode(buf, writ_str_cut(rest, space + 1, rest.len)) &&
           buf->len > KEY_ID_SIZE;
}

static bool is_by(const struct writ_verifier *verifier, struct writ_str name,
                  const struct writ_buf *signature)
{
    char key_id[KEY_ID_SIZE];

    put_key_id(verifier->key_id, key_id);
    return writ_str_is(name, verifier->name) && memcmp(signature->ptr, key_id, KEY_ID_SIZE) == 0;
}

bool writ_note_line_is_by(struct writ_str line, const struct writ_verifier *verifier)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf signature;
    struct writ_str name;

    writ_buf_init(&signature, &alloc, NOTE_MAX_BYTES);
    return parse_line(line, &signature, &name) && is_by(verifier, name, &signature);
}

void writ_note_line_add_by(struct writ_buf *buf, struct writ_str lines,
                           const struct writ_verifier *verifier)
{
    struct writ_str line;

    while (writ_str_split(&lines, '\n', &line)) {
        if (writ_note_line_is_by(line, verifier)) {
            writ_buf_add(buf, line);
            writ_buf_add_char(buf, '\n');
            return;
        }
    }
}

/* A bad signature by a known key spoils the note, even beside a good one; unknown keys are ignored.
 */
static enum writ_status check_line(const struct writ_buf *signature, struct writ_str text,
                                   const struct writ_verifier *verifier, struct writ_error *err)
{
    const bool is_witness = verifier->use == WRIT_KEY_WITNESS;
    const size_t wanted = is_witness ? WRIT_COSIGNATURE_SIZE : WRIT_ED25519_SIGNATURE_SIZE;
    unsigned char bytes[WRIT_COSIGNATURE_SIZE];

    if (signature->len != KEY_ID_SIZE + wanted) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the signature by '%s' has not %zu bytes",
                         verifier->name, wanted);
    }
    memcpy(bytes, signature->ptr + KEY_ID_SIZE, wanted);
    return is_witness ? writ_cosignature_verify(verifier, text, bytes, err)
                      : writ_verify_signature(verifier, text, bytes, err);
}

static enum writ_status check_lines(struct writ_str text, struct writ_str lines,
                                    const struct writ_verifier *verifier, bool *ret_is_signed,
                                    struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf signature;
    struct writ_str line;
    struct writ_str name;
    size_t count = 0;
    bool is_signed = false;

    writ_buf_init(&signature, &alloc, NOTE_MAX_BYTES);
    while (writ_str_split(&lines, '\n', &line)) {
        const bool is_line = parse_line(line, &signature, &name);

        if (signature.status != WRIT_OK) {
            return writ_fail(err, signature.status, NULL, "out of memory while reading a note");
        }
        if (!is_line || ++count > NOTE_MAX_SIGNATURES) {
            return writ_fail(err, WRIT_E_SYNTAX, NULL, "not a note: signature line %zu is %s",
                             is_line ? count : count + 1, is_line ? "one too many" : "malformed");
        }
        if (is_by(verifier, name, &signature)) {
            WRIT_TRY(check_line(&signature, text, verifier, err));
            is_signed = true;
        }
    }
    *ret_is_signed = is_signed;
    return WRIT_OK;
}

static enum writ_status split(struct writ_str note, struct writ_str *ret_text,
                              struct writ_str *ret_lines, struct writ_error *err)
{
    if (note.len > NOTE_MAX_BYTES) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "not a note: it is longer than %d bytes",
                         NOTE_MAX_BYTES);
    }
    if (!is_note_text(note)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL,
                         "not a note: it must be UTF-8 lines without control characters");
    }
    return split_note(note, ret_text, ret_lines)
               ? WRIT_OK
               : writ_fail(err, WRIT_E_SYNTAX, NULL,
                           "not a note: no signatures after an empty line");
}

enum writ_status writ_note_text(struct writ_str note, struct writ_str *ret_text,
                                struct writ_error *err)
{
    struct writ_str lines;

    return split(note, ret_text, &lines, err);
}

enum writ_status writ_note_is_signed(struct writ_str note, const struct writ_verifier *verifier,
                                     bool *ret_is_signed, struct writ_error *err)
{
    struct writ_str lines;
    struct writ_str text = {0};

    WRIT_TRY(split(note, &text, &lines, err));
    return check_lines(text, lines, verifier, ret_is_signed, err);
}

enum writ_status writ_note_open(struct writ_str note, const struct writ_verifier *verifier,
                                struct writ_str *ret_text, struct writ_error *err)
{
    struct writ_str lines;
    struct writ_str text = {0};
    bool is_signed = false;

    WRIT_TRY(split(note, &text, &lines, err));
    WRIT_TRY(check_lines(text, lines, verifier, &is_signed, err));
    if (!is_signed) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the note is not signed by '%s' (%08x)",
                         verifier->name, verifier->key_id);
    }
    *ret_text = text;
    return WRIT_OK;
}
