/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as files: all four or none.
 */
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/engine.h"
#include "writ/witness.h"

enum { KEY_TEXT_MAX = 16384, KEY_FILES = 4 };

static const char *const endings[KEY_FILES] = {".key", ".vkey", ".pub.pem", ".jwk"};

/* Both halves; the public one says what the key is for. */
struct pair {
    struct writ_signer *signer;
    struct writ_verifier verifier;
};

static enum writ_status key_text(const struct pair *pair, size_t which, struct writ_buf *buf,
                                 struct writ_error *err)
{
    switch (which) {
    case 0:
        return writ_signer_pem(pair->signer, buf, err);
    case 1:
        writ_verifier_vkey(&pair->verifier, buf);
        break;
    case 2:
        return writ_verifier_pem(&pair->verifier, buf, err);
    default:
        writ_verifier_jwk(&pair->verifier, buf);
        break;
    }
    if (buf->len > 0 && buf->ptr[buf->len - 1] != '\n') {
        writ_buf_add_char(buf, '\n');
    }
    return buf->status;
}

enum writ_status writ_vkey_of(struct writ_arena *arena, const struct writ_verifier *verifier,
                              struct writ_str *ret_vkey, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, KEY_TEXT_MAX);
    writ_verifier_vkey(verifier, &buf);
    *ret_vkey = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return buf.status == WRIT_OK && ret_vkey->ptr != NULL ? WRIT_OK : writ_engine_no_memory(err);
}

static enum writ_status check_absent(struct writ_arena *arena, const char *prefix,
                                     struct writ_error *err)
{
    for (size_t i = 0; i < KEY_FILES; i++) {
        const char *path = writ_arena_printf(arena, "%s%s", prefix, endings[i]);

        if (path == NULL) {
            return writ_engine_no_memory(err);
        }
        if (access(path, F_OK) == 0) {
            const struct writ_loc at = writ_loc_at(path, 0, 0);

            return writ_hint(err,
                             writ_fail(err, WRIT_E_IO, &at, "the file exists and is left as it is"),
                             "move it away, or choose another prefix");
        }
    }
    return WRIT_OK;
}

static enum writ_status write_file(struct writ_arena *arena, const struct pair *pair,
                                   const char *prefix, size_t which, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const char *path = writ_arena_printf(arena, "%s%s", prefix, endings[which]);
    struct writ_str text;

    writ_buf_init(&buf, arena->alloc, KEY_TEXT_MAX);
    WRIT_TRY(key_text(pair, which, &buf, err));
    WRIT_TRY(writ_buf_view(&buf, &text));
    return path == NULL ? writ_engine_no_memory(err)
                        : writ_file_create(path, text, which == 0 ? 0600 : 0644, err);
}

static enum writ_status write_files(struct writ_arena *arena, const struct pair *pair,
                                    const char *prefix, struct writ_error *err)
{
    for (size_t i = 0; i < KEY_FILES; i++) {
        const enum writ_status status = write_file(arena, pair, prefix, i, err);

        if (status == WRIT_OK) {
            continue;
        }
        for (size_t k = 0; k < i; k++) {
            const char *path = writ_arena_printf(arena, "%s%s", prefix, endings[k]);

            if (path != NULL) {
                (void)unlink(path);
            }
        }
        return status;
    }
    return WRIT_OK;
}

static enum writ_status make_folder(struct writ_arena *arena, const char *prefix,
                                    struct writ_error *err)
{
    const char *slash = strrchr(prefix, '/');

    if (slash == NULL || slash == prefix) {
        return WRIT_OK;
    }

    const char *folder =
        writ_arena_str(arena, (struct writ_str){prefix, (size_t)(slash - prefix)}).ptr;

    return folder == NULL ? writ_engine_no_memory(err) : writ_dir_make(folder, err);
}

static enum writ_status keygen(const char *prefix, struct pair *pair, struct writ_bytes *ret_vkey,
                               struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str vkey;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(check_absent(&arena, prefix, err));
    WRIT_TRY(make_folder(&arena, prefix, err));
    WRIT_TRY(writ_vkey_of(&arena, &pair->verifier, &vkey, err));
    WRIT_TRY(write_files(&arena, pair, prefix, err));
    return writ_bytes_copy(vkey, ret_vkey, err);
}

enum writ_status writ_keygen(const char *prefix, const char *name, struct writ_bytes *ret_vkey,
                             struct writ_error *err)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;

    WRIT_TRY(writ_signer_generate(writ_str_from(name), &signer, err));

    struct pair pair = {signer, *writ_signer_public(signer)};

    return keygen(prefix, &pair, ret_vkey, err);
}

enum writ_status writ_keygen_witness(const char *prefix, const char *name,
                                     struct writ_bytes *ret_vkey, struct writ_error *err)
{
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    struct pair pair;

    WRIT_TRY(writ_signer_generate(writ_str_from(name), &signer, err));
    WRIT_TRY(writ_signer_witness(signer, &pair.verifier, err));
    pair.signer = signer;
    return keygen(prefix, &pair, ret_vkey, err);
}

enum writ_status writ_read_file(const char *path, size_t max_bytes, struct writ_bytes *ret_bytes,
                                struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str bytes;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_file_read(&arena, path, max_bytes, &bytes, err));
    return writ_bytes_copy(bytes, ret_bytes, err);
}

enum writ_status writ_write_file(const char *path, struct writ_str bytes, unsigned mode,
                                 struct writ_error *err)
{
    return writ_file_replace(path, bytes, mode, err);
}
