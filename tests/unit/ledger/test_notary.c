/* SPDX-License-Identifier: Apache-2.0
 *
 * What a log tells its notary is all that one needs that believes nobody: from the leaves alone it
 * makes the same checkpoints, whatever became of the log meanwhile.
 */
#include "cmocka_all.h"

#include "base/error.h"
#include "base/try.h"
#include "log_fixture.h"

/* Signs what it is given, but only what it finds itself. */
struct doubter {
    struct writ_notary key;
    struct writ_frontier frontier;
    size_t notes;
    size_t jwss;
    bool is_dead;
};

static void add_leaves(struct doubter *doubter, const struct writ_growth *growth)
{
    struct writ_checkpoint asked;
    struct writ_digest root;

    for (size_t i = 0; i < growth->count; i++) {
        assert_int_equal(writ_frontier_add(&doubter->frontier, &growth->hashes[i], NULL), WRIT_OK);
    }
    assert_int_equal(writ_frontier_root(&doubter->frontier, &root, NULL), WRIT_OK);
    assert_int_equal(writ_checkpoint_parse(growth->text, &asked, NULL), WRIT_OK);
    assert_int_equal(asked.size, doubter->frontier.size);
    assert_true(writ_digest_equal(&asked.root, &root));
}

static void check_from(const struct doubter *doubter, const struct writ_growth *growth)
{
    struct writ_checkpoint signed_last;

    assert_int_equal(growth->from.size, doubter->frontier.size);
    assert_memory_equal(growth->from.hashes, doubter->frontier.hashes,
                        growth->from.count * sizeof(*growth->from.hashes));
    if (growth->from_note.len == 0) {
        assert_int_equal(growth->from.size, 0);
        return;
    }
    assert_int_equal(
        writ_checkpoint_open(growth->from_note, doubter->key.verifier, &signed_last, NULL),
        WRIT_OK);
    assert_int_equal(signed_last.size, growth->from.size);
}

static enum writ_status note(void *ctx, const struct writ_growth *growth, struct writ_buf *buf,
                             struct writ_error *err)
{
    struct doubter *doubter = ctx;

    if (doubter->is_dead) {
        return writ_fail(err, WRIT_E_IO, NULL, "there is no signer");
    }
    check_from(doubter, growth);
    add_leaves(doubter, growth);
    doubter->notes++;
    return doubter->key.note(doubter->key.ctx, growth, buf, err);
}

static enum writ_status jws(void *ctx, const struct writ_growth *growth, struct writ_buf *buf,
                            struct writ_error *err)
{
    struct doubter *doubter = ctx;

    check_from(doubter, growth);
    assert_int_equal(growth->count, 0);
    add_leaves(doubter, growth);
    doubter->jwss++;
    return doubter->key.jws(doubter->key.ctx, growth, buf, err);
}

static struct doubter doubter_of(const struct log_fixture *fixture)
{
    return (struct doubter){.key = writ_notary_of(fixture->signer)};
}

static enum writ_status try_open(const struct log_fixture *fixture, struct doubter *doubter,
                                 struct writ_log **ret_log, struct writ_error *err)
{
    const struct writ_notary notary = {
        .verifier = doubter->key.verifier, .note = note, .jws = jws, .ctx = doubter};

    return writ_log_open_notarized(fixture->dir, WRIT_LIT(LOG_ORIGIN), &notary, ret_log, err);
}

static struct writ_log *open_with(const struct log_fixture *fixture, struct doubter *doubter)
{
    struct writ_error err = {0};
    struct writ_log *log = NULL;

    if (try_open(fixture, doubter, &log, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    return log;
}

static void it_is_told_every_leaf_once(void **state)
{
    const struct log_fixture *fixture = *state;
    struct doubter doubter = doubter_of(fixture);
    struct writ_log *log = open_with(fixture, &doubter);

    assert_int_equal(doubter.notes, 1);
    for (size_t count = 1; count <= LOG_BATCH; count++) {
        log_append(log, count);
        log_check(log, doubter.key.verifier, count * (count + 1) / 2);
    }
    assert_int_equal(doubter.notes, 1 + LOG_BATCH);
    assert_int_equal(doubter.jwss, 1 + LOG_BATCH);
    writ_log_close(log);
    log = open_with(fixture, &doubter);
    assert_int_equal(doubter.notes, 1 + LOG_BATCH); /* it is as it was published */
    assert_int_equal(doubter.jwss, 1 + LOG_BATCH);
    writ_log_close(log);
}

static void what_was_recovered_goes_on_from_what_was_published(void **state)
{
    const struct log_fixture *fixture = *state;
    struct doubter doubter = doubter_of(fixture);
    struct writ_log *log = open_with(fixture, &doubter);
    size_t len = 0;
    size_t jws_len = 0;

    log_append(log, 3);

    char *old = log_file(fixture, "checkpoint", &len);
    char *old_jws = log_file(fixture, "checkpoint.jws", &jws_len);
    const struct writ_frontier published = doubter.frontier;

    log_append(log, 4);
    writ_log_close(log);
    log_put_file(fixture, "checkpoint", old, len);
    log_put_file(fixture, "checkpoint.jws", old_jws, jws_len);
    free(old);
    free(old_jws);

    doubter.frontier = published;
    log = open_with(fixture, &doubter);
    assert_int_equal(doubter.frontier.size, 7);
    log_check(log, doubter.key.verifier, 7);
    writ_log_close(log);
}

static void a_checkpoint_that_a_power_cut_blanked_is_made_from_the_first_leaf_on(void **state)
{
    const struct log_fixture *fixture = *state;
    struct doubter doubter = doubter_of(fixture);
    struct writ_log *log = open_with(fixture, &doubter);

    log_append(log, 5);
    writ_log_close(log);
    log_put_file(fixture, "checkpoint", "", 0);
    doubter.frontier = (struct writ_frontier){.size = 0};
    log = open_with(fixture, &doubter);
    log_check(log, doubter.key.verifier, 5);
    writ_log_close(log);
}

static void without_it_nothing_is_acknowledged_and_nothing_is_lost(void **state)
{
    const struct log_fixture *fixture = *state;
    struct doubter doubter = doubter_of(fixture);
    struct writ_log *log = open_with(fixture, &doubter);
    struct writ_error err = {0};

    log_append(log, 2);
    doubter.is_dead = true;
    assert_int_equal(log_try_append(log, 3, &err), WRIT_E_IO);
    assert_string_equal(err.text, "there is no signer");
    assert_int_equal(log_try_append(log, 1, NULL), WRIT_E_IO);
    writ_log_close(log);
    assert_int_equal(try_open(fixture, &doubter, &log, NULL), WRIT_E_IO);

    doubter.is_dead = false;
    log = open_with(fixture, &doubter);
    log_check(log, doubter.key.verifier, 5);
    writ_log_close(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_told_every_leaf_once, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(what_was_recovered_goes_on_from_what_was_published,
                                        log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(
            a_checkpoint_that_a_power_cut_blanked_is_made_from_the_first_leaf_on, log_set_up,
            log_tear_down),
        cmocka_unit_test_setup_teardown(without_it_nothing_is_acknowledged_and_nothing_is_lost,
                                        log_set_up, log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
