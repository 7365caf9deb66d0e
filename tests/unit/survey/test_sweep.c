/* SPDX-License-Identifier: Apache-2.0
 *
 * The sweep: which state each duty has, in which order, and what holds and releases do to it.
 */
#include "cmocka_all.h"
#include "recording.h"

#define SWEEP(id, state, says)                                                                     \
    "return policy { id = '" id                                                                    \
    "', title = 'T', phase = 'sweep', level = 'mandatory', state = '" state                        \
    "', rule = function(input, out) local id = input.product.id " says " end }\n"
#define DISPOSE(due)                                                                               \
    "out.oblige { type = 'dispose', action = 'delete', column = 't.at', before = '2020-01-01', "   \
    "why = 'old', at = { input.product, 'version' }" due " } "
#define DUE(date)      DISPOSE(", due = '" date "'")
#define HOLD(id)       "out.oblige { type = 'hold', id = '" id "' } "
#define RELEASE(date)  "out.oblige { type = 'retain_until', time = '" date "' } "
#define NOTIFY         "out.oblige { type = 'notify', who = 'team', at = { input.product, 'id' } } "
#define IF(test, says) "if id " test " then " says "end "
#define CONTRACT(id)                                                                               \
    "apiVersion: v3.1.0\nkind: DataContract\nid: " id "\nversion: 1.0.0\nstatus: active\n"

#define NOW "2026-06-01T12:00:00Z"

struct sweeping {
    struct recording recording;
    struct writ_sweep *sweep;
};

static void sweeping_start(struct sweeping *sweeping, const struct mesh_file *files)
{
    struct writ_error err = {0};

    memset(sweeping, 0, sizeof(*sweeping));
    mesh_dir_make(&sweeping->recording.dir, files);
    if (recording_try_open(&sweeping->recording, false, &err) != WRIT_OK ||
        writ_engine_sweep(sweeping->recording.engine, NOW, &sweeping->sweep, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static void sweeping_autop(struct sweeping *sweeping)
{
    writ_sweep_free(sweeping->sweep);
    recording_autop(&sweeping->recording);
}

static void assert_row(const struct sweeping *sweeping, size_t index, enum writ_sweep_state state,
                       const char *product, const char *due)
{
    const struct writ_sweep_row *row = writ_sweep_row(sweeping->sweep, index);

    assert_non_null(row);
    assert_string_equal(row->product, product);
    assert_int_equal(row->state, state);
    assert_string_equal(row->due, due);
}

static void what_is_overdue_comes_first_and_by_date(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua",
         SWEEP("rule.a", "enforced",
               IF("== 'a'", DUE("2026-07-01")) IF("== 'b'", DISPOSE(""))
                   IF("== 'c'", DUE("2026-05-01")) IF("== 'd'", DUE("2026-04-01")))},
        {"products/a.yaml", CONTRACT("a")},
        {"products/b.yaml", CONTRACT("b")},
        {"products/c.yaml", CONTRACT("c")},
        {"products/d.yaml", CONTRACT("d")},
        {"products/e.yaml", CONTRACT("e")},
        {NULL, NULL}};
    WRIT_AUTO(sweeping) struct sweeping sweeping;

    (void)state;
    sweeping_start(&sweeping, files);
    assert_string_equal(writ_sweep_time(sweeping.sweep), NOW);
    assert_int_equal(writ_sweep_count(sweeping.sweep), 4);
    assert_row(&sweeping, 0, WRIT_SWEEP_OVERDUE, "d", "2026-04-01T00:00:00Z");
    assert_row(&sweeping, 1, WRIT_SWEEP_OVERDUE, "c", "2026-05-01T00:00:00Z");
    assert_row(&sweeping, 2, WRIT_SWEEP_UNDATED, "b", "");
    assert_row(&sweeping, 3, WRIT_SWEEP_UPCOMING, "a", "2026-07-01T00:00:00Z");
    assert_null(writ_sweep_row(sweeping.sweep, 4));

    const struct writ_sweep_row *row = writ_sweep_row(sweeping.sweep, 0);

    assert_string_equal(row->action, "delete");
    assert_string_equal(row->element, "t.at");
    assert_string_equal(row->before, "2020-01-01");
    assert_string_equal(row->policy, "rule.a");
    assert_string_equal(row->why, "old");
    assert_string_equal(row->hold, "");
    assert_true(writ_str_ends(writ_str_from(row->source), WRIT_LIT("/products/d.yaml")));
    assert_int_equal(row->line, 4);
}

static void a_hold_keeps_everything_of_its_product(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua", SWEEP("rule.a", "enforced",
                                      IF("== 'a'", DUE("2026-05-01")) IF("~= 'c'", HOLD("case-7"))
                                          IF("== 'a'", HOLD("case-8")))},
        {"policies/mesh/b.lua", SWEEP("rule.b", "draft", HOLD("idea"))},
        {"products/a.yaml", CONTRACT("a")},
        {"products/b.yaml", CONTRACT("b")},
        {"products/c.yaml", CONTRACT("c")},
        {NULL, NULL}};
    WRIT_AUTO(sweeping) struct sweeping sweeping;

    (void)state;
    sweeping_start(&sweeping, files);
    assert_int_equal(writ_sweep_count(sweeping.sweep), 2);
    assert_row(&sweeping, 0, WRIT_SWEEP_HELD, "a", "2026-05-01T00:00:00Z");
    assert_string_equal(writ_sweep_row(sweeping.sweep, 0)->hold, "case-7, case-8");
    assert_row(&sweeping, 1, WRIT_SWEEP_HELD, "b", "");
    assert_string_equal(writ_sweep_row(sweeping.sweep, 1)->action, "keep");
}

static void a_release_gives_more_time(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua",
         SWEEP("rule.a", "enforced",
               IF("== 'a'", DUE("2026-05-01")) IF("== 'b'", DUE("2026-09-01")) RELEASE("2026-07-01")
                   RELEASE("2026-08-01") NOTIFY)},
        {"products/a.yaml", CONTRACT("a")},
        {"products/b.yaml", CONTRACT("b")},
        {"products/c.yaml", CONTRACT("c")},
        {NULL, NULL}};
    WRIT_AUTO(sweeping) struct sweeping sweeping;

    (void)state;
    sweeping_start(&sweeping, files);
    assert_row(&sweeping, 0, WRIT_SWEEP_UPCOMING, "a", "2026-07-01T00:00:00Z");
    assert_row(&sweeping, 1, WRIT_SWEEP_UPCOMING, "c", "2026-07-01T00:00:00Z");
    assert_row(&sweeping, 2, WRIT_SWEEP_UPCOMING, "b", "2026-09-01T00:00:00Z");

    const struct writ_finding *note =
        &writ_report_entry(writ_sweep_report(sweeping.sweep), 0)->findings[0];

    assert_string_equal(note->message, "notify team");
    assert_int_equal(note->severity, WRIT_NOTE);
    assert_int_equal(note->line, 3);
}

static void a_denial_is_a_finding_and_a_contract_goes_with_its_product(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua", SWEEP("rule.a", "enforced", "out.deny('no ' .. id)")},
        {"products/c.yaml", CONTRACT("c")},
        {"products/p.yaml", "apiVersion: v1.0.0\nkind: DataProduct\nid: p\nstatus: active\n"
                            "outputPorts:\n  - name: out\n    contractId: c\n"},
        {NULL, NULL}};
    WRIT_AUTO(sweeping) struct sweeping sweeping;

    (void)state;
    sweeping_start(&sweeping, files);
    assert_int_equal(writ_sweep_count(sweeping.sweep), 0);
    assert_int_equal(writ_report_count(writ_sweep_report(sweeping.sweep)), 1);

    const struct writ_entry *entry = writ_report_entry(writ_sweep_report(sweeping.sweep), 0);

    assert_int_equal(entry->state, WRIT_ENTRY_FAIL);
    assert_string_equal(entry->name, "p");
    assert_string_equal(entry->findings[0].message, "no p");
}

static void a_time_that_is_none_is_refused(void **state)
{
    WRIT_AUTO(sweeping) struct sweeping sweeping;
    struct writ_sweep *sweep = NULL;
    struct writ_error err = {0};

    (void)state;
    sweeping_start(&sweeping, NULL);
    assert_int_equal(writ_engine_sweep(sweeping.recording.engine, "soon", &sweep, &err),
                     WRIT_E_SCHEMA);
    assert_string_equal(err.text, "'soon' is no RFC 3339 time");
    assert_null(sweep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_overdue_comes_first_and_by_date),
        cmocka_unit_test(a_hold_keeps_everything_of_its_product),
        cmocka_unit_test(a_release_gives_more_time),
        cmocka_unit_test(a_denial_is_a_finding_and_a_contract_goes_with_its_product),
        cmocka_unit_test(a_time_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
