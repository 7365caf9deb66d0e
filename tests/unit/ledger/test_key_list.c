/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of public keys: every line is read or refused, and the error says which.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/key_list.h"
#include "oom.h"

#define LOG     "acme/node-1/2026-11+bb6b6091+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define WITNESS "witness.example/w1+eb762cc2+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
/* The same keys by other names. */
#define NEXT_LOG   "acme/node-1/2026-12+6340f022+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define OTHER_NAME "witness.example/w2+f8ad904d+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static const struct {
    const char *label;
    const char *text;
    enum writ_key_use use;
    enum writ_status status;
    size_t count; /* of keys, or the line of the error */
    const char *url;
} cases[] = {
    {"one", LOG, WRIT_KEY_LOG, WRIT_OK, 1, NULL},
    {"remarks", "# ours\n\n" LOG "\n", WRIT_KEY_LOG, WRIT_OK, 1, NULL},
    {"a witness and its URL", WITNESS " http://127.0.0.1:1/w\n", WRIT_KEY_WITNESS, WRIT_OK, 1,
     "http://127.0.0.1:1/w"},
    {"a log is no witness", "#\n" LOG "\n", WRIT_KEY_WITNESS, WRIT_E_CRYPTO, 2, NULL},
    {"a witness is no log", WITNESS "\n", WRIT_KEY_LOG, WRIT_E_CRYPTO, 1, NULL},
    {"the same twice", LOG "\n\n" LOG "\n", WRIT_KEY_LOG, WRIT_E_SCHEMA, 3, NULL},
    {"one key of two logs", LOG "\n" NEXT_LOG "\n", WRIT_KEY_LOG, WRIT_OK, 2, NULL},
    {"one key of two witnesses", WITNESS "\n" OTHER_NAME "\n", WRIT_KEY_WITNESS, WRIT_E_SCHEMA, 2,
     NULL},
    {"no vkey", LOG "\nx\n", WRIT_KEY_LOG, WRIT_E_SYNTAX, 2, NULL},
    {"carriage return", LOG "\r\n", WRIT_KEY_LOG, WRIT_E_SYNTAX, 1, NULL},
    {"nothing", "", WRIT_KEY_LOG, WRIT_E_SCHEMA, 0, NULL},
    {"remarks only", "# none\n\n", WRIT_KEY_LOG, WRIT_E_SCHEMA, 0, NULL},
};

static void lists_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_key_list list = {NULL, 0};
        struct writ_error err = {0};

        writ_arena_init(&arena, &alloc);
        const enum writ_status status = writ_key_list_read(
            &arena, "keys", writ_str_from(cases[i].text), cases[i].use, &list, &err);

        if (status != cases[i].status ||
            (status == WRIT_OK ? list.count : err.loc.line) != cases[i].count) {
            fail_msg("%s: %s:%u: %s", cases[i].label, err.loc.source, err.loc.line, err.text);
        }
        if (cases[i].url != NULL) {
            assert_string_equal(list.items[0].url, cases[i].url);
        }
    }
}

static enum writ_status read_list(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_key_list list;

    writ_arena_init(&arena, alloc);
    return writ_key_list_read(&arena, "keys", WRIT_LIT(WITNESS " http://a\n"), WRIT_KEY_WITNESS,
                              &list, NULL);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(read_list, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read_strictly),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
