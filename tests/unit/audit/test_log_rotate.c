/* SPDX-License-Identifier: Apache-2.0
 *
 * One log ends, the next goes on from it: what ties them together holds, and nothing is recorded in
 * between or in the old one.
 */
#include "cmocka_all.h"

#include "codec/codec.h"
#include "engine/shard.h"
#include "rotating.h"

static void a_log_ends_and_another_goes_on(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_audit_state old;
    struct writ_error err = {0};
    char shown[64];

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    rotate(&rotating); /* is ended already */
    assert_int_equal(open_next(&rotating, &err), WRIT_OK);
    decide(&rotating.audited.recording, "ann", "orders");
    close_engine(&rotating.audited);
    check_rotated(&rotating, 2);
    (void)list(&rotating.audited, (struct writ_audit_filter){.subject = "ann"}, shown);
    assert_string_equal(shown, "1 ");

    const struct writ_audit_terms terms = {.vkey = view(rotating.audited.recording.vkey),
                                           .since = view(rotating.audited.checkpoint)};

    assert_int_equal(writ_audit_verify(rotating.old_dir, &terms, &old, &err), WRIT_OK);
    assert_int_equal(old.size, ENTRIES + 1);
    assert_int_equal(old.disclosed, ENTRIES);
    assert_int_equal(old.missing, 0);
    assert_string_equal(old.next.origin, NEXT_NAME);
    assert_true(writ_str_starts(view(rotating.next_vkey), writ_str_from(old.next.vkey)));
}

#define SIXTY "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"

/* A verifier compares and reads these lines again, so none may be cut as a message would be. */
static void the_key_of_a_long_name_is_shown_whole(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_bytes vkey = {NULL, 0};
    struct writ_rotated rotated;
    struct writ_audit_state old;
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    make_key(&rotating, ".writ/long", "small/local/" SIXTY, &vkey);
    name_period(&rotating, "small", SIXTY);
    (void)recording_path(&rotating.audited.recording, ".writ/long.key", rotating.next_key);
    assert_int_equal(try_rotate(&rotating, &rotated, &err), WRIT_OK);

    const struct writ_audit_terms terms = {.vkey = view(rotating.audited.recording.vkey)};

    assert_int_equal(writ_audit_verify(rotating.old_dir, &terms, &old, &err), WRIT_OK);
    assert_string_equal(old.next.vkey, vkey.ptr);
    writ_bytes_free(&vkey);
}

static void keep_state(void *ctx, const struct writ_replay_entry *entry)
{
    *(unsigned *)ctx |= 1U << entry->state;
}

static void what_is_no_decision_is_not_decided_again(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    unsigned states = 0;
    const struct writ_replay_visitor visitor = {keep_state, &states};
    const struct writ_replay_terms terms = {.last = UINT64_MAX};
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    assert_int_equal(writ_audit_replay(rotating.old_dir, &terms, &visitor, &err), WRIT_OK);
    assert_int_equal(states, 1U << WRIT_REPLAY_SAME);
    assert_int_equal(open_next(&rotating, &err), WRIT_OK);
    assert_int_equal(writ_engine_explain(rotating.audited.recording.engine, 0, &text, &err),
                     WRIT_OK);
    assert_non_null(strstr(text.ptr, "continuation of " RECORDING_NAME));
    writ_bytes_free(&text);
}

/* With the period of then, and its folder. */
static void an_ended_log_takes_nothing(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_recorder *recorder = NULL;
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    name_period(&rotating, "small", "1");

    const struct writ_recorder_options options = {
        .mesh_dir = mesh_dir_path(&rotating.audited.recording.dir), .log_dir = rotating.old_dir};

    assert_int_equal(writ_recorder_open(&options, &recorder, &err), WRIT_E_SCHEMA);
    assert_non_null(strstr(err.text, "has ended"));
    assert_non_null(strstr(err.hint, NEXT_NAME));
}

static void same_period(struct rotating *rotating)
{
    name_period(rotating, "small", "1");
}

static void other_mesh(struct rotating *rotating)
{
    name_period(rotating, "large", "2");
}

static void kept_is_taken(struct rotating *rotating)
{
    mesh_dir_put(&rotating->audited.recording.dir, OLD_LOG "/mine", "mine");
}

static void no_next_key(struct rotating *rotating)
{
    mesh_dir_drop(&rotating->audited.recording.dir, ".writ/next.key");
}

static void no_old_key(struct rotating *rotating)
{
    mesh_dir_drop(&rotating->audited.recording.dir, ".writ/log.key");
}

static void other_old_key(struct rotating *rotating)
{
    struct writ_bytes key = get(&rotating->audited, ".writ/next.key");

    put(&rotating->audited, ".writ/log.key", view(key));
    writ_bytes_free(&key);
}

static void damaged(struct rotating *rotating)
{
    struct writ_bytes segment = get(&rotating->audited, SEGMENT);

    segment.ptr[40] ^= 1;
    put(&rotating->audited, SEGMENT, view(segment));
    writ_bytes_free(&segment);
}

/* As if it had been made with --name of another mesh. */
static void other_name(struct rotating *rotating)
{
    put(&rotating->audited, ".writ/next.vkey", view(rotating->audited.recording.vkey));
}

static const struct {
    const char *name;
    void (*harm)(struct rotating *rotating);
    enum writ_status status;
    const char *says;
} refusals[] = {
    {"the period is the log's own", same_period, WRIT_E_SCHEMA, "is of 'small/local/1' already"},
    {"another mesh", other_mesh, WRIT_E_SCHEMA, "only its period may differ"},
    {"something is where the log would be kept", kept_is_taken, WRIT_E_IO, "something is already"},
    {"a next key of another name", other_name, WRIT_E_CRYPTO, "given out as the public key of"},
    {"no next key", no_next_key, WRIT_E_NOTFOUND, ""},
    {"no old key", no_old_key, WRIT_E_NOTFOUND, ""},
    {"another old key", other_old_key, WRIT_E_CRYPTO, "another key than the one given"},
    {"a damaged log", damaged, WRIT_E_CORRUPT, "at byte"},
};

static void what_cannot_be_rotated_stays_as_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        WRIT_AUTO(rotating) struct rotating rotating;
        struct writ_rotated rotated;
        struct writ_error err = {0};

        rotating_make(&rotating);
        refusals[i].harm(&rotating);

        const enum writ_status status = try_rotate(&rotating, &rotated, &err);
        struct writ_bytes note = get(&rotating.audited, CHECKPOINT);

        if (status != refusals[i].status || strstr(err.text, refusals[i].says) == NULL) {
            fail_msg("%s: %s %s", refusals[i].name, writ_status_name(status), err.text);
        }
        assert_true(writ_str_eq(view(note), view(rotating.audited.checkpoint)));
        writ_bytes_free(&note);
    }
}

/* The key that the last entry names is the only one that may go on. */
static void an_ended_log_goes_on_in_one_way(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_bytes vkey = {NULL, 0};
    struct writ_rotated rotated;
    struct writ_error err = {0};
    char to[RECORDING_PATH];

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    (void)recording_path(&rotating.audited.recording, ".writ/gone", to);
    assert_int_equal(rename(rotating.audited.dir, to), 0);
    assert_int_equal(rename(rotating.old_dir, rotating.audited.dir), 0);
    make_key(&rotating, ".writ/third", NEXT_NAME, &vkey);
    (void)recording_path(&rotating.audited.recording, ".writ/third.key", rotating.next_key);
    assert_int_equal(try_rotate(&rotating, &rotated, &err), WRIT_E_SCHEMA);
    assert_non_null(strstr(err.text, "has ended already"));
    writ_bytes_free(&vkey);
}

/* A log with leaves of our making, signed with the key of a period. */
struct made {
    struct rotating *rotating;
    struct writ_arena *arena;
    struct writ_signer *signer;
    struct writ_log *log;
};

static void made_open(struct made *made, const char *key, const char *name, const char *dir)
{
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)recording_path(&made->rotating->audited.recording, key, path);
    assert_int_equal(writ_signer_load(path, writ_str_from(name), &made->signer, &err), WRIT_OK);
    if (writ_log_open(dir, writ_str_from(name), made->signer, &made->log, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static void made_add(struct made *made, const struct writ_link *link)
{
    struct writ_record record = {.side = {"", 0}};
    struct writ_error err = {0};
    uint64_t index;

    assert_int_equal(writ_link_leaf(made->arena, "local", link, &record.leaf, &err), WRIT_OK);
    assert_int_equal(writ_log_append(made->log, &record, 1, &index, &err), WRIT_OK);
}

static void made_close(struct made *made)
{
    writ_log_close(made->log);
    writ_signer_free(made->signer);
}

static struct writ_link link_to(enum writ_link_kind kind, const struct made *made)
{
    return (struct writ_link){.kind = kind,
                              .verifier = *writ_signer_public(made->signer),
                              .note = writ_log_checkpoint(made->log)};
}

/* Verifying a log of these leaves fails, and says so. */
static void expect_refused(struct made *made, const char *says)
{
    const char *dir = made->rotating->audited.dir;
    const struct writ_audit_terms terms = {.since = {NULL, 0}};
    struct writ_audit_state state;
    struct writ_error err = {0};

    made_close(made);
    if (writ_audit_verify(dir, &terms, &state, &err) == WRIT_OK || strstr(err.text, says) == NULL) {
        fail_msg("%s: %s", says, err.text);
    }
}

static void after_the_end(struct made *made)
{
    const struct writ_link link = link_to(WRIT_LINK_NEXT, made);

    made_add(made, &link);
    made_add(made, &link);
}

static void before_the_beginning(struct made *made)
{
    const struct writ_link link = link_to(WRIT_LINK_PREVIOUS, made);

    made_add(made, &link);
}

static void unsigned_note(struct made *made)
{
    struct writ_link link = link_to(WRIT_LINK_PREVIOUS, made);

    link.note = writ_arena_str(made->arena, link.note);
    *(strchr((char *)(uintptr_t)link.note.ptr, '4')) = '3'; /* four entries */
    made_add(made, &link);
}

static const struct {
    void (*add)(struct made *made);
    const char *says;
} forged[] = {
    {after_the_end, "entry 4 of 6 ends the log, and is not its last"},
    {before_the_beginning, "entry 4 of 5 begins the log, and is not its first"},
    {unsigned_note, "the checkpoint of the log before it does not hold"},
};

static void links_that_cannot_be_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
        WRIT_AUTO(rotating) struct rotating rotating;
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct made made = {.rotating = &rotating, .arena = &arena};

        writ_arena_init(&arena, &alloc);
        rotating_make(&rotating);
        made_open(&made, ".writ/log.key", RECORDING_NAME, rotating.audited.dir);
        forged[i].add(&made);
        expect_refused(&made, forged[i].says);
    }
}

/* A log put in place of the one before, whole in itself. */
static void another_log_before_is_found(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    WRIT_AUTO(rotating) struct rotating other;
    struct writ_audit_state found;
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    rotating_make(&other);
    rotate(&rotating);
    rotate(&other);

    const struct writ_audit_terms foreign = {.previous_dir = other.old_dir};
    const struct writ_audit_terms itself = {.previous_dir = rotating.audited.dir};
    const struct writ_audit_terms none = {.previous_dir = rotating.audited.dir};

    assert_int_equal(writ_audit_verify(rotating.audited.dir, &foreign, &found, &err),
                     WRIT_E_CRYPTO);
    err = (struct writ_error){0};
    assert_int_equal(writ_audit_verify(rotating.audited.dir, &itself, &found, &err), WRIT_E_CRYPTO);
    err = (struct writ_error){0};
    assert_int_equal(writ_audit_verify(rotating.old_dir, &none, &found, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.text, "goes on from no other log"));
}

static struct writ_audit_state verified(const char *dir)
{
    const struct writ_audit_terms terms = {.is_missing_allowed = true};
    struct writ_audit_state found = {.size = 0};
    struct writ_error err = {0};

    if (writ_audit_verify(dir, &terms, &found, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return found;
}

/* The present log records it; its own entries of the same numbers are not meant. */
static void an_ended_log_forgets_too(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    const struct writ_audit_terms alone = {.since = {NULL, 0}};
    struct writ_audit_state found;
    struct writ_erased erased;
    struct writ_error err = {0};
    char shown[64];

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    assert_int_equal(open_next(&rotating, &err), WRIT_OK);
    decide(&rotating.audited.recording, "bob", "orders");
    decide(&rotating.audited.recording, "ann", "orders");

    struct writ_engine *engine = rotating.audited.recording.engine;

    assert_int_equal(writ_engine_erase_ended(engine, rotating.old_dir, "ann", &erased, &err),
                     WRIT_OK);
    assert_int_equal(erased.count, 2);
    assert_int_equal(erased.first_leaf, 3);
    assert_int_equal(writ_engine_erase_ended(engine, rotating.old_dir, "ann", &erased, &err),
                     WRIT_E_NOTFOUND);
    (void)list(&rotating.audited, (struct writ_audit_filter){.subject = "ann"}, shown);
    assert_string_equal(shown, "2 ");
    close_engine(&rotating.audited);
    assert_int_equal(verified(rotating.old_dir).missing, 2);
    assert_int_equal(writ_audit_verify(rotating.old_dir, &alone, &found, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.hint, "--previous"));
    assert_int_equal(verified(rotating.old_dir).disclosed, ENTRIES - 2);
    assert_int_equal(verified(rotating.audited.dir).disclosed, 2);
    assert_int_equal(verified(rotating.audited.dir).erased, 0);
    check_rotated(&rotating, 4);
}

/* As an interruption leaves it: recorded, and still there. */
static void erasing_again_ends_it(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_bytes side;
    struct writ_erased erased;
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    rotate(&rotating);
    side = get(&rotating.audited, OLD_SIDE);
    assert_int_equal(open_next(&rotating, &err), WRIT_OK);
    for (int i = 0; i < 2; i++) {
        put(&rotating.audited, OLD_SIDE, view(side));
        assert_int_equal(writ_engine_erase_ended(rotating.audited.recording.engine,
                                                 rotating.old_dir, "ann", &erased, &err),
                         WRIT_OK);
        assert_int_equal(erased.count, 2);
        assert_int_equal(erased.first_leaf, 1);
    }
    writ_bytes_free(&side);
    close_engine(&rotating.audited);
    assert_int_equal(verified(rotating.old_dir).missing, 2);
    assert_int_equal(verified(rotating.audited.dir).size, 2);
}

static void a_log_that_goes_on_is_not_erased_in_from_outside(void **state)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    WRIT_AUTO(audited) struct audited other;
    struct writ_erased erased;
    struct writ_error err = {0};

    (void)state;
    rotating_make(&rotating);
    audited_make(&other);
    rotate(&rotating);
    assert_int_equal(open_next(&rotating, &err), WRIT_OK);
    assert_int_equal(
        writ_engine_erase_ended(rotating.audited.recording.engine, other.dir, "ann", &erased, &err),
        WRIT_E_SCHEMA);
    assert_int_equal(verified(other.dir).disclosed, ENTRIES);
}

static const struct {
    const char *leaf;
    const char *says;
} malformed[] = {
    {"{\"phase\":\"rotation\"}", "cannot be used"},
    {"{\"phase\":\"rotation\",\"next\":7}", "cannot be used"},
    {"{\"phase\":\"rotation\",\"next\":{\"key\":\"x\"}}", "cannot be used"},
    {"{\"phase\":\"continuation\",\"previous\":{}}", "cannot be used"},
};

static void a_malformed_link_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        const struct writ_value *leaf = NULL;
        struct writ_link link;
        struct writ_error err = {0};

        writ_arena_init(&arena, &alloc);
        assert_int_equal(writ_json_read(&arena, "leaf 7", writ_str_from(malformed[i].leaf),
                                        WRIT_CODEC_LIMITS, &leaf, &err),
                         WRIT_OK);
        assert_int_equal(writ_link_read(leaf, &link, &err), WRIT_E_CORRUPT);
        assert_non_null(strstr(err.text, malformed[i].says));
        assert_string_equal(err.loc.source, "leaf 7");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_ends_and_another_goes_on),
        cmocka_unit_test(the_key_of_a_long_name_is_shown_whole),
        cmocka_unit_test(what_is_no_decision_is_not_decided_again),
        cmocka_unit_test(an_ended_log_takes_nothing),
        cmocka_unit_test(what_cannot_be_rotated_stays_as_it_was),
        cmocka_unit_test(an_ended_log_goes_on_in_one_way),
        cmocka_unit_test(links_that_cannot_be_are_found),
        cmocka_unit_test(another_log_before_is_found),
        cmocka_unit_test(an_ended_log_forgets_too),
        cmocka_unit_test(erasing_again_ends_it),
        cmocka_unit_test(a_log_that_goes_on_is_not_erased_in_from_outside),
        cmocka_unit_test(a_malformed_link_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
