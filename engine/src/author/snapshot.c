/* SPDX-License-Identifier: Apache-2.0
 *
 * The effective rule set as text: kept in version control, its difference is the review of a
 * change.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"
#include "writ/policy.h"

enum { SNAPSHOT_BYTES_MAX = 16 << 20 };

static void add_digest(struct writ_buf *buf, const char *name, const struct writ_digest *digest)
{
    char hex[WRIT_SHA256_HEX_SIZE];

    writ_digest_hex(digest, hex);
    writ_buf_addf(buf, "%s sha256:%s\n", name, hex);
}

static void add_line(struct writ_buf *buf, const char *name, const char *value)
{
    if (value[0] != '\0') {
        writ_buf_add_text(buf, name);
        writ_buf_add_char(buf, ' ');
        writ_buf_add_text(buf, value);
        writ_buf_add_char(buf, '\n');
    }
}

/* The mesh's digest covers its products and data too, which are no rules. */
static enum writ_status add_head(struct writ_engine *engine, struct writ_buf *buf,
                                 struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;
    const struct writ_value *limits = writ_value_member(mesh->settings, "limits");
    const struct writ_value *disabled = writ_value_member(mesh->settings, "disable");
    struct writ_str text;

    writ_buf_addf(buf, "snapshot 1\nmesh %s\nwrit %s\n", mesh->name, writ_version());
    add_digest(buf, "library", &mesh->stdlib_digest);
    if (limits != NULL) {
        WRIT_TRY(writ_canonical_bytes(&engine->arena, limits, &text, err));
        add_line(buf, "limits", text.ptr);
    }
    for (size_t i = 0; i < writ_value_count(disabled); i++) {
        writ_buf_addf(buf, "disabled %.*s\n",
                      WRIT_FMT(writ_value_text(writ_value_item(disabled, i))));
    }
    return WRIT_OK;
}

/* A policy is what its text and the modules of the mesh that it requires say. */
static enum writ_status add_modules(const struct writ_engine *engine, struct writ_buf *buf,
                                    struct writ_error *err)
{
    for (const struct writ_mesh_text *it = engine->mesh->texts; it != NULL; it = it->next) {
        const struct writ_str path = writ_str_from(it->path);
        struct writ_digest digest;

        if (writ_str_starts(path, WRIT_LIT("policies/lib/")) &&
            !writ_str_ends(path, WRIT_LIT("_test.lua"))) {
            WRIT_TRY(writ_sha256(&it->text, 1, &digest, err));
            writ_buf_addf(buf, "\nmodule %s\n", it->path);
            add_digest(buf, "  digest", &digest);
        }
    }
    return WRIT_OK;
}

static void add_policy(struct writ_buf *buf, const struct writ_policy_row *row)
{
    writ_buf_addf(buf, "\npolicy %s\n", row->id);
    add_line(buf, "  title", row->title);
    add_line(buf, "  path", row->path);
    add_line(buf, "  digest", row->version);
    add_line(buf, "  layer", row->layer);
    add_line(buf, "  scope", row->scope);
    add_line(buf, "  phase", row->phases);
    add_line(buf, "  level", row->level);
    add_line(buf, "  state", row->state);
    add_line(buf, "  grace_until", row->grace_until);
    add_line(buf, "  grants", row->grants ? "true" : "");
    add_line(buf, "  resource", row->resources);
    add_line(buf, "  action", row->actions);
    add_line(buf, "  basis", row->basis);
    add_line(buf, "  params", strcmp(row->params, "{}") == 0 ? "" : row->params);
}

static void add_waiver(struct writ_buf *buf, const struct writ_waiver *waiver)
{
    writ_buf_addf(buf, "\nwaiver %s\n", waiver->policy);
    add_line(buf, "  product", waiver->product);
    add_line(buf, "  expires", waiver->expires);
    add_line(buf, "  approver", waiver->approver);
    add_line(buf, "  reason", waiver->reason);
}

enum writ_status writ_engine_snapshot(struct writ_engine *engine, struct writ_bytes *ret_text,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_policy_row *rows = NULL;
    struct writ_str text;
    size_t count = 0;

    writ_buf_init(&buf, &engine->alloc, SNAPSHOT_BYTES_MAX);
    WRIT_TRY(writ_engine_policies(engine, NULL, &rows, &count, err));
    WRIT_TRY(add_head(engine, &buf, err));
    WRIT_TRY(add_modules(engine, &buf, err));
    for (size_t i = 0; i < count; i++) {
        add_policy(&buf, &rows[i]);
    }
    for (size_t i = 0; i < engine->mesh->waiver_count; i++) {
        add_waiver(&buf, &engine->mesh->waivers[i]);
    }
    if (writ_buf_view(&buf, &text) != WRIT_OK) {
        return writ_engine_no_memory(err);
    }
    return writ_bytes_copy(text, ret_text, err);
}
