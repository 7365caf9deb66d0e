/* SPDX-License-Identifier: Apache-2.0
 *
 * A host that opens and closes for years: no memory, no descriptor and no thread is kept.
 * Sanitizers tell of what nobody points at any more; this tells of what only grows.
 */
#include "host.h"

/* The heap's layout, and a log that grows, move it by some hundred KiB; an engine that stayed would
 * take a MiB each time. */
enum { WARM_ROUNDS = 20, ROUNDS = HOST_IS_SANITIZED ? 40 : 200, GROWTH_PAGES_MAX = 512 };

static long resident_pages(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long pages = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*s %ld", &pages), 1);
    (void)fclose(file);
    return pages;
}

static size_t descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

static void rounds(const struct host *host, int count)
{
    struct writ_error err = {0};

    for (int i = 0; i < count; i++) {
        struct writ_engine *engine = NULL;

        if (host_open(host, &engine, &err) != WRIT_OK ||
            host_decide(host, engine, &err) != WRIT_OK) {
            fail_msg("%s: %s", err.loc.source, err.text);
        }
        writ_engine_close(engine);
    }
}

static void opening_and_closing_keeps_nothing(void **state)
{
    struct host host;

    (void)state;
    host_make(&host);
    rounds(&host, WARM_ROUNDS);

    const long pages = resident_pages();
    const size_t open = descriptors();

    rounds(&host, ROUNDS);

    const long growth = resident_pages() - pages;

    assert_int_equal(descriptors(), open);
    print_message("%d rounds: resident memory grew by %ld pages\n", ROUNDS, growth);
    assert_true(HOST_IS_SANITIZED || growth <= GROWTH_PAGES_MAX);
    host_done(&host);
}

/* One engine that decides all day: the same memory for the last decision as for the first ones. */
static void deciding_keeps_nothing(void **state)
{
    struct host host;
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    long pages = 0;

    (void)state;
    host_make(&host);
    assert_int_equal(host_open(&host, &engine, &err), WRIT_OK);
    for (int i = 0; i < 10 * ROUNDS; i++) {
        struct writ_decision *decision = NULL;

        assert_int_equal(
            writ_engine_evaluate(engine, "request", writ_bytes_str(host.request), &decision, &err),
            WRIT_OK);
        writ_decision_free(decision);
        pages = i == ROUNDS ? resident_pages() : pages;
    }

    const long growth = resident_pages() - pages;

    print_message("%d decisions: resident memory grew by %ld pages\n", 9 * ROUNDS, growth);
    assert_true(HOST_IS_SANITIZED || growth <= GROWTH_PAGES_MAX);
    writ_engine_close(engine);
    host_done(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_and_closing_keeps_nothing),
        cmocka_unit_test(deciding_keeps_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
