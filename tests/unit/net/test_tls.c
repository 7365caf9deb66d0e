/* SPDX-License-Identifier: Apache-2.0
 *
 * What a server reads to speak TLS, and what it refuses to start with.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "net/tls.h"
#include "oom.h"
#include "tls_maker.h"

struct fixture {
    char dir[OWN_PATH];
    char cert[OWN_PATH], key[OWN_PATH];
    char other_cert[OWN_PATH], other_key[OWN_PATH];
    char noise[OWN_PATH], open_key[OWN_PATH], none[OWN_PATH];
};

static void write_pair(const char *cert, const char *key, const char *name)
{
    const struct made_kind kind = {.common_name = name};
    struct made_cert made = tls_make(&kind, NULL);

    tls_write(&made, cert, key);
    tls_free(&made);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    own_dir_make(fixture->dir);
    own_path(fixture->dir, "cert.pem", fixture->cert);
    own_path(fixture->dir, "key.pem", fixture->key);
    own_path(fixture->dir, "other.pem", fixture->other_cert);
    own_path(fixture->dir, "other.key", fixture->other_key);
    own_path(fixture->dir, "noise", fixture->noise);
    own_path(fixture->dir, "open.key", fixture->open_key);
    own_path(fixture->dir, "none", fixture->none);
    write_pair(fixture->cert, fixture->key, "a");
    write_pair(fixture->other_cert, fixture->other_key, "b");
    write_pair(fixture->open_key, fixture->open_key, "c");
    assert_int_equal(chmod(fixture->open_key, 0640), 0);
    own_write(fixture->noise, WRIT_LIT("-----BEGIN CERTIFICATE-----\nnot one\n"), 0600);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    own_dir_remove(fixture->dir);
    free(fixture);
    return 0;
}

static void what_does_not_fit_is_refused_in_words(void **state)
{
    const struct fixture *f = *state;
    const struct {
        const char *label;
        struct writ_tls tls;
        enum writ_status status;
        const char *source; /* of the error; NULL: none */
    } cases[] = {
        {"a pair", {f->cert, f->key, NULL}, WRIT_OK, NULL},
        {"a pair and a CA", {f->cert, f->key, f->other_cert}, WRIT_OK, NULL},
        {"no key", {f->cert, NULL, NULL}, WRIT_E_SCHEMA, NULL},
        {"no certificate", {NULL, f->key, NULL}, WRIT_E_SCHEMA, NULL},
        {"a CA alone", {NULL, NULL, f->cert}, WRIT_E_SCHEMA, NULL},
        {"another's key", {f->cert, f->other_key, NULL}, WRIT_E_CRYPTO, f->other_key},
        {"a key others can read", {f->cert, f->open_key, NULL}, WRIT_E_CRYPTO, f->open_key},
        {"no certificate in it", {f->noise, f->key, NULL}, WRIT_E_CRYPTO, f->noise},
        {"no key in it", {f->cert, f->noise, NULL}, WRIT_E_CRYPTO, f->noise},
        {"no CA in it", {f->cert, f->key, f->noise}, WRIT_E_CRYPTO, f->noise},
        {"a key as CA", {f->cert, f->key, f->other_key}, WRIT_E_CRYPTO, f->other_key},
        {"no such certificate", {f->none, f->key, NULL}, WRIT_E_NOTFOUND, f->none},
        {"no such key", {f->cert, f->none, NULL}, WRIT_E_NOTFOUND, f->none},
        {"no such CA", {f->cert, f->key, f->none}, WRIT_E_NOTFOUND, f->none},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        WRIT_AUTO(writ_tls_pem) struct writ_tls_pem pem;
        struct writ_error err = {0};

        writ_arena_init(&arena, &alloc);

        const enum writ_status status = writ_tls_read(&cases[i].tls, &arena, &pem, &err);

        if (status != cases[i].status || (status != WRIT_OK && err.text[0] == '\0') ||
            (cases[i].source != NULL && strstr(cases[i].source, err.loc.source) == NULL)) {
            fail_msg("%s: %s: %s %s", cases[i].label, err.loc.source, writ_status_name(status),
                     err.text);
        }
    }
}

static void a_key_is_wiped_when_its_scope_ends(void **state)
{
    const struct fixture *fixture = *state;
    const struct writ_tls tls = {fixture->cert, fixture->key, NULL};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_tls_pem pem;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_tls_read(&tls, &arena, &pem, NULL), WRIT_OK);
    assert_non_null(strstr(pem.key.bytes, "PRIVATE KEY"));
    writ_tls_pem_autop(&pem);
    for (size_t i = 0; i < sizeof(pem.key.bytes); i++) {
        assert_int_equal(pem.key.bytes[i], 0);
    }
}

static struct writ_tls swept; /* what the sweep reads */

static enum writ_status read_once(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_tls_pem) struct writ_tls_pem pem;

    writ_arena_init(&arena, alloc);
    return writ_tls_read(&swept, &arena, &pem, NULL);
}

static void survives_every_allocation_failure(void **state)
{
    const struct fixture *fixture = *state;

    swept = (struct writ_tls){fixture->cert, fixture->key, fixture->other_cert};
    oom_sweep(read_once, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_refused_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(survives_every_allocation_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_is_wiped_when_its_scope_ends, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
