/* SPDX-License-Identifier: Apache-2.0
 *
 * A writ for somebody who need not see all of it: the decision, and the disclosures that were
 * chosen.
 */
#include "audit/audit.h"
#include "base/error.h"
#include "base/try.h"
#include "ledger/commitment.h"

static bool is_listed(struct writ_str list, struct writ_str name)
{
    struct writ_str one;

    while (writ_str_split(&list, ',', &one)) {
        if (writ_str_eq(one, name)) {
            return true;
        }
    }
    return false;
}

static enum writ_status check_members(struct writ_str members, struct writ_error *err)
{
    struct writ_str one;

    while (writ_str_split(&members, ',', &one)) {
        if (!is_listed(WRIT_LIT("document,input,subject"), one)) {
            return writ_hint(err,
                             writ_fail(err, WRIT_E_SYNTAX, NULL,
                                       "'%.*s' is nothing that a writ discloses", WRIT_FMT(one)),
                             "there are document, input and subject");
        }
    }
    return WRIT_OK;
}

/* The document is always there: without it nobody could check the decision. */
static enum writ_status choose(struct writ_arena *arena, const struct writ_value *writ,
                               struct writ_str members, const struct writ_value **ret_list,
                               struct writ_error *err)
{
    const struct writ_value *all = writ_value_member(writ, "disclosures");
    struct writ_build list;

    writ_build_array(&list, arena);
    for (size_t i = 0; i < writ_value_count(all); i++) {
        const struct writ_value *disclosure = writ_value_item(all, i);
        const struct writ_value *value = NULL;
        struct writ_str name, digest;

        WRIT_TRY(
            writ_disclosure_open(arena, writ_value_text(disclosure), &name, &value, &digest, err));
        if (writ_str_is(name, "document") || is_listed(members, name)) {
            writ_build_item(&list, disclosure);
        }
    }
    *ret_list = writ_build_end(&list);
    return *ret_list == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status cut_writ(struct writ_arena *arena, const struct writ_value *writ,
                                 struct writ_str members, struct writ_str *ret_text,
                                 struct writ_error *err)
{
    const struct writ_value *disclosures = NULL;

    WRIT_TRY(choose(arena, writ, members, &disclosures, err));

    const struct writ_value *cut = writ_writ_value(arena, writ_value_member(writ, "decision"),
                                                   disclosures, writ_value_member(writ, "leaf"));

    return cut == NULL ? writ_engine_no_memory(err)
                       : writ_canonical_bytes(arena, cut, ret_text, err);
}

enum writ_status writ_audit_disclose(const char *dir, uint64_t index, struct writ_str members,
                                     struct writ_bytes *ret_writ, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_value *writ = NULL;
    struct writ_entry_read entry;
    struct writ_str text = {0};

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(check_members(members, err));
    WRIT_TRY(writ_audit_open(&audit, dir, err));
    WRIT_TRY(writ_audit_has(&audit, index, err));
    WRIT_TRY(writ_audit_read(&audit, &arena, index, &entry, err));
    WRIT_TRY(writ_audit_side(&audit, &arena, &entry, &writ, err));
    if (writ == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "entry %llu has nothing left to disclose",
                         (unsigned long long)index);
    }
    WRIT_TRY(cut_writ(&arena, writ, members, &text, err));
    return writ_bytes_copy(text, ret_writ, err);
}
