/* SPDX-License-Identifier: Apache-2.0
 *
 * What the leaf alone says of an entry: all there is once its disclosures were erased.
 */
#include "audit/audit.h"
#include "audit/explain_source.h"
#include "base/error.h"
#include "base/try.h"
#include "engine/shard.h"

static void add_part(struct writ_buf *buf, const char *label, const struct writ_value *value)
{
    writ_buf_add_text(buf, label);
    writ_explain_safe(buf, writ_value_text(value));
}

static void add_row(struct writ_buf *buf, const char *title, const struct writ_value *value)
{
    if (value != NULL) {
        add_part(buf, title, value);
        writ_buf_add_char(buf, '\n');
    }
}

static void add_policies(struct writ_buf *buf, const struct writ_value *leaf)
{
    const struct writ_value *policies = writ_value_member(leaf, "policies");

    writ_buf_add_text(buf, writ_value_count(policies) == 0 ? "" : "\npolicies\n");
    for (size_t i = 0; i < writ_value_count(policies); i++) {
        const struct writ_value *policy = writ_value_item(policies, i);

        add_part(buf, "  ", writ_value_member(policy, "effect"));
        add_part(buf, "  ", writ_value_member(policy, "id"));
        add_part(buf, " [", writ_value_member(policy, "code"));
        writ_buf_add_text(buf, "]\n");
    }
}

static void add_decision(struct writ_buf *buf, const struct writ_value *leaf)
{
    add_row(buf, "decision  ", writ_value_member(leaf, "decision"));
    add_row(buf, "product   ", writ_value_path(leaf, "product.id"));
    add_row(buf, "recorded  ", writ_value_member(leaf, "t"));
    add_row(buf, "bundle    ", writ_value_path(leaf, "bundle.digest"));
    add_policies(buf, leaf);
}

static void add_erasure(struct writ_buf *buf, const struct writ_value *leaf)
{
    const struct writ_value *log = writ_value_member(leaf, "log");
    const struct writ_value *entries = writ_value_member(leaf, "entries");
    int64_t index;

    writ_buf_addf(buf, "erasure   of %zu %s", writ_value_count(entries),
                  writ_value_count(entries) == 1 ? "entry" : "entries");
    if (log != NULL) {
        add_part(buf, " of ", log);
    }
    writ_buf_add_char(buf, ':');
    for (size_t i = 0; i < writ_value_count(entries); i++) {
        if (writ_value_integer(writ_value_item(entries, i), &index)) {
            writ_buf_addf(buf, " %lld", (long long)index);
        }
    }
    writ_buf_add_char(buf, '\n');
    add_row(buf, "recorded  ", writ_value_member(leaf, "t"));
}

static void add_link(struct writ_buf *buf, const struct writ_value *leaf,
                     const struct writ_link *link)
{
    if (link->kind == WRIT_LINK_NEXT) {
        writ_buf_addf(buf, "rotation  the log ends here, and goes on as %s\n", link->verifier.name);
    } else {
        writ_buf_addf(buf, "continuation of %s, which ended with %llu entries\n",
                      link->verifier.name, (unsigned long long)link->checkpoint.size);
    }
    add_row(buf, "recorded  ", writ_value_member(leaf, "t"));
}

static enum writ_status add_erased(struct writ_buf *buf, const struct writ_audit *audit,
                                   struct writ_arena *arena, const struct writ_entry_read *entry,
                                   struct writ_error *err)
{
    struct writ_entry_read erasure;

    WRIT_TRY(writ_audit_read(audit, arena, audit->erased_in[entry->index], &erasure, err));
    writ_buf_addf(buf, "erased    by entry %llu: request, subject and document are gone\n",
                  (unsigned long long)erasure.index);
    add_row(buf, "erased at ", writ_value_member(erasure.leaf, "t"));
    add_decision(buf, entry->leaf);
    return WRIT_OK;
}

enum writ_status writ_explain_leaf(struct writ_buf *buf, const struct writ_audit *audit,
                                   struct writ_arena *arena, const struct writ_entry_read *entry,
                                   struct writ_error *err)
{
    struct writ_link link;

    WRIT_TRY(writ_link_read(entry->leaf, &link, err));
    if (link.kind != WRIT_LINK_NONE) {
        add_link(buf, entry->leaf, &link);
        return WRIT_OK;
    }
    if (entry->is_erasure) {
        add_erasure(buf, entry->leaf);
        return WRIT_OK;
    }
    if (audit->erased_in[entry->index] != 0) {
        return add_erased(buf, audit, arena, entry, err);
    }
    return writ_hint(err,
                     writ_fail(err, WRIT_E_NOTFOUND, NULL, "entry %llu has no disclosures",
                               (unsigned long long)entry->index),
                     "no entry of the log records that it was erased");
}
