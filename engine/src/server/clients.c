/* SPDX-License-Identifier: Apache-2.0 */
#include "server/clients.h"

#include "base/error.h"
#include "base/try.h"

static bool is_name(struct writ_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] <= ' ' || name.ptr[i] > '~') {
            return false;
        }
    }
    return name.len > 0;
}

static bool is_known(const struct writ_clients *clients, const struct writ_client *client)
{
    for (size_t i = 0; i < clients->count; i++) {
        if (strcmp(clients->items[i].name, client->name) == 0 ||
            writ_digest_equal(&clients->items[i].token, &client->token)) {
            return true;
        }
    }
    return false;
}

static enum writ_status read_line(struct writ_arena *arena, const struct writ_loc *loc,
                                  struct writ_str line, struct writ_client *ret_client,
                                  struct writ_error *err)
{
    struct writ_str rest = line, token = {NULL, 0}, name = {NULL, 0};

    (void)writ_str_split(&rest, ' ', &token);
    (void)writ_str_split(&rest, ' ', &name);
    ret_client->may_explain = writ_str_is(rest, "explain");
    if (!writ_digest_read(token, &ret_client->token) || !is_name(name) ||
        writ_str_ends(line, WRIT_LIT(" ")) || (rest.len > 0 && !ret_client->may_explain)) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_SCHEMA, loc, "no 'sha256:HEX NAME [explain]' of a client"),
            "HEX is what `printf %%s TOKEN | sha256sum` prints");
    }
    ret_client->name = writ_arena_str(arena, name).ptr;
    return ret_client->name != NULL ? WRIT_OK : writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
}

static enum writ_status add_line(struct writ_arena *arena, const struct writ_loc *loc,
                                 struct writ_str line, struct writ_clients *clients,
                                 struct writ_error *err)
{
    struct writ_client client = {.name = NULL};

    WRIT_TRY(read_line(arena, loc, line, &client, err));
    if (clients->count == WRIT_CLIENTS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, loc, "more than %d clients", WRIT_CLIENTS_MAX);
    }
    if (is_known(clients, &client)) {
        return writ_fail(err, WRIT_E_SCHEMA, loc, "a second '%s', or its token a second time",
                         client.name);
    }
    clients->items =
        writ_arena_more(arena, clients->items, clients->count, sizeof(*clients->items));
    if (clients->items == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    clients->items[clients->count++] = client;
    return WRIT_OK;
}

enum writ_status writ_clients_read(struct writ_arena *arena, const char *source,
                                   struct writ_str text, struct writ_clients *ret_clients,
                                   struct writ_error *err)
{
    struct writ_clients clients = {NULL, 0};
    struct writ_str line;

    for (uint32_t number = 1; writ_str_split(&text, '\n', &line); number++) {
        const struct writ_loc loc = writ_loc_at(source, number, 1);

        if (!writ_str_is_remark(line)) {
            WRIT_TRY(add_line(arena, &loc, line, &clients, err));
        }
    }
    if (clients.count == 0) {
        const struct writ_loc loc = writ_loc_at(source, 0, 0);

        return writ_fail(err, WRIT_E_SCHEMA, &loc, "there is no client in it");
    }
    *ret_clients = clients;
    return WRIT_OK;
}

const struct writ_client *writ_clients_find(const struct writ_clients *clients,
                                            struct writ_str authorization)
{
    const struct writ_str scheme = WRIT_LIT("Bearer ");
    const struct writ_str token = writ_str_cut(authorization, scheme.len, authorization.len);
    struct writ_error ignored = {0};
    const struct writ_client *found = NULL;
    struct writ_digest digest;

    if (!writ_str_eq_fold(writ_str_cut(authorization, 0, scheme.len), scheme) || token.len == 0 ||
        writ_sha256(&token, 1, &digest, &ignored) != WRIT_OK) {
        return NULL;
    }
    for (size_t i = 0; i < clients->count; i++) {
        if (writ_digest_equal(&clients->items[i].token, &digest)) {
            found = &clients->items[i];
        }
    }
    return found;
}
