/* SPDX-License-Identifier: Apache-2.0 */
#include "server/public_url.h"

#include <stdio.h>

#include "base/error.h"
#include "base/str.h"

/* AuthZEN 1.0, section 9.1.1: no query and no fragment. Paths are put behind it. */
static bool is_base_url(struct writ_str url)
{
    const bool is_secure = writ_str_starts(url, WRIT_LIT("https://"));
    const struct writ_str rest =
        writ_str_cut(url, is_secure ? strlen("https://") : strlen("http://"), url.len);

    if ((!is_secure && !writ_str_starts(url, WRIT_LIT("http://"))) || rest.len == 0 ||
        rest.ptr[0] == '/' || writ_str_ends(url, WRIT_LIT("/"))) {
        return false;
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] <= ' ' || rest.ptr[i] == 0x7f || strchr("?#\"<>\\^`{|}", rest.ptr[i])) {
            return false;
        }
    }
    return url.len < WRIT_PUBLIC_URL_SIZE;
}

enum writ_status writ_public_url(const char *given, const struct writ_listener *listeners,
                                 size_t count, bool is_secure, char ret_url[WRIT_PUBLIC_URL_SIZE],
                                 struct writ_error *err)
{
    ret_url[0] = '\0';
    if (given != NULL && !is_base_url(writ_str_from(given))) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SYNTAX, NULL, "'%s' is no URL of a service", given),
                         "https://pdp.example.com, without query, fragment and slash at the end");
    }
    if (given != NULL) {
        (void)snprintf(ret_url, WRIT_PUBLIC_URL_SIZE, "%s", given);
    }
    for (size_t i = 0; ret_url[0] == '\0' && i < count; i++) {
        if (listeners[i].path == NULL) {
            (void)snprintf(ret_url, WRIT_PUBLIC_URL_SIZE, "http%s://%s", is_secure ? "s" : "",
                           listeners[i].address);
        }
    }
    return WRIT_OK;
}
