/* SPDX-License-Identifier: Apache-2.0
 *
 * The witness on the web: which path means what. What it may cosign is the ledger's business.
 */
#include "ledger/witness.h"

#include "base/owned.h"
#include "base/try.h"
#include "engine/engine.h"
#include "net/http_pool.h"
#include "writ/witness.h"

enum { THREADS = 2 };

struct writ_witness_server {
    struct writ_owned own;
    void (*trouble)(void *ctx, const struct writ_error *err);
    void *ctx;
    const char *vkey;
    struct writ_signer *signer;
    struct writ_witness *witness;
    struct writ_listener listener;
    struct writ_http_pool *http;
};

static const struct writ_str checkpoint_name = {"/checkpoint", 11};

/* "/<hash>/checkpoint" */
static bool names_checkpoint(struct writ_str path, struct writ_str *ret_hash)
{
    *ret_hash = writ_str_cut(path, 1, WRIT_SHA256_HEX_SIZE);
    return path.len == WRIT_SHA256_HEX_SIZE + checkpoint_name.len &&
           writ_str_ends(path, checkpoint_name);
}

static void refuse_method(struct writ_http_response *response, const char *allowed)
{
    response->status = 405;
    response->fields[0] = (struct writ_http_field){"Allow", allowed};
}

static void on_request(void *ctx, const struct writ_http_request *request,
                       struct writ_http_response *response)
{
    const struct writ_witness_server *server = ctx;
    struct writ_witness_answer answer = {.status = 404, .body = &response->body};
    enum writ_status status = WRIT_OK;
    struct writ_error err = {0};
    struct writ_str hash;

    if (writ_str_is(request->path, "/add-checkpoint")) {
        if (!writ_str_is(request->method, "POST")) {
            refuse_method(response, "POST");
            return;
        }
        status = writ_witness_add_checkpoint(server->witness, request->body, &answer, &err);
    } else if (names_checkpoint(request->path, &hash)) {
        if (!writ_str_is(request->method, "GET") && !writ_str_is(request->method, "HEAD")) {
            refuse_method(response, "GET, HEAD");
            return;
        }
        status = writ_witness_checkpoint(server->witness, hash, &answer, &err);
    }
    response->status = status == WRIT_OK ? answer.status : 500;
    response->content_type = status == WRIT_OK ? answer.content_type : NULL;
    if (status != WRIT_OK && server->trouble != NULL) {
        server->trouble(server->ctx, &err);
    }
}

static enum writ_status open_witness(struct writ_witness_server *server,
                                     const struct writ_witness_options *options,
                                     struct writ_error *err)
{
    struct writ_key_list logs = {NULL, 0};
    struct writ_verifier self;
    struct writ_str vkey;

    WRIT_TRY(writ_key_list_read(&server->own.arena, options->logs_source, options->logs,
                                WRIT_KEY_LOG, &logs, err));
    WRIT_TRY(
        writ_signer_load(options->key_path, writ_str_from(options->name), &server->signer, err));
    WRIT_TRY(writ_signer_witness(server->signer, &self, err));
    WRIT_TRY(writ_vkey_of(&server->own.arena, &self, &vkey, err));
    server->vkey = vkey.ptr;

    const struct writ_witness_terms terms = {
        .dir = options->state_dir,
        .signer = server->signer,
        .logs = &logs,
        .clock = writ_clock_system(),
    };

    return writ_witness_open(&terms, &server->witness, err);
}

static enum writ_status open_web(struct writ_witness_server *server,
                                 const struct writ_witness_options *options, struct writ_error *err)
{
    struct writ_http_options http = writ_http_defaults();

    http.handler = on_request;
    http.ctx = server;
    http.body_max = WRIT_SUBMISSION_MAX;
    WRIT_TRY(writ_listen(options->listen, options->allows_remote, &server->listener, err));
    return writ_http_pool_start(&server->listener, &http, THREADS, &server->http, err);
}

static void server_autop(struct writ_witness_server **server)
{
    writ_witness_stop(*server);
}

enum writ_status writ_witness_start(const struct writ_witness_options *options,
                                    struct writ_witness_server **ret_server, struct writ_error *err)
{
    WRIT_AUTO(server) struct writ_witness_server *server = writ_owned_new(sizeof(*server));

    if (server == NULL) {
        return writ_engine_no_memory(err);
    }
    server->listener.fd = -1;
    server->trouble = options->trouble;
    server->ctx = options->ctx;
    WRIT_TRY(open_witness(server, options, err));
    WRIT_TRY(open_web(server, options, err));
    *ret_server = WRIT_MOVE(server);
    return WRIT_OK;
}

const char *writ_witness_address(const struct writ_witness_server *server)
{
    return server->listener.address;
}

const char *writ_witness_vkey(const struct writ_witness_server *server)
{
    return server->vkey;
}

void writ_witness_stop(struct writ_witness_server *server)
{
    if (server == NULL) {
        return;
    }
    writ_listener_close(&server->listener);
    writ_http_pool_stop(server->http);
    writ_witness_close(server->witness);
    writ_signer_free(server->signer);
    writ_owned_free(server, sizeof(*server));
}
