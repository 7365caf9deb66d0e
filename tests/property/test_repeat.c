/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy tests of the baseline and of the example mesh, three times in one process: the same
 * answers, whatever ran before. tests/e2e/determinism_policies.sh compares processes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/try.h"
#include "cmocka_all.h"
#include "writ/writ.h"

enum { REPORT_MAX = 8 << 20, ROUNDS = 3 };

static void write_finding(struct writ_buf *buf, const struct writ_finding *finding)
{
    writ_buf_addf(buf, " %s:%u:%u %d %s", finding->source, (unsigned)finding->line,
                  (unsigned)finding->column, (int)finding->severity, finding->policy);
    writ_buf_addf(buf, " %s %s %s %s\n", finding->code, finding->message, finding->hint,
                  finding->note);
}

static void write_report(struct writ_buf *buf, const struct writ_report *report)
{
    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        writ_buf_addf(buf, "%s %s %s %d\n", entry->path, entry->name, entry->group,
                      (int)entry->state);
        for (size_t k = 0; k < entry->finding_count; k++) {
            write_finding(buf, &entry->findings[k]);
        }
    }
}

static void run_once(struct writ_engine *engine, struct writ_buf *buf)
{
    struct writ_report *report = NULL;
    struct writ_error err = {0};

    if (writ_engine_test(engine, NULL, &report, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    write_report(buf, report);
    writ_report_free(report);
    report = NULL;
    if (writ_engine_check(engine, NULL, 0, "2026-11-02T09:00:00Z", &report, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    write_report(buf, report);
    writ_report_free(report);
}

/* In one engine, and then in a second one. */
static void repeat(const char *mesh_dir)
{
    const struct writ_options options = {.mesh_dir = mesh_dir};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf first;
    struct writ_error err = {0};

    writ_buf_init(&first, &alloc, REPORT_MAX);
    for (int round = 0; round < ROUNDS; round++) {
        WRIT_AUTO(writ_buf) struct writ_buf next;
        struct writ_engine *engine = NULL;

        writ_buf_init(&next, &alloc, REPORT_MAX);
        assert_int_equal(writ_engine_open(&options, &engine, &err), WRIT_OK);
        run_once(engine, round == 0 ? &first : &next);
        writ_buf_clear(&next);
        run_once(engine, &next);
        assert_true(first.len > 10000);
        assert_int_equal(next.len, first.len);
        assert_memory_equal(next.ptr, first.ptr, first.len);
        writ_engine_close(engine);
    }
}

static void the_baseline_answers_alike(void **state)
{
    (void)state;
    repeat(NULL);
}

static void the_example_mesh_answers_alike(void **state)
{
    const char *source = getenv("WRIT_SOURCE");
    char path[1024];

    (void)state;
    if (source == NULL) {
        print_message("skipped: WRIT_SOURCE is not set\n");
        skip();
    }
    (void)snprintf(path, sizeof(path), "%s/docs/examples/daff", source);
    repeat(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_baseline_answers_alike),
        cmocka_unit_test(the_example_mesh_answers_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
