/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever is done to a log is found and named; a list holds what was asked for.
 */
#include "cmocka_all.h"

#include "audited.h"
#include "audit/audit.h"
#include "ledger/crc32c.h"

enum { FRAME_HEAD = 9 };

/* Behind the commit that a segment starts with at `at`: a leaf, and what makes it count. */
static size_t after_commit(struct writ_bytes segment, size_t at)
{
    for (int frames = 0; frames < 2; frames++) {
        const unsigned char *head = (const unsigned char *)segment.ptr + at;

        at += FRAME_HEAD + (size_t)head[0] + ((size_t)head[1] << 8);
    }
    return at;
}

static void edit(struct audited *audited)
{
    struct writ_bytes segment = get(audited, SEGMENT);

    segment.ptr[FRAME_HEAD + 40] ^= 1;
    put(audited, SEGMENT, view(segment));
    writ_bytes_free(&segment);
}

/* As above, by somebody who knows the format. */
static void edit_well(struct audited *audited)
{
    struct writ_bytes segment = get(audited, SEGMENT);
    const unsigned char *head = (const unsigned char *)segment.ptr;
    const size_t len = (size_t)head[0] + ((size_t)head[1] << 8);
    uint32_t crc;

    segment.ptr[FRAME_HEAD + 40] ^= 1;
    crc = writ_crc32c(0, (struct writ_str){segment.ptr, 5});
    crc = writ_crc32c(crc, (struct writ_str){segment.ptr + FRAME_HEAD, len});
    for (size_t i = 0; i < 4; i++) {
        segment.ptr[5 + i] = (char)(crc >> (8 * i));
    }
    put(audited, SEGMENT, view(segment));
    writ_bytes_free(&segment);
}

static void delete_first(struct audited *audited)
{
    struct writ_bytes segment = get(audited, SEGMENT);
    const size_t first = after_commit(segment, 0);

    put(audited, SEGMENT, (struct writ_str){segment.ptr + first, segment.len - first});
    writ_bytes_free(&segment);
}

static void reorder(struct audited *audited)
{
    struct writ_bytes segment = get(audited, SEGMENT);
    const size_t first = after_commit(segment, 0);
    const size_t second = after_commit(segment, first);
    char *swapped = malloc(segment.len);

    assert_non_null(swapped);
    memcpy(swapped, segment.ptr + first, second - first);
    memcpy(swapped + second - first, segment.ptr, first);
    memcpy(swapped + second, segment.ptr + second, segment.len - second);
    put(audited, SEGMENT, (struct writ_str){swapped, segment.len});
    free(swapped);
    writ_bytes_free(&segment);
}

static void truncate_between(struct audited *audited)
{
    put(audited, SEGMENT, view(audited->old[0]));
}

static void truncate_within(struct audited *audited)
{
    struct writ_bytes segment = get(audited, SEGMENT);

    put(audited, SEGMENT, (struct writ_str){segment.ptr, segment.len - 1});
    writ_bytes_free(&segment);
}

static void drop_segment(struct audited *audited)
{
    mesh_dir_drop(&audited->recording.dir, SEGMENT);
}

static void roll_back(struct audited *audited)
{
    for (size_t i = 0; i < 3; i++) {
        put(audited, log_files[i], view(audited->old[i]));
    }
}

/* By who has the key: another history of the same length. */
static void rewrite(struct audited *audited)
{
    static const char *const gone[] = {SEGMENT, CHECKPOINT, JWS, SIDE};

    for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
        mesh_dir_drop(&audited->recording.dir, gone[i]);
    }
    recording_open(&audited->recording);
    for (size_t i = 0; i < ENTRIES; i++) {
        decide(&audited->recording, "eve", "orders");
    }
    close_engine(audited);
}

static void backdate(struct audited *audited)
{
    put(audited, CHECKPOINT, view(audited->old[1]));
    put(audited, JWS, view(audited->old[2]));
}

static void forge_checkpoint(struct audited *audited)
{
    struct writ_bytes note = get(audited, CHECKPOINT);

    *strchr(note.ptr, '4') = '3';
    put(audited, CHECKPOINT, view(note));
    writ_bytes_free(&note);
}

static void old_jws(struct audited *audited)
{
    put(audited, JWS, view(audited->old[2]));
}

static void swap_sides(struct audited *audited)
{
    char *side = get_side(audited, 1);

    put_side(audited, 0, writ_str_from(side));
    free(side);
}

static void edit_side(struct audited *audited)
{
    char *side = get_side(audited, 3);
    char *verdict = strstr(side, "\"decision\":\"permit\"");

    assert_non_null(verdict);
    memcpy(verdict, "\"decision\":\"denied\"", strlen("\"decision\":\"denied\""));
    put_side(audited, 3, writ_str_from(side));
    free(side);
}

static void rot_side(struct audited *audited)
{
    struct writ_bytes file = get(audited, SIDE);

    file.ptr[writ_frame_size(file.ptr) + 40] ^= 1; /* in the second frame */
    put(audited, SIDE, view(file));
    writ_bytes_free(&file);
}

static void lose_side(struct audited *audited)
{
    put_side(audited, 3, WRIT_LIT("[]"));
}

static void undo_erasure(struct audited *audited)
{
    char *side = get_side(audited, 0);
    struct writ_erased erased;
    struct writ_error err = {0};

    recording_open(&audited->recording);
    assert_int_equal(writ_engine_erase(audited->recording.engine, "ann", &erased, &err), WRIT_OK);
    close_engine(audited);
    put_side(audited, 0, writ_str_from(side));
    free(side);
}

static void nothing(struct audited *audited)
{
    (void)audited;
}

static const struct {
    const char *label;
    void (*damage)(struct audited *audited);
    bool has_since; /* the auditor kept the last checkpoint */
    enum writ_status status;
    const char *file; /* how the name of the place ends */
    const char *text;
} damages[] = {
    {"nothing", nothing, true, WRIT_OK, "", ""},
    {"an edited leaf", edit, false, WRIT_E_CORRUPT, "segment-00000000000000000000",
     "at byte 0: a bad frame before the last commit"},
    {"an edited leaf with its crc", edit_well, false, WRIT_E_CORRUPT,
     "segment-00000000000000000000", "the commit's root is not the root of its leaves"},
    {"a deleted entry", delete_first, false, WRIT_E_CORRUPT, "segment-00000000000000000000",
     "the commit does not count the leaves before it"},
    {"entries in another order", reorder, false, WRIT_E_CORRUPT, "segment-00000000000000000000",
     "the commit does not count the leaves before it"},
    {"truncated between commits", truncate_between, false, WRIT_E_CORRUPT, "/checkpoint",
     "rollback: the log has 2 leaves, but its checkpoint says 4"},
    {"truncated within a commit", truncate_within, false, WRIT_E_CORRUPT,
     "segment-00000000000000000000", "a bad frame before the last commit"},
    {"no segment", drop_segment, false, WRIT_E_CORRUPT, "/checkpoint", "rollback"},
    {"an older copy", roll_back, true, WRIT_E_CORRUPT, "kept",
     "rollback: this checkpoint signs 4 entries, but the log's own only 2"},
    {"another history, signed", rewrite, true, WRIT_E_CORRUPT, "kept",
     "the log was rewritten: it does not extend this checkpoint of 4 entries"},
    {"a backdated checkpoint", backdate, false, WRIT_E_CORRUPT, "/checkpoint",
     "the checkpoint is older than the log: it signs 2 of 4 entries"},
    {"a forged checkpoint", forge_checkpoint, false, WRIT_E_CORRUPT, "/checkpoint",
     "the published checkpoint cannot be used"},
    {"an old second signature", old_jws, false, WRIT_E_CRYPTO, "/checkpoint.jws",
     "this does not sign the checkpoint"},
    {"another entry's disclosures", swap_sides, false, WRIT_E_CORRUPT, "/side/00000000000000000000",
     "entry 0: a disclosure opens none of the leaf's commitments"},
    {"an edited disclosure", edit_side, false, WRIT_E_CORRUPT, "/side/00000000000000000000",
     "entry 3: a disclosure opens none of the leaf's commitments"},
    {"a rotten disclosure", rot_side, false, WRIT_E_CORRUPT, "/side/00000000000000000000",
     ": a bad side frame"},
    {"a disclosure left out", lose_side, false, WRIT_E_CORRUPT, "/side/00000000000000000000",
     "entry 3: no disclosure opens the decision"},
    {"an erasure undone", undo_erasure, false, WRIT_E_CORRUPT, "/side/00000000000000000000",
     "entry 4 says that entry 0 was erased, but it is there"},
};

static bool ends(const char *text, const char *suffix)
{
    return writ_str_ends(writ_str_from(text), writ_str_from(suffix));
}

static bool is_found(size_t row)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_audit_state state;
    struct writ_error err = {0};

    audited_make(&audited);
    damages[row].damage(&audited);

    struct writ_audit_terms terms = {.vkey = view(audited.recording.vkey), .since_source = "kept"};

    terms.since = damages[row].has_since ? view(audited.checkpoint) : terms.since;

    const enum writ_status status = writ_audit_verify(audited.dir, &terms, &state, &err);
    const bool is_right = status == damages[row].status &&
                          ends(err.loc.source, damages[row].file) &&
                          strstr(err.text, damages[row].text) != NULL;

    if (!is_right) {
        print_error("%s: got %s at %s: %s\n", damages[row].label, writ_status_name(status),
                    err.loc.source, err.text);
    }
    return is_right;
}

static void whatever_is_done_to_a_log_is_found_and_named(void **state)
{
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        wrong += is_found(i) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

static void another_key_is_not_the_logs(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_bytes other = {NULL, 0};
    struct writ_audit_state whole;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    audited_make(&audited);
    assert_int_equal(writ_keygen(recording_path(&audited.recording, "other", path), RECORDING_NAME,
                                 &other, &err),
                     WRIT_OK);

    const struct writ_audit_terms terms = {.vkey = view(other)};

    assert_int_equal(writ_audit_verify(audited.dir, &terms, &whole, &err), WRIT_E_CRYPTO);
    assert_true(ends(err.loc.source, "/key.vkey"));
    writ_bytes_free(&other);
}

/* A file that is there and says nothing is no key, and no checkpoint. */
static void an_empty_key_or_checkpoint_is_refused(void **state)
{
    static const struct writ_audit_terms terms[] = {{.vkey = {"", 0}}, {.since = {"", 0}}};
    WRIT_AUTO(audited) struct audited audited;

    (void)state;
    audited_make(&audited);
    for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
        struct writ_audit_state whole;
        struct writ_error err = {0};

        assert_int_equal(writ_audit_verify(audited.dir, &terms[i], &whole, &err), WRIT_E_SYNTAX);
    }
}

/* The writ of an entry, made again from the log's folder. */
static struct writ_bytes writ_of(const struct audited *audited, uint64_t index)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_entry_read entry;
    const struct writ_value *writ = NULL;
    struct writ_bytes bytes = {NULL, 0};
    struct writ_str text;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_audit_open(&audit, audited->dir, NULL), WRIT_OK);
    assert_int_equal(writ_audit_read(&audit, &arena, index, &entry, NULL), WRIT_OK);
    assert_int_equal(writ_audit_side(&audit, &arena, &entry, &writ, NULL), WRIT_OK);
    assert_int_equal(writ_canonical_bytes(&arena, writ, &text, NULL), WRIT_OK);
    assert_int_equal(writ_bytes_copy(text, &bytes, NULL), WRIT_OK);
    return bytes;
}

/* What the caller was given is not kept, but it is the same to the byte. */
static void a_writ_is_made_again_from_leaf_and_disclosures(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;

    (void)state;
    audited_make(&audited);
    recording_open(&audited.recording);
    decision = recording_decide(&audited.recording);

    struct writ_bytes again = writ_of(&audited, ENTRIES);

    assert_true(writ_str_eq(view(again), writ_decision_writ(decision)));
    writ_bytes_free(&again);
}

static void a_receipt_proves_its_own_entry_only(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_verified verified;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);

    struct writ_str vkey = view(audited.recording.vkey);

    for (uint64_t i = 0; i < ENTRIES; i++) {
        struct writ_bytes receipts[2] = {{NULL, 0}, {NULL, 0}};
        struct writ_bytes leaves[2] = {{NULL, 0}, {NULL, 0}};
        struct writ_bytes writ = writ_of(&audited, i);

        for (uint64_t k = 0; k < 2; k++) {
            assert_int_equal(
                writ_audit_prove(audited.dir, (i + k) % ENTRIES, &receipts[k], &leaves[k], &err),
                WRIT_OK);
        }
        assert_int_equal(writ_verify(view(writ), view(receipts[0]), vkey, &verified, &err),
                         WRIT_OK);
        assert_int_equal(verified.index, i);
        assert_int_equal(
            writ_verify_leaf(view(leaves[0]), view(receipts[0]), vkey, &verified, &err), WRIT_OK);
        assert_int_equal(verified.log_size, ENTRIES);
        assert_int_equal(writ_verify(view(writ), view(receipts[1]), vkey, &verified, &err),
                         WRIT_E_CRYPTO);
        assert_int_equal(
            writ_verify_leaf(view(leaves[1]), view(receipts[0]), vkey, &verified, &err),
            WRIT_E_CRYPTO);
        err = (struct writ_error){0};
        for (size_t k = 0; k < 2; k++) {
            writ_bytes_free(&receipts[k]);
            writ_bytes_free(&leaves[k]);
        }
        writ_bytes_free(&writ);
    }
}

static const struct {
    const char *label;
    const char *members;
    enum writ_status status;
    size_t disclosures;
} disclosed[] = {
    {"the decision alone", "", WRIT_OK, 1},      {"said twice", "document,document", WRIT_OK, 1},
    {"the request", "input", WRIT_OK, 2},        {"all", "document,input,subject", WRIT_OK, 3},
    {"another", "input,salt", WRIT_E_SYNTAX, 0},
};

static size_t count_of(struct writ_bytes text, char wanted)
{
    const char *list = strstr(text.ptr, "\"disclosures\":[");
    const char *end = list == NULL ? NULL : strchr(list, ']');
    size_t count = 1;

    assert_non_null(end);
    for (; list < end; list++) {
        count += *list == wanted ? 1 : 0;
    }
    return count;
}

static void a_writ_shows_what_was_chosen_and_verifies(void **state)
{
    WRIT_AUTO(audited) struct audited audited;

    (void)state;
    audited_make(&audited);
    for (size_t i = 0; i < sizeof(disclosed) / sizeof(disclosed[0]); i++) {
        struct writ_bytes writ = {NULL, 0};
        struct writ_bytes receipt = {NULL, 0};
        struct writ_bytes leaf = {NULL, 0};
        struct writ_verified verified;
        struct writ_error err = {0};

        print_message("%s\n", disclosed[i].label);
        assert_int_equal(
            writ_audit_disclose(audited.dir, 0, writ_str_from(disclosed[i].members), &writ, &err),
            disclosed[i].status);
        if (disclosed[i].status != WRIT_OK) {
            continue;
        }
        assert_int_equal(count_of(writ, ','), disclosed[i].disclosures);
        assert_int_equal(writ_audit_prove(audited.dir, 0, &receipt, &leaf, &err), WRIT_OK);
        assert_int_equal(
            writ_verify(view(writ), view(receipt), view(audited.recording.vkey), &verified, &err),
            WRIT_OK);
        writ_bytes_free(&writ);
        writ_bytes_free(&receipt);
        writ_bytes_free(&leaf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_writ_shows_what_was_chosen_and_verifies),
        cmocka_unit_test(whatever_is_done_to_a_log_is_found_and_named),
        cmocka_unit_test(another_key_is_not_the_logs),
        cmocka_unit_test(an_empty_key_or_checkpoint_is_refused),
        cmocka_unit_test(a_writ_is_made_again_from_leaf_and_disclosures),
        cmocka_unit_test(a_receipt_proves_its_own_entry_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
