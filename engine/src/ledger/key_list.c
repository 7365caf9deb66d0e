/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key_list.h"

#include "base/error.h"
#include "base/try.h"

static size_t count_keys(struct writ_str text)
{
    struct writ_str line;
    size_t count = 0;

    while (writ_str_split(&text, '\n', &line)) {
        count += writ_str_is_remark(line) ? 0 : 1;
    }
    return count;
}

/* What a name would verify must not depend on the order of lines. Nor is one witness two by another
 * name: what it signs does not name it, and would count twice towards a quorum. */
static enum writ_status check_new(const struct writ_key_list *list, const struct writ_verifier *key,
                                  const struct writ_loc *loc, struct writ_error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct writ_verifier *known = &list->items[i].verifier;

        if (strcmp(known->name, key->name) == 0) {
            return writ_fail(err, WRIT_E_SCHEMA, loc, "a second key of '%s'", key->name);
        }
        if (key->use == WRIT_KEY_WITNESS &&
            memcmp(known->public_key, key->public_key, sizeof(key->public_key)) == 0) {
            return writ_fail(err, WRIT_E_SCHEMA, loc, "the key of '%s' by another name",
                             known->name);
        }
    }
    return WRIT_OK;
}

static enum writ_status read_line(struct writ_arena *arena, struct writ_str line,
                                  enum writ_key_use use, struct writ_listed_key *ret_key,
                                  struct writ_error *err)
{
    const size_t space = writ_str_find(line, ' ');
    const struct writ_str vkey = writ_str_cut(line, 0, space);

    WRIT_TRY(use == WRIT_KEY_WITNESS ? writ_witness_parse(vkey, &ret_key->verifier, err)
                                     : writ_verifier_parse(vkey, &ret_key->verifier, err));
    if (space == line.len) {
        return WRIT_OK;
    }
    ret_key->url = writ_arena_str(arena, writ_str_cut(line, space + 1, line.len)).ptr;
    return ret_key->url != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading keys");
}

static enum writ_status read_lines(struct writ_arena *arena, const char *source,
                                   struct writ_str text, enum writ_key_use use,
                                   struct writ_key_list *list, struct writ_error *err)
{
    struct writ_str line;

    for (uint32_t number = 1; writ_str_split(&text, '\n', &line); number++) {
        struct writ_listed_key *key = &list->items[list->count];
        const struct writ_loc loc = writ_loc_at(source, number, 1);
        struct writ_error cause = {0};

        if (writ_str_is_remark(line)) {
            continue;
        }

        const enum writ_status status = read_line(arena, line, use, key, &cause);

        if (status != WRIT_OK) {
            return writ_fail(err, status, &loc, "%s", cause.text);
        }
        WRIT_TRY(check_new(list, &key->verifier, &loc, err));
        list->count++;
    }
    return WRIT_OK;
}

enum writ_status writ_key_list_read(struct writ_arena *arena, const char *source,
                                    struct writ_str text, enum writ_key_use use,
                                    struct writ_key_list *ret_list, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(source, 0, 0);
    const size_t count = count_keys(text);
    struct writ_key_list list = {NULL, 0};

    if (count == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc, "there is no key in it");
    }
    if (count > WRIT_KEY_LIST_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, &loc, "more than %d keys", WRIT_KEY_LIST_MAX);
    }
    list.items = writ_arena_array(arena, count, sizeof(*list.items));
    if (list.items == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, &loc, "out of memory while reading keys");
    }
    WRIT_TRY(read_lines(arena, source, text, use, &list, err));
    *ret_list = list;
    return WRIT_OK;
}
