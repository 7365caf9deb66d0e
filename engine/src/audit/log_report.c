/* SPDX-License-Identifier: Apache-2.0
 *
 * What an audit report is made of: leaves with their proofs, and the checkpoint they lead to. The
 * report's page draws its figures from these alone, after it has verified them.
 */
#include "audit/audit.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"

enum { TEXT_MAX = 1024, PAGE_MAX = 2 * WRIT_WRIT_MAX };

/* report.html */
extern const struct writ_embedded writ_report_page[];

static enum writ_status path_value(struct writ_arena *arena, const struct writ_proof *proof,
                                   const struct writ_value **ret_path, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_build path;

    writ_buf_init(&text, arena->alloc, TEXT_MAX);
    writ_build_array(&path, arena);
    for (size_t i = 0; i < proof->count; i++) {
        writ_buf_clear(&text);
        writ_base64_add(&text, (struct writ_str){(const char *)proof->hashes[i].bytes,
                                                 sizeof(proof->hashes[i].bytes)});
        writ_build_item(&path, writ_value_string(arena, (struct writ_str){text.ptr, text.len}));
    }
    *ret_path = writ_build_end(&path);
    return *ret_path == NULL || text.status != WRIT_OK ? writ_engine_no_memory(err) : WRIT_OK;
}

/* {leaf, path}: the leaf as text, because its bytes are what was hashed. */
static enum writ_status entry_value(struct writ_log *log, uint64_t index, struct writ_arena *arena,
                                    const struct writ_value **ret_entry, struct writ_error *err)
{
    const struct writ_value *path = NULL;
    struct writ_proof proof;
    struct writ_build entry;
    struct writ_str leaf;

    WRIT_TRY(writ_log_leaf(log, index, arena, &leaf, err));
    WRIT_TRY(writ_log_inclusion(log, index, &proof, err));
    WRIT_TRY(path_value(arena, &proof, &path, err));
    writ_build_object(&entry, arena);
    writ_build_put_text(&entry, "leaf", leaf);
    writ_build_put(&entry, "path", path);
    *ret_entry = writ_build_end(&entry);
    return *ret_entry == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status entries_value(struct writ_log *log, struct writ_arena *arena,
                                      uint64_t first, uint64_t last,
                                      const struct writ_value **ret_entries, struct writ_error *err)
{
    struct writ_build entries;

    writ_build_array(&entries, arena);
    for (uint64_t index = first; index <= last; index++) {
        const struct writ_value *entry = NULL;

        WRIT_TRY(entry_value(log, index, arena, &entry, err));
        writ_build_item(&entries, entry);
    }
    *ret_entries = writ_build_end(&entries);
    return *ret_entries == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static const struct writ_value *side_value(struct writ_arena *arena,
                                           const struct writ_audit_state *state)
{
    struct writ_build side;

    writ_build_object(&side, arena);
    writ_build_put_int(&side, "disclosed", (int64_t)state->disclosed);
    writ_build_put_int(&side, "erased", (int64_t)state->erased);
    writ_build_put_int(&side, "missing", (int64_t)state->missing);
    return writ_build_end(&side);
}

static enum writ_status report_value(struct writ_log *log, struct writ_arena *arena,
                                     const struct writ_audit_state *state,
                                     const struct writ_audit_range *range,
                                     const struct writ_value **ret_report, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf vkey;
    const struct writ_value *entries = NULL;
    struct writ_build report;

    writ_buf_init(&vkey, arena->alloc, TEXT_MAX);
    writ_verifier_vkey(writ_log_verifier(log), &vkey);
    WRIT_TRY(entries_value(log, arena, range->first, range->last, &entries, err));
    writ_build_object(&report, arena);
    writ_build_put_int(&report, "v", 1);
    writ_build_put_text(&report, "vkey", (struct writ_str){vkey.ptr, vkey.len});
    writ_build_put_text(&report, "checkpoint", writ_log_checkpoint(log));
    writ_build_put_int(&report, "first", (int64_t)range->first);
    writ_build_put(&report, "side", side_value(arena, state));
    writ_build_put(&report, "entries", entries);
    *ret_report = writ_build_end(&report);
    return *ret_report == NULL || vkey.status != WRIT_OK ? writ_engine_no_memory(err) : WRIT_OK;
}

/* The data inside a script element: a '<' in a text could end it. */
static void add_escaped(struct writ_buf *page, struct writ_str json)
{
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '<') {
            writ_buf_add_text(page, "\\u003c");
        } else {
            writ_buf_add_char(page, json.ptr[i]);
        }
    }
}

static enum writ_status make_page(struct writ_arena *arena, struct writ_str json,
                                  struct writ_bytes *ret_html, struct writ_error *err)
{
    static const char place[] = "{{report}}";
    WRIT_AUTO(writ_buf) struct writ_buf page;
    const struct writ_str whole = {writ_report_page[0].text, writ_report_page[0].len};
    const char *found = strstr(whole.ptr, place);
    const size_t before = (size_t)(found - whole.ptr);

    writ_buf_init(&page, arena->alloc, PAGE_MAX);
    writ_buf_add(&page, writ_str_cut(whole, 0, before));
    add_escaped(&page, json);
    writ_buf_add(&page, writ_str_cut(whole, before + strlen(place), whole.len));
    return page.status == WRIT_OK
               ? writ_bytes_copy((struct writ_str){page.ptr, page.len}, ret_html, err)
               : writ_engine_no_memory(err);
}

static enum writ_status check_range(const struct writ_audit_state *state,
                                    const struct writ_audit_range *range, struct writ_error *err)
{
    if (range->last < range->first || range->last >= state->size) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL,
                         "the checkpoint signs %llu entries, not %llu..%llu",
                         (unsigned long long)state->size, (unsigned long long)range->first,
                         (unsigned long long)range->last);
    }
    if (range->last - range->first >= WRIT_REPORT_ENTRIES_MAX) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_LIMIT, NULL, "a report holds at most %d entries",
                                   WRIT_REPORT_ENTRIES_MAX),
                         "give a range: FIRST..LAST");
    }
    return WRIT_OK;
}

enum writ_status writ_audit_report(const char *dir, const struct writ_audit_terms *terms,
                                   const struct writ_audit_range *range,
                                   struct writ_bytes *ret_html, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_audit_state state;
    struct writ_audit_range clamped = *range;
    const struct writ_value *report = NULL;
    struct writ_str json;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_audit_open(&audit, dir, err));
    WRIT_TRY(writ_audit_check(&audit, terms, &state, err));
    if (clamped.last == UINT64_MAX && state.size > 0) {
        clamped.last = state.size - 1;
    }
    WRIT_TRY(check_range(&state, &clamped, err));
    WRIT_TRY(report_value(audit.log, &arena, &state, &clamped, &report, err));
    WRIT_TRY(writ_canonical_bytes(&arena, report, &json, err));
    return make_page(&arena, json, ret_html, err);
}
