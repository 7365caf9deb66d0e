/* SPDX-License-Identifier: Apache-2.0 */
#include "descriptor/stdlib.h"

#include <stdio.h>

#include "base/error.h"
#include "base/try.h"

extern const struct writ_embedded writ_stdlib[]; /* generated from stdlib/ by the build */

const struct writ_embedded *writ_stdlib_texts(void)
{
    return writ_stdlib;
}

const struct writ_embedded *writ_embedded_find(const struct writ_embedded *texts,
                                               struct writ_str name)
{
    for (const struct writ_embedded *it = texts; it->name != NULL; it++) {
        if (writ_str_is(name, it->name)) {
            return it;
        }
    }
    return NULL;
}

bool writ_stdlib_find(void *ctx, struct writ_str name, struct writ_str *ret_text,
                      const char **ret_source)
{
    const struct writ_embedded *found = writ_embedded_find(writ_stdlib, name);

    (void)ctx;
    if (found == NULL) {
        return false;
    }
    *ret_text = (struct writ_str){found->text, found->len};
    *ret_source = found->name;
    return true;
}

enum writ_status writ_embedded_digest(const struct writ_embedded *texts,
                                      struct writ_digest *ret_digest, struct writ_error *err)
{
    struct writ_digest sum = {{0}};

    for (const struct writ_embedded *it = texts; it->name != NULL; it++) {
        char head[64];
        const int len = snprintf(head, sizeof(head), "%zu:%zu:", strlen(it->name), it->len);
        const struct writ_str pieces[] = {{(const char *)sum.bytes, sizeof(sum.bytes)},
                                          {head, (size_t)len},
                                          writ_str_from(it->name),
                                          {it->text, it->len}};

        WRIT_TRY(writ_sha256(pieces, 4, &sum, err));
    }
    *ret_digest = sum;
    return WRIT_OK;
}

enum writ_status writ_stdlib_digest_of(struct writ_digest *ret_digest, struct writ_error *err)
{
    return writ_embedded_digest(writ_stdlib, ret_digest, err);
}
