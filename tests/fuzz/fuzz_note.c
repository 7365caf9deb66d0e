/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a note, a vkey and a detached JWS. What opens has a text that another signature of
 * ours also covers; what parses prints as it was read.
 */
#include "crypto/base64.h"
#include "crypto/note.h"
#include "fuzz.h"

#define VKEY "acme/node-1/2026-11+bb6b6091+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static void try_vkey(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf printed;
    struct writ_verifier verifier;
    struct writ_error err = {0};

    writ_buf_init(&printed, &alloc, 4096);
    if (writ_verifier_parse(text, &verifier, &err) == WRIT_OK) {
        writ_verifier_vkey(&verifier, &printed);
        require(writ_str_eq((struct writ_str){printed.ptr, printed.len}, text));
    } else {
        require(err.text[0] != '\0');
    }
}

static void try_base64(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf bytes;
    WRIT_AUTO(writ_buf) struct writ_buf printed;

    writ_buf_init(&bytes, &alloc, 1 << 24);
    writ_buf_init(&printed, &alloc, 1 << 24);
    if (writ_base64_decode(&bytes, text)) {
        writ_base64_add(&printed, (struct writ_str){bytes.ptr, bytes.len});
        require(writ_str_eq((struct writ_str){printed.ptr, printed.len}, text));
    }
    writ_buf_clear(&bytes);
    writ_buf_clear(&printed);
    if (writ_base64url_decode(&bytes, text)) {
        writ_base64url_add(&printed, (struct writ_str){bytes.ptr, bytes.len});
        require(writ_str_eq((struct writ_str){printed.ptr, printed.len}, text));
    }
}

static void try_signed(struct writ_str text)
{
    struct writ_verifier verifier = {.name = "acme/node-1/2026-11"};
    struct writ_error note_err = {0};
    struct writ_error jws_err = {0};
    struct writ_str opened;

    require(writ_verifier_parse(WRIT_LIT(VKEY), &verifier, NULL) == WRIT_OK);
    if (writ_note_open(text, &verifier, &opened, &note_err) == WRIT_OK) {
        require(opened.len < text.len && opened.ptr == text.ptr &&
                opened.ptr[opened.len - 1] == '\n');
    } else {
        require(note_err.text[0] != '\0');
    }
    if (writ_jws_verify_detached(text, WRIT_LIT("payload\n"), &verifier, &jws_err) != WRIT_OK) {
        require(jws_err.text[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct writ_str text = {size == 0 ? "" : (const char *)data, size};

    try_vkey(text);
    try_base64(text);
    try_signed(text);
    return 0;
}
