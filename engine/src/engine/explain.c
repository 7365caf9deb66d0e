/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision on one screen: what, why, under which obligations, and from which policies and files.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/audit.h"

enum { TEXT_MAX = 1 << 20, LINE_TEXT_MAX = 400 };

/* C0, DEL and C1 (0xc2 0x80 to 0xc2 0x9f): what a terminal acts upon. A decision never drives one,
 * and a text that was cut never ends in half a character. */
static void add_safe(struct writ_buf *buf, struct writ_str text)
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
    add_safe(buf, writ_str_cut(text, 0, LINE_TEXT_MAX));
}

static void add_place(struct writ_buf *buf, const struct writ_value *at)
{
    int64_t line = 0;
    int64_t column = 0;

    if (at == NULL) {
        return;
    }
    writ_buf_add_text(buf, "\n      at ");
    add_text(buf, writ_value_member(at, "source"), "");
    if (writ_value_integer(writ_value_member(at, "line"), &line) &&
        writ_value_integer(writ_value_member(at, "column"), &column)) {
        writ_buf_addf(buf, ":%lld:%lld", (long long)line, (long long)column);
    }
}

static void add_effect(struct writ_buf *buf, const struct writ_value *effect)
{
    static const char *const extras[] = {"note", "hint", "docs"};

    writ_buf_add_text(buf, "  ");
    add_text(buf, writ_value_member(effect, "effect"), "?");
    writ_buf_add_text(buf, "  ");
    add_text(buf, writ_value_member(effect, "policy"), "?");
    writ_buf_add_text(buf, " [");
    add_text(buf, writ_value_member(effect, "code"), "-");
    writ_buf_add_text(buf, "] ");
    add_text(buf, writ_value_member(effect, "message"), "");
    add_place(buf, writ_value_member(effect, "at"));
    for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
        const struct writ_value *extra = writ_value_member(effect, extras[i]);

        if (extra != NULL) {
            writ_buf_addf(buf, "\n      %s: ", extras[i]);
            add_text(buf, extra, "");
        }
    }
    writ_buf_add_char(buf, '\n');
}

static void add_list(struct writ_buf *buf, const struct writ_value *document, const char *member,
                     const char *title)
{
    const struct writ_value *list = writ_value_member(document, member);

    if (writ_value_count(list) == 0) {
        return;
    }
    writ_buf_addf(buf, "\n%s\n", title);
    for (size_t i = 0; i < writ_value_count(list); i++) {
        add_effect(buf, writ_value_item(list, i));
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
        writ_buf_add_text(buf, "  ");
        add_text(buf, writ_value_member(one, "type"), "?");
        writ_buf_add_char(buf, ' ');
        add_safe(buf, properties);
        writ_buf_add_char(buf, '\n');
    }
    return WRIT_OK;
}

static void add_head(struct writ_buf *buf, const struct writ_value *document)
{
    writ_buf_add_text(buf, "decision  ");
    add_text(buf, writ_value_member(document, "decision"), "?");
    writ_buf_add_text(buf, "\nproduct   ");
    add_text(buf, writ_value_path(document, "product.id"), "(none)");
    writ_buf_add_char(buf, ' ');
    add_text(buf, writ_value_path(document, "product.version"), "");
    writ_buf_add_text(buf, "\ntime      ");
    add_text(buf, writ_value_member(document, "time"), "?");
    if (writ_value_member(document, "expires") != NULL) {
        writ_buf_add_text(buf, "\nexpires   ");
        add_text(buf, writ_value_member(document, "expires"), "?");
    }
    writ_buf_add_text(buf, "\nbundle    ");
    add_text(buf, writ_value_path(document, "bundle.name"), "?");
    writ_buf_add_char(buf, ' ');
    add_text(buf, writ_value_path(document, "bundle.digest"), "?");
    writ_buf_add_char(buf, '\n');
}

static enum writ_status explain(struct writ_buf *buf, struct writ_arena *arena,
                                const struct writ_value *document, struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(document);

    if (writ_value_text(writ_value_member(document, "decision")).len == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "this is neither a writ nor a decision document");
    }
    add_head(buf, document);
    add_list(buf, document, "reasons", "reasons");
    add_list(buf, document, "warnings", "warnings");
    add_list(buf, document, "waived", "waived");
    add_list(buf, document, "shadow", "drafts (without effect)");
    return add_obligations(buf, arena, document, err);
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

    WRIT_TRY(
        explain(&buf, &arena, inner != NULL && inner->kind == WRIT_OBJECT ? inner : document, err));
    if (buf.status != WRIT_OK) {
        return writ_fail(err, buf.status, NULL, "the decision is too large to be explained");
    }
    return writ_bytes_copy((struct writ_str){buf.ptr, buf.len}, ret_text, err);
}

static enum writ_status find_writ(const char *dir, uint64_t index, struct writ_arena *arena,
                                  struct writ_str *ret_writ, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    const struct writ_value *writ = NULL;
    struct writ_entry_read entry;

    *ret_writ = (struct writ_str){NULL, 0};
    WRIT_TRY(writ_audit_open(&audit, dir, err));
    if (index >= audit.size) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_audit_read(&audit, arena, index, &entry, err));
    WRIT_TRY(writ_audit_side(&audit, arena, &entry, &writ, err));
    return writ == NULL ? WRIT_OK : writ_canonical_bytes(arena, writ, ret_writ, err);
}

enum writ_status writ_engine_explain(struct writ_engine *engine, uint64_t index,
                                     struct writ_bytes *ret_text, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str writ;

    writ_arena_init(&arena, &alloc);
    if (engine->log_dir == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL,
                         "there is no log: name a mesh or a log folder");
    }
    WRIT_TRY(find_writ(engine->log_dir, index, &arena, &writ, err));
    return writ.ptr != NULL ? writ_explain("writ", writ, ret_text, err)
                            : writ_explain_leaf(engine->log_dir, index, ret_text,
                                                err); /* may have something to say */
}
