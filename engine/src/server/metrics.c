/* SPDX-License-Identifier: Apache-2.0 */
#include "server/metrics.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* Upper ends of the histograms' buckets; the last one has none. */
static const uint64_t bounds_ns[] = {10000,    25000,    50000,     100000,   250000,
                                     500000,   1000000,  2500000,   5000000,  10000000,
                                     25000000, 50000000, 100000000, 500000000};

struct histogram {
    atomic_uint_least64_t buckets[COUNTOF(bounds_ns) + 1];
    atomic_uint_least64_t sum_ns;
};

struct writ_metrics {
    atomic_uint_least64_t counters[WRIT_COUNTERS];
    struct histogram timers[WRIT_TIMERS];
};

struct writ_metrics *writ_metrics_new(void)
{
    void *memory = mmap(NULL, sizeof(struct writ_metrics), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

void writ_metrics_free(struct writ_metrics *metrics)
{
    if (metrics != NULL) {
        (void)munmap(metrics, sizeof(*metrics));
    }
}

void writ_metrics_count(struct writ_metrics *metrics, enum writ_counter counter, uint64_t more)
{
    (void)atomic_fetch_add_explicit(&metrics->counters[counter], more, memory_order_relaxed);
}

void writ_metrics_time(struct writ_metrics *metrics, enum writ_timer timer, uint64_t ns)
{
    struct histogram *histogram = &metrics->timers[timer];
    size_t bucket = 0;

    while (bucket < COUNTOF(bounds_ns) && ns > bounds_ns[bucket]) {
        bucket++;
    }
    (void)atomic_fetch_add_explicit(&histogram->buckets[bucket], 1, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&histogram->sum_ns, ns, memory_order_relaxed);
}

static void write_head(struct writ_buf *buf, const char *name, const char *type, const char *help)
{
    writ_buf_addf(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static unsigned long long value_of(const atomic_uint_least64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void write_counters(const struct writ_metrics *metrics, struct writ_buf *buf)
{
    static const struct {
        const char *name;
        const char *labels;
        const char *help;
    } rows[] = {
#define WRIT_COUNTER(name, metric, labels, help) {metric, labels, help},
#include "server/metrics.def"
#undef WRIT_COUNTER
    };

    for (size_t i = 0; i < WRIT_COUNTERS; i++) {
        const bool has_labels = rows[i].labels[0] != '\0';

        if (i == 0 || strcmp(rows[i - 1].name, rows[i].name) != 0) {
            write_head(buf, rows[i].name, "counter", rows[i].help);
        }
        writ_buf_addf(buf, "%s%s%s%s %llu\n", rows[i].name, has_labels ? "{" : "", rows[i].labels,
                      has_labels ? "}" : "", value_of(&metrics->counters[i]));
    }
}

static void write_histogram(const struct histogram *histogram, const char *name,
                            struct writ_buf *buf)
{
    unsigned long long count = 0;

    for (size_t i = 0; i < COUNTOF(bounds_ns); i++) {
        count += value_of(&histogram->buckets[i]);
        writ_buf_addf(buf, "%s_bucket{le=\"%g\"} %llu\n", name, (double)bounds_ns[i] / 1e9, count);
    }
    count += value_of(&histogram->buckets[COUNTOF(bounds_ns)]);
    writ_buf_addf(buf, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %.9f\n%s_count %llu\n", name, count,
                  name, (double)value_of(&histogram->sum_ns) / 1e9, name, count);
}

void writ_metrics_write(const struct writ_metrics *metrics, struct writ_buf *buf)
{
    static const struct {
        const char *name;
        const char *help;
    } timers[WRIT_TIMERS] = {
        {"writ_evaluation_seconds", "From a request's value to its decision document."},
        {"writ_request_seconds", "From a whole request to its answer, the recording included."},
    };

    write_counters(metrics, buf);
    for (size_t i = 0; i < WRIT_TIMERS; i++) {
        write_head(buf, timers[i].name, "histogram", timers[i].help);
        write_histogram(&metrics->timers[i], timers[i].name, buf);
    }
}
