/* SPDX-License-Identifier: Apache-2.0 */
#include "server/loaded.h"

#include "base/file.h"
#include "base/try.h"
#include "engine/bundle.h"

static enum writ_status load_clients(struct writ_loaded *loaded, const char *path,
                                     struct writ_error *err)
{
    struct writ_str text;

    if (path == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_file_read(&loaded->arena, path, WRIT_CLIENTS_BYTES_MAX, &text, err));
    return writ_clients_read(&loaded->arena, path, text, &loaded->clients, err);
}

static enum writ_status load_tls(struct writ_loaded *loaded,
                                 const struct writ_serve_options *options, struct writ_error *err)
{
    const struct writ_tls tls = {.cert_path = options->cert_path,
                                 .key_path = options->cert_key_path,
                                 .client_ca_path = options->client_ca_path};
    const bool is_wanted =
        tls.cert_path != NULL || tls.key_path != NULL || tls.client_ca_path != NULL;

    return is_wanted ? writ_tls_read(&tls, &loaded->arena, &loaded->tls, err) : WRIT_OK;
}

enum writ_status writ_loaded_open(struct writ_loaded *ret_loaded,
                                  const struct writ_serve_options *options, struct writ_error *err)
{
    const struct writ_options opening = {.mesh_dir = options->mesh_dir};

    *ret_loaded = (struct writ_loaded){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&ret_loaded->arena, &ret_loaded->alloc);
    WRIT_TRY(writ_engine_open(&opening, &ret_loaded->engine, err));

    const struct writ_mesh *mesh = ret_loaded->engine->mesh;

    ret_loaded->log_dir =
        writ_recorder_path(&ret_loaded->arena, options->log_dir, mesh, WRIT_LOG_BELOW_MESH);
    ret_loaded->origin = writ_recorder_origin(&ret_loaded->arena, mesh);
    if (ret_loaded->log_dir == NULL || ret_loaded->origin == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(load_clients(ret_loaded, options->clients_path, err));
    WRIT_TRY(load_tls(ret_loaded, options, err));
    return writ_bundle_keep(ret_loaded->log_dir, mesh, err);
}

void writ_loaded_done(struct writ_loaded *loaded)
{
    writ_tls_pem_autop(&loaded->tls);
    writ_engine_close(loaded->engine);
    writ_arena_done(&loaded->arena);
}

const struct writ_clients *writ_loaded_clients(const struct writ_loaded *loaded)
{
    return loaded->clients.count == 0 ? NULL : &loaded->clients;
}

const struct writ_tls_pem *writ_loaded_tls(const struct writ_loaded *loaded)
{
    return loaded->tls.cert.ptr == NULL ? NULL : &loaded->tls;
}

struct writ_service writ_loaded_service(const struct writ_loaded *loaded,
                                        struct writ_scribe *scribe, struct writ_metrics *metrics)
{
    return (struct writ_service){
        .engine = loaded->engine,
        .scribe = scribe,
        .origin = loaded->origin,
        .clients = writ_loaded_clients(loaded),
        .metrics = metrics,
    };
}
