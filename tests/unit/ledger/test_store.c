/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept is there to the byte, once, or said to be damaged.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/store.h"
#include "oom.h"
#include "own_dir.h"
#include "scratch.h"

static struct writ_digest digest_of(const char *text)
{
    const struct writ_str bytes = writ_str_from(text);
    struct writ_digest digest;
    struct writ_error err = {0};

    assert_int_equal(writ_sha256(&bytes, 1, &digest, &err), WRIT_OK);
    return digest;
}

struct keeping {
    struct scratch scratch;
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_error err;
};

static void keeping_make(struct keeping *keeping)
{
    *keeping = (struct keeping){.alloc = WRIT_ALLOC_INIT(0)};
    scratch_make(&keeping->scratch);
    writ_arena_init(&keeping->arena, &keeping->alloc);
}

static void keeping_autop(struct keeping *keeping)
{
    writ_arena_done(&keeping->arena);
    scratch_autop(&keeping->scratch);
}

static enum writ_status put(struct keeping *keeping, const char *name, const char *bytes)
{
    const struct writ_digest digest = digest_of(name);

    return writ_store_put(&keeping->arena, keeping->scratch.dir, WRIT_KEPT_BLOB, &digest,
                          writ_str_from(bytes), &keeping->err);
}

static enum writ_status get(struct keeping *keeping, const char *name, struct writ_str *ret_bytes)
{
    const struct writ_digest digest = digest_of(name);

    keeping->err = (struct writ_error){0};
    return writ_store_get(&keeping->arena, keeping->scratch.dir, WRIT_KEPT_BLOB, &digest, ret_bytes,
                          &keeping->err);
}

static void what_is_kept_is_read_back(void **state)
{
    static const char *const texts[] = {"a", "", "line\nline\n"};
    WRIT_AUTO(keeping) struct keeping keeping;
    const char **names = NULL;
    struct writ_str bytes;
    size_t count = 0;

    (void)state;
    keeping_make(&keeping);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(get(&keeping, texts[i], &bytes), WRIT_E_NOTFOUND);
        assert_int_equal(put(&keeping, texts[i], texts[i]), WRIT_OK);
        assert_int_equal(put(&keeping, texts[i], "another"), WRIT_OK); /* stays as it is */
        assert_int_equal(get(&keeping, texts[i], &bytes), WRIT_OK);
        assert_true(writ_str_is(bytes, texts[i]));
    }
    own_write(scratch_path(&keeping.scratch, "store/blob/README"), WRIT_LIT("no digest"), 0644);
    assert_int_equal(writ_store_list(&keeping.arena, keeping.scratch.dir, WRIT_KEPT_BLOB, &names,
                                     &count, &keeping.err),
                     WRIT_OK);
    assert_int_equal(count, 3);
    assert_int_equal(writ_store_list(&keeping.arena, keeping.scratch.dir, WRIT_KEPT_BUNDLE, &names,
                                     &count, &keeping.err),
                     WRIT_OK);
    assert_int_equal(count, 0);
}

static void a_changed_blob_is_damaged(void **state)
{
    WRIT_AUTO(keeping) struct keeping keeping;
    const struct writ_digest name = digest_of("policy");
    struct writ_str bytes;

    (void)state;
    keeping_make(&keeping);
    assert_int_equal(put(&keeping, "policy", "policy"), WRIT_OK);

    const char *path = writ_store_path(&keeping.arena, keeping.scratch.dir, WRIT_KEPT_BLOB, &name);

    own_write(path, WRIT_LIT("Policy"), 0644);
    assert_int_equal(get(&keeping, "policy", &bytes), WRIT_E_CORRUPT);
    assert_string_equal(keeping.err.loc.source, path);
}

static void a_store_that_cannot_be_written_says_so(void **state)
{
    WRIT_AUTO(keeping) struct keeping keeping;

    (void)state;
    keeping_make(&keeping);
    own_write(scratch_path(&keeping.scratch, "store"), WRIT_LIT("a file"), 0644);
    assert_int_equal(put(&keeping, "a", "a"), WRIT_E_IO);
    assert_true(keeping.err.text[0] != '\0');
}

static struct scratch swept; /* of the sweep below */

static enum writ_status keep_and_read(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_digest name = digest_of("a");
    const char **names = NULL;
    struct writ_str bytes;
    size_t count = 0;

    writ_arena_init(&arena, alloc);
    WRIT_TRY(writ_store_put(&arena, swept.dir, WRIT_KEPT_BLOB, &name, WRIT_LIT("a"), NULL));
    WRIT_TRY(writ_store_get(&arena, swept.dir, WRIT_KEPT_BLOB, &name, &bytes, NULL));
    return writ_store_list(&arena, swept.dir, WRIT_KEPT_BLOB, &names, &count, NULL);
}

static void memory_that_runs_out_is_said(void **state)
{
    (void)state;
    scratch_make(&swept);
    oom_sweep(keep_and_read, 32);
    scratch_autop(&swept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_read_back),
        cmocka_unit_test(a_changed_blob_is_damaged),
        cmocka_unit_test(a_store_that_cannot_be_written_says_so),
        cmocka_unit_test(memory_that_runs_out_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
