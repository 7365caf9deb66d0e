/* SPDX-License-Identifier: Apache-2.0
 *
 * A person can be forgotten without a proof being lost, and a decision be made again.
 */
#include "cmocka_all.h"

#include "audited.h"
#include "codec/codec.h"
#include "engine/engine.h"

static bool is_in(struct writ_str text, const char *word)
{
    const size_t len = strlen(word);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Decisions about ann are 0 and 2. */
static void erase_ann(struct audited *audited)
{
    struct writ_erased erased;
    struct writ_error err = {0};

    recording_open(&audited->recording);
    assert_int_equal(writ_engine_erase(audited->recording.engine, "ann", &erased, &err), WRIT_OK);
    assert_int_equal(erased.count, 2);
    assert_int_equal(erased.first_leaf, ENTRIES);
    assert_int_equal(erased.mentions, 0);
    assert_int_equal(writ_engine_erase(audited->recording.engine, "ann", &erased, &err),
                     WRIT_E_NOTFOUND);
    close_engine(audited);
}

static bool side_mentions(const struct audited *audited, uint64_t index, const char *word)
{
    char *side = get_side(audited, index);
    const bool does = strstr(side, word) != NULL;

    free(side);
    return does;
}

static void nothing_of_an_erased_subject_is_left(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    static const char *const files[] = {SEGMENT, CHECKPOINT, JWS, SIDE};
    char stray[RECORDING_PATH];

    (void)state;
    audited_make(&audited);
    (void)recording_path(&audited.recording, ".writ/log/side/00000000000000000004", stray);
    put(&audited, ".writ/log/side/00000000000000000004", WRIT_LIT("ann")); /* what a crash left */
    assert_true(side_mentions(&audited, 0, "ann"));
    erase_ann(&audited);
    assert_false(writ_file_exists(stray));
    assert_false(side_mentions(&audited, 0, "."));
    assert_true(side_mentions(&audited, 1, "bob"));
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct writ_bytes file = get(&audited, files[i]);

        assert_false(is_in(view(file), "ann"));
        writ_bytes_free(&file);
    }
}

static void an_erased_entry_is_shown_as_one(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};
    char indices[64];

    (void)state;
    audited_make(&audited);
    erase_ann(&audited);
    assert_int_equal(list(&audited, (struct writ_audit_filter){.subject = "ann"}, indices).unknown,
                     2);
    assert_string_equal(indices, "");
    (void)list(&audited, (struct writ_audit_filter){.subject = NULL}, indices);
    assert_string_equal(indices, "0e 1 2e 3 4! ");
    assert_int_equal(recording_try_open(&audited.recording, false, &err), WRIT_OK);
    assert_int_equal(writ_engine_explain(audited.recording.engine, 0, &text, &err), WRIT_OK);
    assert_non_null(strstr(text.ptr, "erased    by entry 4"));
    assert_non_null(strstr(text.ptr, "decision  permit"));
    writ_bytes_free(&text);
    assert_int_equal(writ_engine_explain(audited.recording.engine, 4, &text, &err), WRIT_OK);
    assert_non_null(strstr(text.ptr, "erasure   of 2 entries: 0 2\n"));
    writ_bytes_free(&text);
}

static void every_proof_stays(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_bytes receipt = {NULL, 0};
    struct writ_bytes leaf = {NULL, 0};
    struct writ_audit_state whole;
    struct writ_verified verified;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    erase_ann(&audited);

    const struct writ_audit_terms terms = {.vkey = view(audited.recording.vkey),
                                           .since = view(audited.checkpoint)};

    assert_int_equal(writ_audit_verify(audited.dir, &terms, &whole, &err), WRIT_OK);
    assert_int_equal(whole.erased, 2);
    assert_int_equal(whole.disclosed, 2);
    for (uint64_t i = 0; i < whole.size; i++) {
        assert_int_equal(writ_audit_prove(audited.dir, i, &receipt, &leaf, &err), WRIT_OK);
        assert_int_equal(writ_verify_leaf(view(leaf), view(receipt), terms.vkey, &verified, &err),
                         WRIT_OK);
        writ_bytes_free(&receipt);
        writ_bytes_free(&leaf);
    }
    assert_string_equal(verified.decision, "erasure");
}

static void an_interrupted_erasure_is_ended_by_another(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_audit_terms terms = {.since_source = NULL};
    struct writ_audit_state whole;
    struct writ_erased erased;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);

    char *side = get_side(&audited, 2);

    erase_ann(&audited);
    put_side(&audited, 2, writ_str_from(side)); /* as if it had not been erased yet */
    free(side);
    assert_int_equal(writ_audit_verify(audited.dir, &terms, &whole, &err), WRIT_E_CORRUPT);
    err = (struct writ_error){0};
    recording_open(&audited.recording);
    assert_int_equal(writ_engine_erase(audited.recording.engine, "ann", &erased, &err), WRIT_OK);
    assert_int_equal(erased.count, 1);
    close_engine(&audited);
    assert_int_equal(writ_audit_verify(audited.dir, &terms, &whole, &err), WRIT_OK);
    assert_int_equal(whole.erased, 2);
}

static void who_else_names_the_subject_is_said(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_erased erased;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    recording_open(&audited.recording);
    decide(&audited.recording, "dave for ann", "orders");
    assert_int_equal(writ_engine_erase(audited.recording.engine, "ann", &erased, &err), WRIT_OK);
    assert_int_equal(erased.count, 2);
    assert_int_equal(erased.mentions, 1);
    assert_int_equal(erased.first_mention, ENTRIES);
}

static void add_state(void *ctx, const struct writ_replay_entry *entry)
{
    static const char letters[] = "sdxoem";
    char *text = ctx;
    const size_t len = strlen(text);

    (void)snprintf(text + len, 128 - len, "%c%s ", letters[entry->state], entry->member);
}

static void replay(struct audited *audited, char ret_text[128])
{
    const struct writ_replay_visitor visitor = {add_state, ret_text};
    const struct writ_replay_terms terms = {.last = UINT64_MAX};
    struct writ_error err = {0};

    ret_text[0] = '\0';
    close_engine(audited);
    if (writ_audit_replay(audited->dir, &terms, &visitor, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static void a_recorded_decision_is_made_again(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_erased erased;
    struct writ_error err = {0};
    char text[128];

    (void)state;
    audited_make(&audited);
    replay(&audited, text);
    assert_string_equal(text, "s s s s ");
    recording_open(&audited.recording);
    assert_int_equal(writ_engine_erase(audited.recording.engine, "bob", &erased, &err), WRIT_OK);
    replay(&audited, text);
    assert_string_equal(text, "s e s s ");
    put_side(&audited, 0, WRIT_LIT(""));
    replay(&audited, text);
    assert_string_equal(text, "m e s s ");
    mesh_dir_put(&audited.recording.dir, "data/more.yaml", "a: 1\n"); /* no part of the question */
    replay(&audited, text);
    assert_string_equal(text, "m e s s ");
}

/* What an engine with a bug, another build of it, or a node that lies would record: the document
 * for the request with `from` replaced by `to`, which is as long. */
static void record_edited(struct audited *audited, bool is_other_build, const char *from,
                          const char *to)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_decision *decision = NULL;
    struct writ_engine *engine = audited->recording.engine;
    struct writ_evaluation lie = {.effect_count = 0};
    const struct writ_value *request = NULL;
    struct writ_sealed sealed;
    struct writ_error err = {0};
    uint64_t index = 0;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(
        writ_engine_evaluate(engine, "ask", writ_str_from(RECORDING_ASK), &decision, &err),
        WRIT_OK);

    struct writ_str text = writ_arena_str(&arena, writ_decision_document(decision));
    char *build = strstr(text.ptr, writ_build_digest());
    char *found = strstr(text.ptr, from);

    assert_non_null(build);
    assert_non_null(found);
    if (is_other_build) {
        memset(build + strlen("sha256:"), 'f', 64);
    }
    memcpy(found, to, strlen(to));
    assert_int_equal(writ_json_read(&arena, "lie", text, WRIT_CODEC_LIMITS, &lie.document, &err),
                     WRIT_OK);
    lie.bytes = text;
    assert_int_equal(writ_json_read(&arena, "ask", writ_str_from(RECORDING_ASK), WRIT_CODEC_LIMITS,
                                    &request, &err),
                     WRIT_OK);
    assert_int_equal(writ_seal_decision(engine, &lie, request, &arena, &sealed, &err), WRIT_OK);

    const struct writ_record kept = {.leaf = sealed.leaf, .side = sealed.side};

    writ_buf_init(&receipt, &alloc, 1 << 16);
    assert_int_equal(writ_recorder_record(engine->recorder, &kept, 1, &index, &receipt, &err),
                     WRIT_OK);
    assert_true(index >= ENTRIES);
    writ_decision_free(decision);
}

static void a_decision_that_would_not_be_made_is_named(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    char text[128];

    (void)state;
    audited_make(&audited);
    recording_open(&audited.recording);
    record_edited(&audited, false, "MASK_HASH", "MASK_NULL");
    replay(&audited, text);
    assert_string_equal(text, "s s s s d/obligations/0/properties/kind ");
    put_side(&audited, 3, WRIT_LIT("{"));
    replay(&audited, text);
    assert_non_null(strstr(text, "s s s x"));
}

static void another_build_may_agree_and_need_not(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    char text[128];

    (void)state;
    audited_make(&audited);
    recording_open(&audited.recording);
    record_edited(&audited, true, "MASK_HASH", "MASK_HASH");
    record_edited(&audited, true, "MASK_HASH", "MASK_NULL");
    replay(&audited, text);
    assert_string_equal(text, "s s s s s o/engine ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_an_erased_subject_is_left),
        cmocka_unit_test(an_erased_entry_is_shown_as_one),
        cmocka_unit_test(every_proof_stays),
        cmocka_unit_test(an_interrupted_erasure_is_ended_by_another),
        cmocka_unit_test(who_else_names_the_subject_is_said),
        cmocka_unit_test(a_recorded_decision_is_made_again),
        cmocka_unit_test(a_decision_that_would_not_be_made_is_named),
        cmocka_unit_test(another_build_may_agree_and_need_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
