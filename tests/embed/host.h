/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/embed/host.h - a program that embeds Writ, as far as libwrit.so and its public headers go:
 * it makes a mesh, and has it do what hosts do.
 */
#ifndef WRIT_TESTS_HOST_H
#define WRIT_TESTS_HOST_H

#include <writ/writ.h>

#include "cmocka_all.h"
#include "scratch.h"

/* A sanitizer's frames are several times as large, and what it frees stays for a while. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HOST_IS_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HOST_IS_SANITIZED true
#endif
#endif
#ifndef HOST_IS_SANITIZED
#define HOST_IS_SANITIZED false
#endif

#define HOST_NAME "shop/local/1"

enum { HOST_REQUEST_MAX = 4096 };

struct host {
    struct scratch scratch;
    char mesh[PATH_MAX];
    struct writ_bytes vkey;
    struct writ_bytes request;
};

/* The starter mesh, a key for its log, and its first request, which is permitted. */
static inline void host_make(struct host *host)
{
    struct writ_error err = {0};

    memset(host, 0, sizeof(*host));
    scratch_make(&host->scratch);
    (void)strcpy(host->mesh, scratch_path(&host->scratch, "shop"));
    assert_int_equal(writ_mesh_init(host->mesh, "shop", &err), WRIT_OK);
    assert_int_equal(
        writ_keygen(scratch_path(&host->scratch, "shop/.writ/log"), HOST_NAME, &host->vkey, &err),
        WRIT_OK);
    assert_int_equal(writ_read_file(scratch_path(&host->scratch, "shop/requests/permitted.json"),
                                    HOST_REQUEST_MAX, &host->request, &err),
                     WRIT_OK);
}

static inline void host_done(struct host *host)
{
    writ_bytes_free(&host->request);
    writ_bytes_free(&host->vkey);
    scratch_autop(&host->scratch);
}

static inline enum writ_status host_open(const struct host *host, struct writ_engine **ret_engine,
                                         struct writ_error *err)
{
    const struct writ_options options = {.mesh_dir = host->mesh, .is_recording = true};

    return writ_engine_open(&options, ret_engine, err);
}

/* Decide, and verify what was recorded. No assertions: this runs in any thread. */
static inline enum writ_status host_decide(const struct host *host, struct writ_engine *engine,
                                           struct writ_error *err)
{
    struct writ_decision *decision = NULL;
    struct writ_verified verified;
    enum writ_status status =
        writ_engine_decide(engine, "request", writ_bytes_str(host->request), &decision, err);

    if (status == WRIT_OK) {
        status = writ_verify(writ_decision_writ(decision), writ_decision_receipt(decision),
                             writ_bytes_str(host->vkey), &verified, err);
        writ_decision_free(decision);
    }
    return status;
}

static inline enum writ_status host_check(struct writ_engine *engine, struct writ_error *err)
{
    struct writ_report *report = NULL;
    const enum writ_status status = writ_engine_check(engine, NULL, 0, NULL, &report, err);

    writ_report_free(report);
    return status;
}

/* Open, check every product, decide, close. */
static inline enum writ_status host_day(const struct host *host, struct writ_error *err)
{
    struct writ_engine *engine = NULL;
    enum writ_status status = host_open(host, &engine, err);

    if (status == WRIT_OK) {
        status = host_check(engine, err);
    }
    if (status == WRIT_OK) {
        status = host_decide(host, engine, err);
    }
    writ_engine_close(engine);
    return status;
}

#endif
