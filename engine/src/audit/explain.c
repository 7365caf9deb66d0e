/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision on one screen: what, why, under which obligations, and from which policies and files.
 */
#include "audit/audit.h"
#include "audit/explain_source.h"
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/bundle.h"

enum { TEXT_MAX = 1 << 20, LINE_TEXT_MAX = 400 };

/* C0, DEL and C1 (0xc2 0x80 to 0xc2 0x9f): what a terminal acts upon. A decision never drives one,
 * and a text that was cut never ends in half a character. */
void writ_explain_safe(struct writ_buf *buf, struct writ_str text)
{
    const size_t len = writ_str_utf8_end(text);

    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        const bool is_c1 = c == 0xc2 && (unsigned char)text.ptr[i + 1] < 0xa0;

        writ_buf_add_char(buf, c < 0x20 || c == 0x7f || is_c1 ? '?' : text.ptr[i]);
        i += is_c1 ? 1 : 0;
    }
}

static void add_text(struct writ_buf *buf, const struct writ_value *value, const char *if_absent)
{
    const struct writ_str text = writ_value_text(value);

    if (text.len == 0) {
        writ_buf_add_text(buf, if_absent);
        return;
    }
    writ_explain_safe(buf, writ_str_cut(text, 0, LINE_TEXT_MAX));
}

static void add_part(struct writ_buf *buf, const char *label, const struct writ_value *value,
                     const char *if_absent)
{
    writ_buf_add_text(buf, label);
    add_text(buf, value, if_absent);
}

static void add_place(struct writ_buf *buf, const struct writ_value *at)
{
    int64_t line = 0;
    int64_t column = 0;

    if (at == NULL) {
        return;
    }
    add_part(buf, "\n      at ", writ_value_member(at, "source"), "");
    if (writ_value_integer(writ_value_member(at, "line"), &line) &&
        writ_value_integer(writ_value_member(at, "column"), &column)) {
        writ_buf_addf(buf, ":%lld:%lld", (long long)line, (long long)column);
    }
}

/* @param mesh  what the decision was made under, or NULL */
static void add_effect(struct writ_buf *buf, const struct writ_mesh *mesh,
                       const struct writ_value *effect)
{
    static const char *const extras[] = {"note", "hint", "docs"};
    const struct writ_value *code = writ_value_member(effect, "code");
    const struct writ_value *message = writ_value_member(effect, "message");

    add_part(buf, "  ", writ_value_member(effect, "effect"), "?");
    add_part(buf, "  ", writ_value_member(effect, "policy"), "?");
    add_part(buf, " [", code, "-");
    writ_buf_add_char(buf, ']');
    if (writ_value_text(message).len > 0 && !writ_value_equal(message, code)) {
        add_part(buf, " ", message, "");
    }
    if (mesh != NULL) {
        writ_explain_rule(buf, mesh, effect);
    }
    add_place(buf, writ_value_member(effect, "at"));
    if (mesh != NULL) {
        writ_explain_line(buf, mesh, writ_value_member(effect, "at"));
    }
    for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
        const struct writ_value *extra = writ_value_member(effect, extras[i]);

        if (extra != NULL) {
            writ_buf_addf(buf, "\n      %s: ", extras[i]);
            add_text(buf, extra, "");
        }
    }
    writ_buf_add_char(buf, '\n');
}

static void add_list(struct writ_buf *buf, const struct writ_mesh *mesh,
                     const struct writ_value *list, const char *title)
{
    if (writ_value_count(list) == 0) {
        return;
    }
    writ_buf_addf(buf, "\n%s\n", title);
    for (size_t i = 0; i < writ_value_count(list); i++) {
        add_effect(buf, mesh, writ_value_item(list, i));
    }
}

static enum writ_status add_obligations(struct writ_buf *buf, struct writ_arena *arena,
                                        const struct writ_value *document, struct writ_error *err)
{
    const struct writ_value *list = writ_value_member(document, "obligations");

    if (writ_value_count(list) > 0) {
        writ_buf_add_text(buf, "\nobligations\n");
    }
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);
        const struct writ_value *own = writ_value_member(one, "properties");
        struct writ_str properties = {"", 0};

        if (own != NULL) { /* an engine's always has them; a file may say anything */
            WRIT_TRY(writ_canonical_bytes(arena, own, &properties, err));
        }
        add_part(buf, "  ", writ_value_member(one, "type"), "?");
        writ_buf_add_char(buf, ' ');
        writ_explain_safe(buf, properties);
        writ_buf_add_char(buf, '\n');
    }
    return WRIT_OK;
}

static void add_head(struct writ_buf *buf, const struct writ_value *document)
{
    const struct writ_value *expires = writ_value_member(document, "expires");

    add_part(buf, "decision  ", writ_value_member(document, "decision"), "?");
    add_part(buf, "\nproduct   ", writ_value_path(document, "product.id"), "(none)");
    if (writ_value_path(document, "product.version") != NULL) {
        add_part(buf, " ", writ_value_path(document, "product.version"), "");
    }
    add_part(buf, "\ntime      ", writ_value_member(document, "time"), "?");
    if (expires != NULL) {
        add_part(buf, "\nexpires   ", expires, "?");
    }
    add_part(buf, "\nbundle    ", writ_value_path(document, "bundle.name"), "?");
    add_part(buf, " ", writ_value_path(document, "bundle.digest"), "?");
    writ_buf_add_char(buf, '\n');
}

static enum writ_status explain(struct writ_buf *buf, struct writ_arena *arena,
                                const struct writ_mesh *mesh, const struct writ_value *document,
                                struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(document);

    if (writ_value_text(writ_value_member(document, "decision")).len == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "this is neither a writ nor a decision document");
    }
    add_head(buf, document);
    add_list(buf, mesh, writ_value_member(document, "reasons"), "reasons");
    add_list(buf, mesh, writ_value_member(document, "warnings"), "warnings");
    add_list(buf, mesh, writ_value_member(document, "waived"), "waived");
    add_list(buf, mesh, writ_value_member(document, "shadow"), "drafts (without effect)");
    return add_obligations(buf, arena, document, err);
}

static enum writ_status copy_text(const struct writ_buf *buf, struct writ_bytes *ret_text,
                                  struct writ_error *err)
{
    struct writ_str text;

    return writ_buf_view(buf, &text) == WRIT_OK
               ? writ_bytes_copy(text, ret_text, err)
               : writ_fail(err, buf->status, NULL, "the decision is too large to be explained");
}

enum writ_status writ_explain(const char *source, struct writ_str writ, struct writ_bytes *ret_text,
                              struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    const struct writ_value *document = NULL;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&buf, &alloc, TEXT_MAX);
    limits.bytes = WRIT_WRIT_MAX;
    WRIT_TRY(writ_json_read(&arena, source, writ, limits, &document, err));

    const struct writ_value *inner = writ_value_member(document, "decision");

    WRIT_TRY(explain(&buf, &arena, NULL,
                     inner != NULL && inner->kind == WRIT_OBJECT ? inner : document, err));
    return copy_text(&buf, ret_text, err);
}

static void add_row(struct writ_buf *buf, const char *title, const struct writ_value *value)
{
    if (value != NULL) {
        add_part(buf, title, value, "?");
        writ_buf_add_char(buf, '\n');
    }
}

/* Where it stands in the log, and what was asked. */
static enum writ_status add_entry(struct writ_buf *buf, const struct writ_audit *audit,
                                  struct writ_arena *arena, const struct writ_entry_read *entry,
                                  const struct writ_value *writ, struct writ_error *err)
{
    const struct writ_checkpoint *checkpoint = writ_log_published(audit->log);
    const bool is_signed = checkpoint != NULL && entry->index < checkpoint->size;
    const struct writ_value *input = NULL;

    WRIT_TRY(writ_writ_disclosed(arena, writ, "input", &input, err));
    writ_buf_addf(buf, "entry     %llu of %s, recorded ", (unsigned long long)entry->index,
                  writ_log_verifier(audit->log)->name);
    add_text(buf, writ_value_member(entry->leaf, "t"), "?");
    if (is_signed) {
        writ_buf_addf(buf,
                      "\nreceipt   under the checkpoint of %llu entries: writ log prove %llu --out FILE\n",
                      (unsigned long long)checkpoint->size, (unsigned long long)entry->index);
    } else {
        writ_buf_add_text(
            buf, "\nreceipt   not yet: the published checkpoint does not cover the entry\n");
    }
    add_row(buf, "subject   ", writ_value_path(input, "subject.id"));
    add_row(buf, "action    ", writ_value_path(input, "action.name"));
    add_row(buf, "resource  ", writ_value_path(input, "resource.id"));
    add_row(buf, "purpose   ", writ_value_path(input, "context.purpose"));
    return WRIT_OK;
}

/* With the texts of the bundle where the store has them; what is missing there is no reason to say
 * nothing. */
static enum writ_status explain_kept(struct writ_buf *buf, const struct writ_audit *audit,
                                     struct writ_arena *arena, const struct writ_value *writ,
                                     struct writ_error *err)
{
    WRIT_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_value *document = writ_value_member(writ, "decision");
    struct writ_error dropped = {0};
    struct writ_bundle_id id;

    if (writ_bundle_of_document(document, &id) &&
        writ_bundle_open(audit->dir, &id, &engine, &dropped) != WRIT_OK) {
        writ_buf_add_text(buf, "bundle    cannot be opened: ");
        writ_explain_safe(buf, writ_str_from(dropped.text));
        writ_buf_add_char(buf, '\n');
    }
    return explain(buf, arena, engine == NULL ? NULL : engine->mesh, document, err);
}

static enum writ_status explain_entry(struct writ_buf *buf, const struct writ_audit *audit,
                                      struct writ_arena *arena, uint64_t index,
                                      struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_entry_read entry;

    WRIT_TRY(writ_audit_has(audit, index, err));
    WRIT_TRY(writ_audit_read(audit, arena, index, &entry, err));
    WRIT_TRY(writ_audit_side(audit, arena, &entry, &writ, err));
    if (writ == NULL) {
        return writ_explain_leaf(buf, audit, arena, &entry, err);
    }
    WRIT_TRY(add_entry(buf, audit, arena, &entry, writ, err));
    return explain_kept(buf, audit, arena, writ, err);
}

enum writ_status writ_engine_explain(struct writ_engine *engine, uint64_t index,
                                     struct writ_bytes *ret_text, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&buf, &alloc, TEXT_MAX);
    /* The service explains in a process that may start no thread. */
    WRIT_TRY(writ_audit_open_of(&audit, engine, 1, err));
    WRIT_TRY(explain_entry(&buf, &audit, &arena, index, err));
    return copy_text(&buf, ret_text, err);
}
