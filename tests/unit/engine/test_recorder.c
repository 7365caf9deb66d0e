/* SPDX-License-Identifier: Apache-2.0
 *
 * Many engines, one log: what each decides is recorded once, and proved.
 */
#include <pthread.h>

#include "cmocka_all.h"
#include "recording.h"

enum { THREADS = 4, DECISIONS = 25 };

struct worker {
    const struct recording *recording;
    struct writ_recorder *recorder;
    bool is_seen[THREADS * DECISIONS];
    size_t verified;
};

static void open_recorder(const struct recording *recording, struct writ_recorder **ret_recorder)
{
    const struct writ_recorder_options options = {.mesh_dir = mesh_dir_path(&recording->dir)};
    struct writ_error err = {0};

    if (writ_recorder_open(&options, ret_recorder, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static enum writ_status open_engine(const struct recording *recording,
                                    struct writ_recorder *recorder, struct writ_engine **ret_engine,
                                    struct writ_error *err)
{
    const struct writ_options options = {.mesh_dir = mesh_dir_path(&recording->dir),
                                         .recorder = recorder};

    return writ_engine_open(&options, ret_engine, err);
}

/* No assertions here: they belong to the test's own thread. */
static void decide_one(struct worker *worker, struct writ_engine *engine)
{
    const struct writ_bytes vkey = worker->recording->vkey;
    struct writ_decision *decision = NULL;
    struct writ_verified verified;
    struct writ_error err = {0};

    if (writ_engine_decide(engine, "ask.json", writ_str_from(RECORDING_ASK), &decision, &err) !=
        WRIT_OK) {
        return;
    }
    if (writ_verify(writ_decision_writ(decision), writ_decision_receipt(decision),
                    writ_bytes_str(vkey), &verified, &err) == WRIT_OK &&
        verified.index == writ_decision_index(decision) && verified.index < THREADS * DECISIONS) {
        worker->is_seen[verified.index] = true;
        worker->verified++;
    }
    writ_decision_free(decision);
}

static void *work(void *ctx)
{
    struct worker *worker = ctx;
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};

    if (open_engine(worker->recording, worker->recorder, &engine, &err) == WRIT_OK) {
        for (size_t i = 0; i < DECISIONS; i++) {
            decide_one(worker, engine);
        }
    }
    writ_engine_close(engine);
    return NULL;
}

static void many_engines_record_in_one_log(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_recorder *recorder = NULL;
    static struct worker workers[THREADS];
    pthread_t threads[THREADS];

    (void)state;
    recording_make(&recording);
    open_recorder(&recording, &recorder);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.recording = &recording, .recorder = recorder};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].verified, DECISIONS);
    }
    writ_recorder_close(recorder);
    for (size_t index = 0; index < THREADS * DECISIONS; index++) {
        size_t seen = 0;

        for (size_t i = 0; i < THREADS; i++) {
            seen += workers[i].is_seen[index] ? 1 : 0;
        }
        assert_int_equal(seen, 1);
    }
}

static void a_recorder_is_of_one_mesh(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(recording) struct recording other;
    struct writ_recorder *recorder = NULL;
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    recording_make(&other);
    mesh_dir_put(&other.dir, "mesh.yaml", "name: other\nbaseline: false\n");
    open_recorder(&recording, &recorder);
    assert_int_equal(open_engine(&other, recorder, &other.engine, &err), WRIT_E_SCHEMA);
    assert_non_null(strstr(err.text, "'small/local/1', not of 'other/local/1'"));
    writ_recorder_close(recorder);
}

/* The engine goes; the recorder and its log stay. */
static void an_engine_does_not_close_what_it_was_lent(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_recorder *recorder = NULL;
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    open_recorder(&recording, &recorder);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(open_engine(&recording, recorder, &recording.engine, &err), WRIT_OK);
        writ_decision_free(recording_decide(&recording));
        writ_engine_close(recording.engine);
    }
    recording.engine = NULL;
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, "another process"));
    writ_recorder_close(recorder);
    recording_open(&recording);
}

static void a_recorder_needs_a_place_and_a_key(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_recorder *recorder = NULL;
    const struct writ_recorder_options nothing = {NULL, NULL, NULL};
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    assert_int_equal(writ_recorder_open(&nothing, &recorder, &err), WRIT_E_NOTFOUND);
    mesh_dir_drop(&recording.dir, ".writ/log.key");

    const struct writ_recorder_options no_key = {.mesh_dir = mesh_dir_path(&recording.dir)};

    err = (struct writ_error){0};
    assert_int_equal(writ_recorder_open(&no_key, &recorder, &err), WRIT_E_NOTFOUND);
    assert_non_null(strstr(err.hint, "writ keygen --name " RECORDING_NAME));
    assert_null(recorder);
    writ_recorder_close(NULL);
}

/* A key file has no name: the one beside it is what others check by. */
static void the_public_key_beside_it_must_be_its_own(void **state)
{
    static const char *const names[] = {"small/local/2", RECORDING_NAME};
    WRIT_AUTO(recording) struct recording recording;
    struct writ_recorder *recorder = NULL;
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) { /* another name; another key */
        const struct writ_recorder_options options = {.mesh_dir = mesh_dir_path(&recording.dir)};
        struct writ_bytes vkey = {NULL, 0};
        struct writ_error err = {0};

        (void)snprintf(path, sizeof(path), "%s/.writ/other-%zu", mesh_dir_path(&recording.dir), i);
        assert_int_equal(writ_keygen(path, names[i], &vkey, &err), WRIT_OK);
        mesh_dir_put_bytes(&recording.dir, ".writ/log.vkey", writ_bytes_str(vkey));
        writ_bytes_free(&vkey);
        assert_int_equal(writ_recorder_open(&options, &recorder, &err), WRIT_E_CRYPTO);
        assert_non_null(strstr(err.loc.source, "log.vkey"));
        assert_non_null(strstr(err.text, "given out as the public key of '" RECORDING_NAME "'"));
        assert_non_null(strstr(err.hint, "keygen --name"));
    }
    mesh_dir_drop(&recording.dir, ".writ/log.vkey");
    open_recorder(&recording, &recorder); /* nothing is given out from here */
    writ_recorder_close(recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_engines_record_in_one_log),
        cmocka_unit_test(a_recorder_is_of_one_mesh),
        cmocka_unit_test(an_engine_does_not_close_what_it_was_lent),
        cmocka_unit_test(a_recorder_needs_a_place_and_a_key),
        cmocka_unit_test(the_public_key_beside_it_must_be_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
