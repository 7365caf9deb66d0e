/* SPDX-License-Identifier: Apache-2.0
 *
 * Disclosures are checked by any number of threads, and interrupted: what is found is the same.
 */
#include "cmocka_all.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/try.h"
#include "data/value.h"
#include "ledger/commitment.h"
#include "ledger/segment.h"
#include "log_fixture.h"
#include "writ/log.h"

/* Several stretches for several threads. */
enum { ENTRIES = 6000, BATCH = 1000, OTHER = 2500 };

static const unsigned job_counts[] = {1, 2, 7};
enum { JOB_COUNTS = sizeof(job_counts) / sizeof(job_counts[0]) };

/* An entry as small as can be; `seed` goes into what is committed. */
static void make_record(struct writ_arena *arena, uint64_t index, int64_t seed,
                        struct writ_record *ret_record)
{
    struct writ_commitment commitment;
    struct writ_build document;

    if (index == OTHER) { /* no decision: nothing lies beside it */
        *ret_record = (struct writ_record){.leaf = WRIT_LIT("{\"phase\":\"none\"}")};
        return;
    }
    writ_build_object(&document, arena);
    writ_build_put_int(&document, "seed", seed);
    assert_int_equal(writ_commit(arena, writ_salts_random(), "document", writ_build_end(&document),
                                 &commitment, NULL),
                     WRIT_OK);
    ret_record->leaf = writ_str_from(
        writ_arena_printf(arena, "{\"_sd\":[\"%.*s\"]}", WRIT_FMT(commitment.digest)));
    ret_record->side = writ_str_from(writ_arena_printf(arena, "[%.*s]", WRIT_FMT(commitment.text)));
}

static void fill(const struct log_fixture *fixture, int64_t seed, uint64_t count)
{
    static struct writ_record records[BATCH];
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);

    writ_arena_init(&arena, &alloc);
    for (uint64_t done = 0; done < count; done += BATCH) {
        const uint64_t size = writ_log_size(log);
        uint64_t first = 0;

        writ_arena_reset(&arena);
        for (uint64_t i = 0; i < BATCH; i++) {
            make_record(&arena, size + i, seed, &records[i]);
        }
        assert_int_equal(writ_log_append(log, records, BATCH, &first, NULL), WRIT_OK);
    }
}

static int set_up(void **state)
{
    (void)log_set_up(state);
    fill(*state, 1, ENTRIES);
    return 0;
}

static void expect_whole(const struct log_fixture *fixture, struct writ_audit_terms terms,
                         uint64_t resumed)
{
    struct writ_audit_state audited;
    struct writ_error err = {0};

    if (writ_audit_verify(fixture->dir, &terms, &audited, &err) != WRIT_OK) {
        fail_msg("%u jobs: %s: %s", terms.jobs, err.loc.source, err.text);
    }
    assert_int_equal(audited.size % BATCH, 0);
    assert_int_equal(audited.disclosed, audited.size - 1);
    assert_int_equal(audited.missing + audited.erased, 0);
    assert_int_equal(audited.resumed, resumed);
}

static void expect_fail(const struct log_fixture *fixture, struct writ_audit_terms terms,
                        enum writ_status status, const char *text)
{
    struct writ_audit_state audited;
    struct writ_error err = {0};

    assert_int_equal(writ_audit_verify(fixture->dir, &terms, &audited, &err), status);
    assert_int_equal(err.status, status);
    if (strstr(err.text, text) == NULL) {
        fail_msg("%u jobs: '%s', expected '%s'", terms.jobs, err.text, text);
    }
}

static void every_number_of_jobs_finds_an_honest_log_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < JOB_COUNTS; i++) {
        expect_whole(*state, (struct writ_audit_terms){.jobs = job_counts[i]}, 0);
    }
    expect_whole(*state, (struct writ_audit_terms){.jobs = 0}, 0);
}

/* Swap two texts of one length, so that every frame holds and two commitments do not. */
static void swap_texts(struct writ_bytes *side, const size_t *offsets, size_t first)
{
    const size_t a = offsets[first], b = offsets[first + 1], end = offsets[first + 2];
    const size_t len = b - a;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    assert_int_equal(len, end - b);
    writ_buf_init(&buf, &alloc, 1 << 16);
    writ_side_frame_add(&buf, first, (struct writ_str){side->ptr + b + 17, len - 17});
    writ_side_frame_add(&buf, first + 1, (struct writ_str){side->ptr + a + 17, len - 17});
    memcpy(side->ptr + a, buf.ptr, buf.len);
}

/* Where each side frame starts, from the lengths in their heads; the caller frees both. */
static size_t *find_frames(const struct log_fixture *fixture, struct writ_bytes *ret_side)
{
    size_t *offsets = calloc(ENTRIES + 1, sizeof(*offsets));

    assert_non_null(offsets);
    ret_side->ptr = log_file(fixture, log_side_segment, &ret_side->len);
    for (size_t i = 0; i < ENTRIES; i++) {
        offsets[i + 1] = offsets[i] + (size_t)writ_frame_size(ret_side->ptr + offsets[i]);
    }
    assert_int_equal(offsets[ENTRIES], ret_side->len);
    return offsets;
}

static void the_first_entry_that_does_not_hold_is_named(void **state)
{
    static const size_t places[] = {5100, 3333, 3332, 40, 0};
    const struct log_fixture *fixture = *state;
    struct writ_bytes side = {NULL, 0};
    size_t *offsets = find_frames(fixture, &side);

    for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++) {
        char text[64];

        if (place % 2 == 0) {
            swap_texts(&side, offsets, places[place]);
            (void)snprintf(text, sizeof(text), "entry %zu: ", places[place]);
        } else {
            side.ptr[offsets[places[place]] + 20] ^= 1;
            (void)snprintf(text, sizeof(text), "at byte %zu: ", offsets[places[place]]);
        }
        log_put_file(fixture, log_side_segment, side.ptr, side.len);
        for (size_t i = 0; i < JOB_COUNTS; i++) {
            expect_fail(fixture, (struct writ_audit_terms){.jobs = job_counts[i]}, WRIT_E_CORRUPT,
                        text);
        }
    }
    free(offsets);
    free(side.ptr);
}

static void what_is_gone_without_an_erasure_is_a_failure_unless_allowed(void **state)
{
    struct writ_audit_terms terms = {.is_missing_allowed = true};
    struct writ_audit_state audited;

    log_drop_file(*state, log_side_segment);
    for (size_t i = 0; i < JOB_COUNTS; i++) {
        expect_fail(*state, (struct writ_audit_terms){.jobs = job_counts[i]}, WRIT_E_CORRUPT,
                    "the disclosures of 5999 entries are gone and no erasure says why, first those "
                    "of entry 0");
        terms.jobs = job_counts[i];
        assert_int_equal(
            writ_audit_verify(((struct log_fixture *)*state)->dir, &terms, &audited, NULL),
            WRIT_OK);
        assert_int_equal(audited.missing, ENTRIES - 1);
    }
}

/* The state is kept once a second: wait for that half-way, and die at the step after it. */
static void die_half_way(void *ctx, uint64_t done, uint64_t all)
{
    bool *has_waited = ctx;
    const struct timespec long_enough = {.tv_sec = 1, .tv_nsec = 100000000};

    if (*has_waited) {
        (void)kill(getpid(), SIGKILL);
    }
    if (done >= all / 2) {
        *has_waited = true;
        (void)nanosleep(&long_enough, NULL);
    }
}

static void interrupt(const struct log_fixture *fixture, const char *resume_path, unsigned jobs)
{
    const pid_t pid = fork();
    bool has_waited = false;
    int status = 0;

    assert_true(pid >= 0);
    if (pid == 0) {
        const struct writ_audit_terms terms = {
            .jobs = jobs, .resume_path = resume_path, .progress = {die_half_way, &has_waited}};
        struct writ_audit_state audited;

        _exit(writ_audit_verify(fixture->dir, &terms, &audited, NULL) == WRIT_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static uint64_t resumed_at(const struct log_fixture *fixture, const char *resume_path)
{
    const struct writ_audit_terms terms = {.resume_path = resume_path};
    struct writ_audit_state audited;
    struct writ_error err = {0};

    if (writ_audit_verify(fixture->dir, &terms, &audited, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    assert_int_equal(audited.disclosed, audited.size - 1);
    return audited.resumed;
}

static void one_that_was_killed_goes_on_where_it_was(void **state)
{
    const struct log_fixture *fixture = *state;
    char path[OWN_PATH];

    own_path(fixture->base, "audit.state", path);
    for (size_t i = 0; i < JOB_COUNTS; i++) {
        interrupt(fixture, path, job_counts[i]);

        const uint64_t resumed = resumed_at(fixture, path);

        /* what other jobs had not given back yet is looked at again */
        assert_in_range(resumed, i == 0 ? ENTRIES / 2 : 0, ENTRIES - 1);
        assert_int_equal(access(path, F_OK), -1); /* it is done: nothing is left to go on with */
    }
}

/* Opens nothing again that was opened, and reads it all the same. */
static void damage_before_the_interruption_is_found(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_bytes side = {NULL, 0};
    size_t *offsets = find_frames(fixture, &side);
    char path[OWN_PATH];

    own_path(fixture->base, "audit.state", path);
    interrupt(fixture, path, 1);
    side.ptr[offsets[7] + 20] ^= 1;
    log_put_file(fixture, log_side_segment, side.ptr, side.len);
    expect_fail(fixture, (struct writ_audit_terms){.resume_path = path}, WRIT_E_CORRUPT,
                "a bad side frame");
    free(offsets);
    free(side.ptr);
}

static void a_log_that_grew_meanwhile_is_gone_on_with(void **state)
{
    const struct log_fixture *fixture = *state;
    char path[OWN_PATH];

    own_path(fixture->base, "audit.state", path);
    interrupt(fixture, path, 1);
    fill(fixture, 1, BATCH);
    assert_in_range(resumed_at(fixture, path), ENTRIES / 2, ENTRIES - 1);
}

static void another_log_in_its_place_is_refused(void **state)
{
    struct log_fixture other;
    const struct log_fixture *fixture = *state;
    char path[OWN_PATH];

    own_path(fixture->base, "audit.state", path);
    interrupt(fixture, path, 1);
    log_fixture_init(&other); /* same name, same key */
    fill(&other, 2, ENTRIES);
    expect_fail(&other, (struct writ_audit_terms){.resume_path = path}, WRIT_E_CORRUPT,
                "the log was rewritten: its first ");
    log_fixture_done(&other);
    log_fixture_init(&other);
    fill(&other, 1, BATCH);
    expect_fail(&other, (struct writ_audit_terms){.resume_path = path}, WRIT_E_CORRUPT,
                "rollback: ");
    log_fixture_done(&other);
    log_fixture_init(&other);
    writ_signer_free(other.signer);
    assert_int_equal(writ_signer_generate(WRIT_LIT(LOG_ORIGIN), &other.signer, NULL), WRIT_OK);
    fill(&other, 1, BATCH);
    expect_fail(&other, (struct writ_audit_terms){.resume_path = path}, WRIT_E_CRYPTO,
                "or of another key");
    log_fixture_done(&other);
    assert_in_range(resumed_at(fixture, path), ENTRIES / 2, ENTRIES - 1); /* nobody touched it */
}

static void what_is_no_such_file_is_refused(void **state)
{
    static const char *const texts[] = {"", "writ-log-check v1\n",
                                        "writ-log-check v2\nx\ny\n1\nz\n",
                                        "writ-log-check v1\nkey\nname\nmany\nroot\n"};
    const struct log_fixture *fixture = *state;
    char path[OWN_PATH];

    own_path(fixture->base, "audit.state", path);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        own_write(path, writ_str_from(texts[i]), 0600);
        expect_fail(fixture, (struct writ_audit_terms){.resume_path = path}, WRIT_E_SYNTAX,
                    "this does not say how far a check of a log has come");
    }
    own_path(fixture->base, "no/folder", path);
    expect_fail(fixture, (struct writ_audit_terms){.resume_path = path}, WRIT_E_NOTFOUND, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_number_of_jobs_finds_an_honest_log_whole, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(the_first_entry_that_does_not_hold_is_named, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(what_is_gone_without_an_erasure_is_a_failure_unless_allowed,
                                        set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(one_that_was_killed_goes_on_where_it_was, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(damage_before_the_interruption_is_found, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_log_that_grew_meanwhile_is_gone_on_with, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(another_log_in_its_place_is_refused, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_such_file_is_refused, set_up, log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
