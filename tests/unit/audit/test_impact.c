/* SPDX-License-Identifier: Apache-2.0
 *
 * What a candidate would decide otherwise is counted, attributed and shown; nothing is recorded.
 */
#include "cmocka_all.h"

#include "audited.h"
#include "engine/engine.h"
#include "audit/tally.h"
#include "oom.h"

/* Ann and carl were permitted with a mask, bob was denied, and there is no product 'missing'. */
static const struct {
    const char *label;
    const char *rule; /* of the candidate's policy */
    uint64_t same;
    uint64_t changes[WRIT_IMPACT_KINDS];
    const char *policies; /* "name to_deny/to_permit/obligations …" */
    const char *subjects;
    const char *first; /* "index was; now" */
} candidates[] = {
    {"the same",
     "if input.subject.id ~= 'bob' then out.permit('yes') end "
     "out.oblige { type = 'mask', column = 'orders.email', kind = 'MASK_HASH' }",
     4,
     {0, 0, 0},
     "",
     "",
     ""},
    {"closed to all",
     "out.deny('closed', { code = 'CLOSED' })",
     2,
     {2, 0, 0},
     "sales.readers 2/0/0 ",
     "ann 1/0/0 carl 1/0/0 ",
     "0 sales.readers [READERS] yes; sales.readers [CLOSED] closed"},
    {"open to all",
     "out.permit('come in') "
     "out.oblige { type = 'mask', column = 'orders.email', kind = 'MASK_HASH' }",
     3,
     {0, 1, 0},
     "writ.default 0/1/0 ",
     "bob 0/1/0 ",
     "1 writ.default [NOT_GRANTED] nobody granted it; sales.readers [READERS] come in"},
    {"another mask",
     "if input.subject.id ~= 'bob' then out.permit('yes') end "
     "out.oblige { type = 'mask', column = 'orders.email', kind = 'MASK_NULL' }",
     2,
     {0, 0, 2},
     "sales.readers 0/0/2 ",
     "ann 0/0/1 carl 0/0/1 ",
     "0 mask {\"column\":\"orders.email\",\"kind\":\"MASK_HASH\"}; "
     "mask {\"column\":\"orders.email\",\"kind\":\"MASK_NULL\"}"},
    {"no mask",
     "if input.subject.id ~= 'bob' then out.permit('yes') end",
     2,
     {0, 0, 2},
     "sales.readers 0/0/2 ",
     "ann 0/0/1 carl 0/0/1 ",
     "0 mask {\"column\":\"orders.email\",\"kind\":\"MASK_HASH\"}; "},
};

static void put_rule(struct audited *audited, const char *rule)
{
    char text[1024];

    (void)snprintf(text, sizeof(text),
                   "return policy { id = 'sales.readers', title = 'T', phase = 'access', level = "
                   "'mandatory', rule = function(input, out) %s end }\n",
                   rule);
    mesh_dir_put(&audited->recording.dir, "policies/domains/sales/readers.lua", text);
}

static struct writ_impact *impact_of(struct audited *audited, uint64_t first, uint64_t last)
{
    struct writ_impact *impact = NULL;
    struct writ_error err = {0};

    if (recording_try_open(&audited->recording, false, &err) != WRIT_OK ||
        writ_engine_impact(audited->recording.engine, first, last, &impact, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    close_engine(audited);
    return impact;
}

static void tallies_of(const struct writ_impact *impact, enum writ_impact_by by, char text[512])
{
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < writ_impact_tally_count(impact, by); i++) {
        const struct writ_impact_tally *row = writ_impact_tally(impact, by, i);

        len += (size_t)snprintf(text + len, 512 - len, "%s %d/%d/%d ", row->name,
                                (int)row->changes[0], (int)row->changes[1], (int)row->changes[2]);
    }
}

static void changes_are_counted_and_attributed(void **state)
{
    WRIT_AUTO(audited) struct audited audited;

    (void)state;
    audited_make(&audited);
    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        char text[512];

        put_rule(&audited, candidates[i].rule);
        print_message("%s\n", candidates[i].label);

        struct writ_impact *impact = impact_of(&audited, 0, UINT64_MAX);
        const struct writ_impact_counts counts = writ_impact_counts(impact);

        assert_int_equal(counts.decisions, ENTRIES);
        assert_int_equal(counts.same, candidates[i].same);
        assert_memory_equal(counts.changes, candidates[i].changes, sizeof(counts.changes));
        assert_int_equal(counts.refused + counts.undecided, 0);
        tallies_of(impact, WRIT_IMPACT_BY_POLICY, text);
        assert_string_equal(text, candidates[i].policies);
        tallies_of(impact, WRIT_IMPACT_BY_SUBJECT, text);
        assert_string_equal(text, candidates[i].subjects);
        text[0] = '\0';
        if (writ_impact_change_count(impact) > 0) {
            const struct writ_impact_change *first = writ_impact_change(impact, 0);

            assert_string_equal(first->product, "orders");
            (void)snprintf(text, sizeof(text), "%d %s; %s", (int)first->index, first->before,
                           first->after);
        }
        assert_string_equal(text, candidates[i].first);
        writ_impact_free(impact);
    }
}

static void what_was_erased_is_not_decidable(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_erased erased;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    recording_open(&audited.recording);
    assert_int_equal(writ_engine_erase(audited.recording.engine, "ann", &erased, &err), WRIT_OK);
    put_rule(&audited, "out.deny('closed')");

    struct writ_impact *impact = impact_of(&audited, 0, UINT64_MAX);
    const struct writ_impact_counts counts = writ_impact_counts(impact);

    assert_int_equal(counts.decisions, ENTRIES); /* an erasure is none */
    assert_int_equal(counts.undecided, 2);
    assert_int_equal(counts.changes[WRIT_IMPACT_TO_DENY], 1);
    writ_impact_free(impact);
}

static void a_range_is_a_range(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_impact *impact = NULL;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    impact = impact_of(&audited, 1, 2);
    assert_int_equal(writ_impact_counts(impact).decisions, 2);
    writ_impact_free(impact);
    assert_int_equal(recording_try_open(&audited.recording, false, &err), WRIT_OK);
    assert_int_equal(
        writ_engine_impact(audited.recording.engine, ENTRIES, UINT64_MAX, &impact, &err),
        WRIT_E_NOTFOUND);
}

static enum writ_status count_names(struct writ_alloc *alloc)
{
    static const char *const names[] = {"b", "a", "b", "c", "c", "c"};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_tallies tallies = {.arena = &arena};

    writ_arena_init(&arena, alloc);
    for (size_t i = 0; i < 600; i++) { /* more than one block of the arena */
        WRIT_TRY(writ_tallies_add(&tallies, names[i % 6],
                                  (enum writ_impact_kind)(i % WRIT_IMPACT_KINDS), NULL));
    }
    WRIT_TRY(writ_tallies_sum(&tallies, NULL));
    assert_int_equal(tallies.count, 3);
    assert_string_equal(tallies.rows[0].name, "c");
    assert_int_equal(
        tallies.rows[0].changes[0] + tallies.rows[0].changes[1] + tallies.rows[0].changes[2], 300);
    assert_string_equal(tallies.rows[2].name, "a");
    return WRIT_OK;
}

static void names_are_counted_or_memory_is_out(void **state)
{
    (void)state;
    oom_sweep(count_names, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_counted_and_attributed),
        cmocka_unit_test(what_was_erased_is_not_decidable),
        cmocka_unit_test(a_range_is_a_range),
        cmocka_unit_test(names_are_counted_or_memory_is_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
