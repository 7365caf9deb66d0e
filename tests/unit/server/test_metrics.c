/* SPDX-License-Identifier: Apache-2.0
 *
 * The board: counted in one process, shown by another, in a text that Prometheus reads.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "server/metrics.h"

static void expect_line(const struct writ_buf *buf, const char *line)
{
    if (strstr(buf->ptr, line) == NULL) {
        fail_msg("no line '%s' in:\n%s", line, buf->ptr);
    }
}

static void what_a_child_counts_is_shown(void **state)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_metrics *metrics = writ_metrics_new();
    int status = 1;

    (void)state;
    assert_non_null(metrics);
    writ_buf_init(&buf, &alloc, 1 << 16);

    const pid_t child = fork();

    if (child == 0) {
        writ_metrics_count(metrics, WRIT_COUNT_PERMITS, 3);
        writ_metrics_time(metrics, WRIT_TIME_EVALUATION, 9000);
        writ_metrics_time(metrics, WRIT_TIME_EVALUATION, 25000);
        writ_metrics_time(metrics, WRIT_TIME_EVALUATION, 2000000000);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    writ_metrics_count(metrics, WRIT_COUNT_PERMITS, 1);
    writ_metrics_write(metrics, &buf);
    writ_buf_add_char(&buf, '\0');
    assert_int_equal(buf.status, WRIT_OK);
    expect_line(&buf, "# TYPE writ_decisions_total counter\n"
                      "writ_decisions_total{decision=\"permit\"} 4\n"
                      "writ_decisions_total{decision=\"deny\"} 0\n");
    expect_line(&buf, "writ_unrecorded_total 0\n");
    expect_line(&buf, "writ_evaluation_seconds_bucket{le=\"1e-05\"} 1\n"
                      "writ_evaluation_seconds_bucket{le=\"2.5e-05\"} 2\n");
    expect_line(&buf, "writ_evaluation_seconds_bucket{le=\"+Inf\"} 3\n"
                      "writ_evaluation_seconds_sum 2.000034000\n"
                      "writ_evaluation_seconds_count 3\n");
    writ_metrics_free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_child_counts_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
