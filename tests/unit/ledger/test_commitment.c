/* SPDX-License-Identifier: Apache-2.0
 *
 * Salted commitments: what is committed opens to the same value, and says nothing without its salt.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "data/canonical.h"
#include "ledger/commitment.h"
#include "oom.h"

/* 16 times the n-th byte, n counting up from the context. */
static enum writ_status next_salt(void *ctx, unsigned char ret_salt[16], struct writ_error *err)
{
    unsigned char *next = ctx;

    (void)err;
    memset(ret_salt, (*next)++, 16);
    return WRIT_OK;
}

static const struct writ_value *sample(struct writ_arena *arena)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    writ_build_put_text(&build, "id", WRIT_LIT("m\xc3\xbcller@example.com"));
    writ_build_put_int(&build, "age", 42);
    return writ_build_end(&build);
}

static enum writ_status commit_and_open(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    unsigned char byte = 0;
    const struct writ_salts salts = {.next = next_salt, .ctx = &byte};
    struct writ_commitment commitment;
    const struct writ_value *value = NULL;
    struct writ_str digest;
    struct writ_str name;

    writ_arena_init(&arena, alloc);

    const struct writ_value *subject = sample(&arena);

    if (subject == NULL) {
        return WRIT_E_NOMEM;
    }
    WRIT_TRY(writ_commit(&arena, salts, "subject", subject, &commitment, NULL));
    WRIT_TRY(writ_disclosure_open(&arena, commitment.disclosure, &name, &value, &digest, NULL));
    assert_true(writ_str_is(name, "subject"));
    assert_true(writ_value_equal(value, subject));
    assert_true(writ_str_eq(digest, commitment.digest));
    return WRIT_OK;
}

static void a_commitment_opens_to_its_value(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    assert_int_equal(commit_and_open(&alloc), WRIT_OK);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(commit_and_open, 400);
}

/* Computed with Python: base64url(json) and base64url(sha256(that)). */
static void has_these_bytes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    unsigned char byte = 0;
    const struct writ_salts salts = {.next = next_salt, .ctx = &byte};
    struct writ_commitment commitment;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_commit(&arena, salts, "subject",
                                 writ_value_string(&arena, WRIT_LIT("ann")), &commitment, NULL),
                     WRIT_OK);
    assert_true(writ_str_is(commitment.disclosure,
                            "WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwic3ViamVjdCIsImFubiJd"));
    assert_true(writ_str_is(commitment.digest, "_GTUQ-IRLi5CSqK86Hid0N7qyGAEHSWobbJ0H0WF-kQ"));
}

static void the_same_value_never_looks_the_same(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_commitment a;
    struct writ_commitment b;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_commit(&arena, writ_salts_random(), "subject", NULL, &a, NULL), WRIT_OK);
    assert_int_equal(writ_commit(&arena, writ_salts_random(), "subject", NULL, &b, NULL), WRIT_OK);
    assert_false(writ_str_eq(a.digest, b.digest));
    assert_int_equal(a.digest.len, 43);
}

static const struct {
    const char *label;
    const char *disclosure;
    enum writ_status status;
} bad[] = {
    {"not base64url", "WyJh!", WRIT_E_SYNTAX},
    {"padding", "W10=", WRIT_E_SYNTAX},
    {"not JSON: [", "Ww", WRIT_E_SYNTAX},
    {"empty", "", WRIT_E_SYNTAX},
    {"an object: {}", "e30", WRIT_E_SCHEMA},
    {"no items: []", "W10", WRIT_E_SCHEMA},
    {"two items: [\"a\",\"b\"]", "WyJhIiwiYiJd", WRIT_E_SCHEMA},
    {"a number as salt: [1,\"b\",2]", "WzEsImIiLDJd", WRIT_E_SCHEMA},
    {"a number as name: [\"a\",1,2]", "WyJhIiwxLDJd", WRIT_E_SCHEMA},
};

static void refuses_other_disclosures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        const struct writ_value *value = NULL;
        struct writ_error err = {0};
        struct writ_str digest;
        struct writ_str name;

        writ_arena_init(&arena, &alloc);

        const enum writ_status status = writ_disclosure_open(
            &arena, writ_str_from(bad[i].disclosure), &name, &value, &digest, &err);

        if (status != bad[i].status || err.text[0] == '\0') {
            fail_msg("%s: %s %s", bad[i].label, writ_status_name(status), err.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_opens_to_its_value),
        cmocka_unit_test(survives_every_allocation_failure),
        cmocka_unit_test(has_these_bytes),
        cmocka_unit_test(the_same_value_never_looks_the_same),
        cmocka_unit_test(refuses_other_disclosures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
