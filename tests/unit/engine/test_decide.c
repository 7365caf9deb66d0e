/* SPDX-License-Identifier: Apache-2.0
 *
 * Deciding and recording: what is not recorded is not answered.
 */
#include <sys/stat.h>

#include "cmocka_all.h"
#include "engine/engine.h"
#include "file_limit.h"
#include "recording.h"

static void check_no_answer(struct recording *recording, enum writ_status expected)
{
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};
    const enum writ_status status = writ_engine_decide(
        recording->engine, "ask.json", writ_str_from(RECORDING_ASK), &decision, &err);

    assert_int_equal(status, expected);
    assert_null(decision);
    assert_true(err.text[0] != '\0');
}

static void without_a_log_nothing_is_decided(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    assert_int_equal(recording_try_open(&recording, false, &err), WRIT_OK);
    check_no_answer(&recording, WRIT_E_BUG);
}

static void a_dry_run_has_a_document_and_no_receipt(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;
    WRIT_AUTO(writ_decision) struct writ_decision *recorded = NULL;
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    assert_int_equal(writ_engine_evaluate(recording.engine, "ask.json",
                                          writ_str_from(RECORDING_ASK), &decision, &err),
                     WRIT_OK);
    assert_int_equal(writ_decision_verdict(decision), WRIT_PERMIT);
    assert_int_equal(writ_decision_writ(decision).len, 0);
    assert_int_equal(writ_decision_receipt(decision).len, 0);
    assert_int_equal(writ_recorder_size(recording.engine->recorder), 0);

    recorded = recording_decide(&recording);
    assert_true(writ_str_eq(writ_decision_document(decision), writ_decision_document(recorded)));
    assert_int_equal(writ_recorder_size(recording.engine->recorder), 1);
}

static void a_denial_is_recorded_too(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;
    struct writ_verified verified;
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    assert_int_equal(
        writ_engine_decide(
            recording.engine, "ask.json",
            WRIT_LIT("{\"subject\":{\"type\":\"user\",\"id\":\"bob\"},\"action\":{\"name\":\"x\"},"
                     "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\"}}"),
            &decision, &err),
        WRIT_OK);
    assert_int_equal(writ_decision_verdict(decision), WRIT_DENY);
    assert_int_equal(writ_verify(writ_decision_writ(decision), writ_decision_receipt(decision),
                                 writ_bytes_str(recording.vkey), &verified, &err),
                     WRIT_OK);
    assert_string_equal(verified.decision, "deny");
}

static void a_request_that_is_none_leaves_no_trace(void **state)
{
    static const struct {
        const char *text;
        enum writ_status status;
    } cases[] = {{"", WRIT_E_SYNTAX},    {"{", WRIT_E_SYNTAX}, {"{}", WRIT_E_SCHEMA},
                 {"[]", WRIT_E_SCHEMA},  {"x", WRIT_E_SYNTAX}, {"{} {}", WRIT_E_SYNTAX},
                 {"a: 1", WRIT_E_SYNTAX}};
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_decision *decision = NULL;
        struct writ_error err = {0};

        assert_int_equal(writ_engine_decide(recording.engine, "ask.json",
                                            writ_str_from(cases[i].text), &decision, &err),
                         cases[i].status);
        assert_null(decision);
        assert_string_equal(err.loc.source, "ask.json");
        assert_int_equal(err.loc.line, 1);
    }
    assert_int_equal(writ_recorder_size(recording.engine->recorder), 0);
}

static void a_request_is_bounded(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};
    char *text = malloc(WRIT_REQUEST_MAX + 1);

    (void)state;
    assert_non_null(text);
    memset(text, ' ', WRIT_REQUEST_MAX + 1);
    memcpy(text, RECORDING_ASK, strlen(RECORDING_ASK));
    recording_make(&recording);
    recording_open(&recording);
    assert_int_equal(writ_engine_decide(recording.engine, "ask.json",
                                        (struct writ_str){text, WRIT_REQUEST_MAX + 1}, &decision,
                                        &err),
                     WRIT_E_LIMIT);
    assert_null(decision);
    assert_int_equal(writ_engine_decide(recording.engine, "ask.json",
                                        (struct writ_str){text, WRIT_REQUEST_MAX}, &decision, &err),
                     WRIT_OK);
    writ_decision_free(decision);
    free(text);
}

/* What may be wrong with key and log before anything is asked. */
static void the_key_must_be_there_and_be_the_owners(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&recording);
    assert_int_equal(chmod(recording_path(&recording, ".writ/log.key", path), 0644), 0);
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_CRYPTO);
    assert_null(recording.engine);
    assert_true(err.hint[0] != '\0');

    err = (struct writ_error){0};
    mesh_dir_drop(&recording.dir, ".writ/log.key");
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_NOTFOUND);
    assert_non_null(strstr(err.hint, "writ keygen --name " RECORDING_NAME " "));
    assert_true(writ_str_ends(writ_str_from(err.hint), WRIT_LIT("/.writ/log")));

    err = (struct writ_error){0};
    mesh_dir_put(&recording.dir, ".writ/log.key", "no key\n");
    assert_int_equal(chmod(recording_path(&recording, ".writ/log.key", path), 0600), 0);
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_CRYPTO);
    assert_null(recording.engine);
}

static void a_key_of_any_name_may_be_missing(void **state)
{
    static const char *const keys[] = {"k", "", "/nowhere/key.pem"};
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct writ_options options = {
            .mesh_dir = mesh_dir_path(&recording.dir), .key_path = keys[i], .is_recording = true};
        struct writ_error err = {0};

        assert_int_equal(writ_engine_open(&options, &recording.engine, &err), WRIT_E_NOTFOUND);
        assert_true(writ_str_ends(writ_str_from(err.hint), writ_str_from(keys[i])));
    }
}

static void a_log_keeps_its_name_and_its_key(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_bytes other = {NULL, 0};
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    writ_decision_free(recording_decide(&recording));
    writ_engine_close(recording.engine);
    recording.engine = NULL;

    mesh_dir_put(&recording.dir, "mesh.yaml", "name: renamed\nbaseline: false\n");
    assert_int_not_equal(recording_try_open(&recording, true, &err), WRIT_OK);
    assert_null(recording.engine);

    err = (struct writ_error){0};
    mesh_dir_put(&recording.dir, "mesh.yaml", "name: small\nbaseline: false\n");
    mesh_dir_drop(&recording.dir, ".writ/log.key");
    assert_int_equal(
        writ_keygen(recording_path(&recording, "other", path), RECORDING_NAME, &other, &err),
        WRIT_OK);
    assert_int_equal(rename(recording_path(&recording, "other.key", path),
                            scratch_path(&recording.dir.scratch, ".writ/log.key")),
                     0);
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_CRYPTO);
    assert_null(recording.engine);
    writ_bytes_free(&other);
}

static void the_log_needs_a_place(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    char log[RECORDING_PATH];
    char key[RECORDING_PATH];

    (void)state;
    recording_make(&recording);

    const struct writ_options below_a_file = {.mesh_dir = mesh_dir_path(&recording.dir),
                                              .log_dir =
                                                  recording_path(&recording, "mesh.yaml/log", log),
                                              .is_recording = true};
    const struct writ_options no_mesh = {
        .key_path = recording_path(&recording, ".writ/log.key", key), .is_recording = true};
    struct writ_error err = {0};

    assert_int_equal(writ_engine_open(&below_a_file, &recording.engine, &err), WRIT_E_IO);
    err = (struct writ_error){0};
    assert_int_equal(writ_engine_open(&no_mesh, &recording.engine, &err), WRIT_E_NOTFOUND);
    assert_null(recording.engine);
}

/* A disk that is full when the leaf is appended. */
static void what_cannot_be_appended_is_not_answered(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    writ_decision_free(recording_decide(&recording));
    file_limit_set(1000);
    check_no_answer(&recording, WRIT_E_IO);
    check_no_answer(&recording, WRIT_E_IO);
    file_limit_lift();
    check_no_answer(&recording, WRIT_E_IO); /* closed until it is opened again */
    recording_open(&recording);
    decision = recording_decide(&recording);
    assert_int_equal(writ_recorder_size(recording.engine->recorder), 2);
}

/* Where the disclosures cannot be kept, the leaf is not there either. */
static void what_cannot_be_kept_is_not_answered(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&recording);
    recording_open(&recording);
    assert_int_equal(rmdir(recording_path(&recording, ".writ/log/side", path)), 0);
    mesh_dir_put(&recording.dir, ".writ/log/side", "in the way");
    check_no_answer(&recording, WRIT_E_IO);
    mesh_dir_drop(&recording.dir, ".writ/log/side");
    recording_open(&recording);
    file_limit_set(300);
    check_no_answer(&recording, WRIT_E_IO);
    file_limit_lift();
    recording_open(&recording);
    assert_int_equal(writ_recorder_size(recording.engine->recorder), 0);
    writ_decision_free(recording_decide(&recording));
}

/* A thousand columns and more, each with a duty of its own, fit into a leaf. */
static void a_wide_product_can_be_asked_for(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_buf text;

    (void)state;
    writ_buf_init(&text, &alloc, 1 << 20);
    writ_buf_add_text(&text, MESH_ORDERS);
    for (int i = 0; i < 1500; i++) {
        writ_buf_addf(&text, "      - name: c%d\n        logicalType: string\n", i);
    }
    writ_buf_add_char(&text, '\0');
    recording_make(&recording);
    mesh_dir_put(&recording.dir, "products/orders.yaml", text.ptr);
    mesh_dir_put(&recording.dir, "policies/mesh/mask.lua",
                 "return policy { id = 'guild.mask', title = 'T', phase = 'access', level = "
                 "'mandatory', rule = function(input, out)\n"
                 "  for i, column in ipairs(input.columns) do\n"
                 "    out.oblige { type = 'mask', column = column.path, kind = 'MASK' }\n"
                 "  end\nend }\n");
    mesh_dir_put(&recording.dir, "policies/domains/sales/readers.lua",
                 "return policy { id = 'sales.readers', title = 'T', phase = 'access', level = "
                 "'mandatory', rule = function(input, out) out.permit('yes') end }\n");
    writ_buf_done(&text);
    recording_open(&recording);
    decision = recording_decide(&recording);
    assert_int_equal(writ_decision_verdict(decision), WRIT_PERMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_log_nothing_is_decided),
        cmocka_unit_test(a_dry_run_has_a_document_and_no_receipt),
        cmocka_unit_test(a_denial_is_recorded_too),
        cmocka_unit_test(a_request_that_is_none_leaves_no_trace),
        cmocka_unit_test(a_request_is_bounded),
        cmocka_unit_test(the_key_must_be_there_and_be_the_owners),
        cmocka_unit_test(a_key_of_any_name_may_be_missing),
        cmocka_unit_test(a_log_keeps_its_name_and_its_key),
        cmocka_unit_test(the_log_needs_a_place),
        cmocka_unit_test(what_cannot_be_appended_is_not_answered),
        cmocka_unit_test(what_cannot_be_kept_is_not_answered),
        cmocka_unit_test(a_wide_product_can_be_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
