/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether what is kept names somebody: an erasure cannot reach into a bundle, so it has to say so.
 */
#include "base/try.h"
#include "engine/bundle_file.h"

/* A blob that the word stands in is looked up in the manifests only then: it is rare. */
static enum writ_status path_of(struct writ_arena *arena, const char *log_dir,
                                const struct writ_digest *blob, const char **ret_path,
                                struct writ_error *err)
{
    const char **names = NULL;
    size_t count = 0;

    *ret_path = "";
    WRIT_TRY(writ_store_list(arena, log_dir, WRIT_KEPT_BUNDLE, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct writ_manifest manifest;
        struct writ_digest name;

        (void)writ_digest_from_hex(writ_str_from(names[i]), &name); /* as the list made sure */
        WRIT_TRY(writ_manifest_read(arena, log_dir, &name, &manifest, err));
        for (size_t k = 0; k < manifest.count; k++) {
            if (writ_digest_equal(&manifest.rows[k].digest, blob)) {
                *ret_path = manifest.rows[k].path.ptr;
                return WRIT_OK;
            }
        }
    }
    return WRIT_OK;
}

static enum writ_status note(struct writ_arena *arena, const char *log_dir,
                             const struct writ_digest *blob, struct writ_bundle_mention *mention,
                             struct writ_error *err)
{
    if (mention->files++ > 0) {
        return WRIT_OK;
    }
    mention->first_file = writ_store_path(arena, log_dir, WRIT_KEPT_BLOB, blob);
    return mention->first_file == NULL ? writ_engine_no_memory(err)
                                       : path_of(arena, log_dir, blob, &mention->first, err);
}

enum writ_status writ_bundle_mentions(struct writ_arena *arena, const char *log_dir,
                                      struct writ_str word, struct writ_bundle_mention *ret_mention,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena one;
    struct writ_bundle_mention mention = {0, "", ""};
    const char **names = NULL;
    size_t count = 0;

    writ_arena_init(&one, arena->alloc);
    WRIT_TRY(writ_store_list(arena, log_dir, WRIT_KEPT_BLOB, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct writ_digest blob;
        struct writ_str bytes;

        writ_arena_reset(&one);
        (void)writ_digest_from_hex(writ_str_from(names[i]), &blob);
        WRIT_TRY(writ_store_get(&one, log_dir, WRIT_KEPT_BLOB, &blob, &bytes, err));
        if (writ_str_has_word(bytes, word)) {
            WRIT_TRY(note(arena, log_dir, &blob, &mention, err));
        }
    }
    *ret_mention = mention;
    return WRIT_OK;
}
