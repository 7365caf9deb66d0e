/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that runs out while deciding: no decision or a denial, never a permit, and nothing leaks.
 */
#include "cmocka_all.h"
#include "deciding.h"
#include "engine/engine.h"

#define NAME_OF_60 "a_rather_long_name_of_a_column_that_takes_some_room_in_memory"

static const struct mesh_file files[] = {
    {"policies/mesh/a.lua", SAYING("guild.waived", "waivable", "out.deny('no')")},
    {"policies/mesh/b.lua",
     "return policy { id = 'guild.grace', title = 'T', phase = 'access', level = 'mandatory', "
     "state = { grace_until = '2027-01-01' }, rule = function(input, out) out.deny('no', { at = "
     "input.product }) end }\n"},
    {"policies/mesh/c.lua",
     SAYING("guild.duties", "mandatory",
            "for i = 1, 20 do out.oblige { type = 'mask', column = '" NAME_OF_60
            "' .. i, kind = 'MASK' } "
            "out.oblige { type = 'row_filter', predicate = { op = 'eq', column = 'c', value = i } "
            "} end out.warn(('w'):rep(20000))")},
    {"policies/domains/sales/p.lua", GRANTING},
    {"products/o.yaml", MESH_ORDERS},
    {"agreements/a.yaml", "kind: AccessAgreement\nid: a-1\nstatus: approved\n"
                          "startTimestamp: 2026-01-01\nendTimestamp: 2028-01-01\n"
                          "provider: {dataProductId: orders}\nconsumer: {teamId: care}\n"},
    {"waivers/w.yaml", "policy: guild.waived\nproduct: orders\nreason: because\napprover: guild\n"
                       "expires: 2027-01-01\n"},
    {NULL, NULL}};

#define ASKED ASK_WITH("orders", "\"columns\":[\"orders.id\",\"email\"]", "")

/* Read, decide and seal with this allocator. */
static enum writ_status decide_within(const struct writ_engine *engine, struct writ_alloc *alloc,
                                      struct writ_str permitted)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *document = NULL;
    struct writ_request request;
    struct writ_evaluation evaluation = {0};
    struct writ_sealed sealed;
    struct writ_error err = {0};
    int64_t now_ms = 0;

    writ_arena_init(&arena, alloc);
    (void)writ_time_parse(WRIT_LIT("2026-06-01T12:00:00Z"), &now_ms);
    WRIT_TRY(
        writ_json_read(&arena, "asked.json", WRIT_LIT(ASKED), WRIT_CODEC_LIMITS, &document, &err));
    WRIT_TRY(writ_request_read(document, now_ms, &request, &err));

    const struct writ_descriptor *product = writ_request_product(engine->mesh, &request);
    const struct writ_question question = {
        .phase = WRIT_PHASE_ACCESS, .descriptor = product, .request = &request, .time_ms = now_ms};

    WRIT_TRY(writ_eval(engine->mesh, &question, &arena, &evaluation, &err));
    /* what is permitted is permitted whole, with every duty */
    assert_true(!evaluation.is_permit || permitted.ptr == NULL ||
                writ_str_eq(evaluation.bytes, permitted));
    return writ_seal_decision(engine, &evaluation, document, &arena, &sealed, &err);
}

static void check_outcome(enum writ_status status, const struct writ_alloc *alloc)
{
    assert_int_equal(alloc->used_bytes, 0);
    if (status != WRIT_OK && status != WRIT_E_NOMEM) {
        fail_msg("%s", writ_status_name(status));
    }
}

static void memory_that_runs_out_never_permits(void **state)
{
    WRIT_AUTO(deciding) struct deciding whole;
    struct writ_alloc free_alloc = WRIT_ALLOC_INIT(0);
    struct writ_engine engine = {.clock = writ_clock_system()};
    size_t nth = 0;

    (void)state;
    deciding_start(&whole, files);
    engine.mesh = whole.mesh;
    decide(&whole, ASKED);
    assert_true(whole.got.is_permit);
    assert_int_equal(decide_within(&engine, &free_alloc, whole.got.bytes), WRIT_OK);

    for (;; nth++) { /* the n-th allocation and all after it fail */
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

        alloc.fail_after = nth;
        const enum writ_status status = decide_within(&engine, &alloc, whole.got.bytes);

        check_outcome(status, &alloc);
        if (status == WRIT_OK) {
            break;
        }
        assert_true(nth < 10000);
    }
    assert_true(nth > 10);

    for (size_t limit = 1; limit < free_alloc.peak_bytes; limit += 997) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(limit); /* small blocks may still be had */

        check_outcome(decide_within(&engine, &alloc, whole.got.bytes), &alloc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_that_runs_out_never_permits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
