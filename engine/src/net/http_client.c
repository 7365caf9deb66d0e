/* SPDX-License-Identifier: Apache-2.0
 *
 * libcurl brings twenty libraries into a process, which take longer to load than many commands take
 * in all, and hardly any process asks anybody. So it is loaded for the first request, and stays.
 */
#include "net/http_client.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"

/* What is used of it. */
struct library {
    __typeof__(curl_easy_init) *init;
    __typeof__(curl_easy_setopt) *set;
    __typeof__(curl_easy_perform) *perform;
    __typeof__(curl_easy_getinfo) *get;
    __typeof__(curl_easy_strerror) *explain;
    __typeof__(curl_easy_cleanup) *cleanup;
    __typeof__(curl_slist_append) *append;
    __typeof__(curl_slist_free_all) *free_all;
};

/* POSIX makes a function of what dlsym() finds, ISO C does not. */
static bool find(void *handle, const char *name, void *ret_function)
{
    void *const found = dlsym(handle, name);

    memcpy(ret_function, &found, sizeof(found));
    return found != NULL;
}

static enum writ_status load(struct library *library, struct writ_error *err)
{
    void *const handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const bool is_loaded = handle != NULL && find(handle, "curl_easy_init", &library->init) &&
                           find(handle, "curl_easy_setopt", &library->set) &&
                           find(handle, "curl_easy_perform", &library->perform) &&
                           find(handle, "curl_easy_getinfo", &library->get) &&
                           find(handle, "curl_easy_strerror", &library->explain) &&
                           find(handle, "curl_easy_cleanup", &library->cleanup) &&
                           find(handle, "curl_slist_append", &library->append) &&
                           find(handle, "curl_slist_free_all", &library->free_all);

    return is_loaded ? WRIT_OK
                     : writ_fail(err, WRIT_E_IO, NULL, "cannot ask over HTTP: %s", dlerror());
}

/* A short count tells the library to give up. */
static size_t receive(char *bytes, size_t size, size_t count, void *ctx)
{
    struct writ_buf *body = ctx;

    writ_buf_add(body, (struct writ_str){bytes, size * count});
    return body->status == WRIT_OK ? size * count : 0;
}

/* A request in the making, and what the library says of it. */
struct asking {
    struct library library;
    CURL *curl;
    struct curl_slist *headers;
    char problem[CURL_ERROR_SIZE];
};

static void asking_autop(struct asking *asking)
{
    if (asking->curl != NULL) {
        asking->library.cleanup(asking->curl);
    }
    if (asking->headers != NULL) {
        asking->library.free_all(asking->headers);
    }
}

static bool set_request(const struct asking *asking, const struct writ_http_post *post)
{
    __typeof__(curl_easy_setopt) *const set = asking->library.set;
    CURL *curl = asking->curl;

    return set(curl, CURLOPT_URL, post->url) == CURLE_OK &&
           set(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           set(curl, CURLOPT_HTTPHEADER, asking->headers) == CURLE_OK &&
           set(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len) == CURLE_OK &&
           set(curl, CURLOPT_POSTFIELDS, post->body.ptr) == CURLE_OK &&
           set(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           set(curl, CURLOPT_TIMEOUT_MS, (long)post->timeout_ms) == CURLE_OK;
}

static bool set_answer(struct asking *asking, const struct writ_http_answer *answer)
{
    __typeof__(curl_easy_setopt) *const set = asking->library.set;

    return set(asking->curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           set(asking->curl, CURLOPT_WRITEDATA, answer->body) == CURLE_OK &&
           set(asking->curl, CURLOPT_ERRORBUFFER, asking->problem) == CURLE_OK;
}

static bool prepare(struct asking *asking, const struct writ_http_post *post,
                    const struct writ_http_answer *answer)
{
    char type[128];

    (void)snprintf(type, sizeof(type), "Content-Type: %s", post->content_type);
    asking->curl = asking->library.init();
    asking->headers = asking->library.append(NULL, type);
    return asking->curl != NULL && asking->headers != NULL && set_request(asking, post) &&
           set_answer(asking, answer);
}

static void take_head(const struct asking *asking, struct writ_http_answer *answer)
{
    const char *type = NULL;
    long status = 0;

    (void)asking->library.get(asking->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)asking->library.get(asking->curl, CURLINFO_CONTENT_TYPE, &type);
    answer->status = (unsigned)status;
    (void)snprintf(answer->content_type, sizeof(answer->content_type), "%s",
                   type == NULL ? "" : type);
}

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for an HTTP request");
}

enum writ_status writ_http_send(const struct writ_http_post *post, struct writ_http_answer *answer,
                                struct writ_error *err)
{
    WRIT_AUTO(asking) struct asking asking = {.curl = NULL};
    const struct writ_loc loc = writ_loc_at(post->url, 0, 0);

    WRIT_TRY(load(&asking.library, err));
    if (!prepare(&asking, post, answer)) {
        return out_of_memory(err);
    }

    const CURLcode code = asking.library.perform(asking.curl);

    if (answer->body->status == WRIT_E_NOMEM || code == CURLE_OUT_OF_MEMORY) {
        return out_of_memory(err);
    }
    if (code != CURLE_OK) {
        return writ_fail(err, WRIT_E_IO, &loc, "no answer: %s",
                         answer->body->status != WRIT_OK ? "it is too long"
                         : asking.problem[0] != '\0'     ? asking.problem
                                                         : asking.library.explain(code));
    }
    take_head(&asking, answer);
    return WRIT_OK;
}
