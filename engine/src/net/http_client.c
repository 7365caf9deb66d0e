/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_client.h"

#include <curl/curl.h>
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"

static void curl_autop(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

static void slist_autop(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

/* A short count tells the library to give up. */
static size_t receive(char *bytes, size_t size, size_t count, void *ctx)
{
    struct writ_buf *body = ctx;

    writ_buf_add(body, (struct writ_str){bytes, size * count});
    return body->status == WRIT_OK ? size * count : 0;
}

static bool set_request(CURL *curl, const struct writ_http_post *post, struct curl_slist *headers)
{
    return curl_easy_setopt(curl, CURLOPT_URL, post->url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body.ptr) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)post->timeout_ms) == CURLE_OK;
}

static bool set_answer(CURL *curl, struct writ_http_answer *answer, char problem[CURL_ERROR_SIZE])
{
    return curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer->body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem) == CURLE_OK;
}

static void take_head(CURL *curl, struct writ_http_answer *answer)
{
    const char *type = NULL;
    long status = 0;

    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
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
    WRIT_AUTO(curl) CURL *curl = curl_easy_init();
    WRIT_AUTO(slist) struct curl_slist *headers = NULL;
    const struct writ_loc loc = writ_loc_at(post->url, 0, 0);
    char problem[CURL_ERROR_SIZE] = "";
    char type[128];

    (void)snprintf(type, sizeof(type), "Content-Type: %s", post->content_type);
    headers = curl_slist_append(NULL, type);
    if (curl == NULL || headers == NULL || !set_request(curl, post, headers) ||
        !set_answer(curl, answer, problem)) {
        return out_of_memory(err);
    }

    const CURLcode code = curl_easy_perform(curl);

    if (answer->body->status == WRIT_E_NOMEM || code == CURLE_OUT_OF_MEMORY) {
        return out_of_memory(err);
    }
    if (code != CURLE_OK) {
        return writ_fail(err, WRIT_E_IO, &loc, "no answer: %s",
                         answer->body->status != WRIT_OK ? "it is too long"
                         : problem[0] != '\0'            ? problem
                                                         : curl_easy_strerror(code));
    }
    take_head(curl, answer);
    return WRIT_OK;
}
