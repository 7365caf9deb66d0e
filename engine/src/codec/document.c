/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/document.c - which of the two languages a document is written in.
 */
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"

static bool is_json(struct writ_str name, struct writ_str text)
{
    size_t at = writ_str_starts(text, WRIT_LIT("\xef\xbb\xbf")) ? 3 : 0;

    if (writ_str_ends(name, WRIT_LIT(".json")) || writ_str_ends(name, WRIT_LIT(".jsonld"))) {
        return true;
    }
    if (writ_str_ends(name, WRIT_LIT(".yaml")) || writ_str_ends(name, WRIT_LIT(".yml"))) {
        return false; /* a flow mapping is YAML too, and need not be JSON */
    }
    while (at < text.len &&
           (text.ptr[at] == ' ' || (text.ptr[at] >= '\t' && text.ptr[at] <= '\r'))) {
        at++;
    }
    return at < text.len && (text.ptr[at] == '{' || text.ptr[at] == '[');
}

enum writ_status writ_document_read(struct writ_arena *arena, const char *source,
                                    struct writ_str text, struct writ_codec_limits limits,
                                    const struct writ_value **ret_value, struct writ_error *err)
{
    if (is_json(writ_str_from(source), text)) {
        return writ_json_read(arena, source, text, limits, ret_value, err);
    }
    return writ_yaml_read(arena, source, text, limits, ret_value, err);
}

enum writ_status writ_document_load(struct writ_arena *arena, const char *path,
                                    struct writ_codec_limits limits, struct writ_str *ret_bytes,
                                    const struct writ_value **ret_value, struct writ_error *err)
{
    struct writ_str bytes;

    WRIT_TRY(writ_file_read(arena, path, limits.bytes, &bytes, err));
    WRIT_TRY(writ_document_read(arena, path, bytes, limits, ret_value, err));
    if (ret_bytes != NULL) {
        *ret_bytes = bytes;
    }
    return WRIT_OK;
}
