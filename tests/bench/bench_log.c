/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_log.c - durable receipts a second, beside what the disk can do with the same
 * bytes and beside SQLite; and how fast an auditor reads a log.
 *
 * Usage: bench_log SCRATCH [SECONDS] [AUDIT_LEAVES]
 * SCRATCH is an empty folder; where it lies decides what fdatasync costs. Not a test: machines
 * differ.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file.h"
#include "base/try.h"
#include "ledger/commitment.h"
#include "ledger/committer.h"
#include "writ/writ.h"

#define ORIGIN "bench/node/1"

/* What a decision of the starter example with two policies takes. */
enum { LEAF_BYTES = 700, SIDE_BYTES = 1300, THREADS_MAX = 64, PATH_SIZE = 4096 };

/* What the format adds to them: heads of a leaf's and a side frame, and the frame of a commit. */
enum { FRAME_HEAD = 9, SIDE_HEAD = 17, COMMIT_BYTES = 93 };

static char record_bytes[LEAF_BYTES + SIDE_BYTES];

static double read_s(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double now_s(void)
{
    return read_s(CLOCK_MONOTONIC);
}

static void die(const char *what, const struct writ_error *err)
{
    fprintf(stderr, "bench_log: %s: %s: %s\n", what, err->loc.source, err->text);
    exit(1);
}

static void require(bool is_fine, const char *what)
{
    if (!is_fine) {
        fprintf(stderr, "bench_log: %s failed\n", what);
        exit(1);
    }
}

/* One thread's share of a run. */
struct worker {
    struct writ_committer *committer;
    sqlite3 *database;
    double end_s;
    uint64_t done;
};

static uint64_t run_workers(void *(*work)(void *), struct worker *workers, size_t count)
{
    pthread_t threads[THREADS_MAX];
    uint64_t done = 0;

    for (size_t i = 0; i < count; i++) {
        require(pthread_create(&threads[i], NULL, work, &workers[i]) == 0, "starting a thread");
    }
    for (size_t i = 0; i < count; i++) {
        (void)pthread_join(threads[i], NULL);
        done += workers[i].done;
    }
    return done;
}

static void *record_until(void *ctx)
{
    struct worker *worker = ctx;
    const struct writ_record record = {.leaf = {record_bytes, LEAF_BYTES},
                                       .side = {record_bytes + LEAF_BYTES, SIDE_BYTES}};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    struct writ_buf receipt;
    uint64_t first;

    writ_buf_init(&receipt, &alloc, 1 << 16);
    while (now_s() < worker->end_s) {
        writ_buf_clear(&receipt);
        if (writ_committer_record(worker->committer, &record, 1, &first, &receipt, &err) !=
            WRIT_OK) {
            die("recording", &err);
        }
        worker->done++;
    }
    writ_buf_done(&receipt);
    return NULL;
}

/* A log's result: how many receipts a second, and how many shared a commit on average. */
struct rate {
    double per_second;
    double batch;
};

/* From the length of the segments: each commit adds a frame of its own to those of its leaves. */
static double count_commits(const char *dir, uint64_t leaves)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    struct writ_arena arena;
    const char **names = NULL;
    size_t count = 0;
    double bytes = 0;
    struct stat info;

    writ_arena_init(&arena, &alloc);
    if (writ_dir_list(&arena, dir, &names, &count, &err) != WRIT_OK) {
        die("listing", &err);
    }
    for (size_t i = 0; i < count; i++) {
        if (strncmp(names[i], "segment-", 8) == 0 &&
            stat(writ_path_join(&arena, dir, names[i]), &info) == 0) {
            bytes += (double)info.st_size;
        }
    }
    writ_arena_done(&arena);
    return (bytes - (double)leaves * (LEAF_BYTES + FRAME_HEAD)) / COMMIT_BYTES;
}

static struct rate measure_writ(const char *dir, const struct writ_signer *signer, size_t threads,
                                double seconds)
{
    struct worker workers[THREADS_MAX];
    struct writ_committer *committer = NULL;
    struct writ_log *log = NULL;
    struct writ_error err = {0};
    const double start = now_s();

    if (writ_log_open(dir, WRIT_LIT(ORIGIN), signer, &log, &err) != WRIT_OK ||
        writ_committer_open(log, &committer, &err) != WRIT_OK) {
        die("opening the log", &err);
    }
    for (size_t i = 0; i < threads; i++) {
        workers[i] = (struct worker){.committer = committer, .end_s = start + seconds};
    }

    const uint64_t done = run_workers(record_until, workers, threads);
    const double took = now_s() - start;

    writ_committer_close(committer);
    return (struct rate){(double)done / took, (double)done / count_commits(dir, done)};
}

/* The same bytes in batches of the same size, appended to one file and synced: records a second. */
static double measure_disk(const char *path, double batch, double seconds)
{
    const size_t len =
        (size_t)(batch * (LEAF_BYTES + FRAME_HEAD + SIDE_BYTES + SIDE_HEAD)) + COMMIT_BYTES;
    char *bytes = calloc(1, len);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const double start = now_s();
    uint64_t syncs = 0;

    require(bytes != NULL && fd >= 0, "opening a file");
    memset(bytes, 'x', len);
    while (now_s() < start + seconds) {
        require(writ_fd_write_all(fd, (struct writ_str){bytes, len}) && fdatasync(fd) == 0,
                "writing a file");
        syncs++;
    }
    free(bytes);
    (void)close(fd);
    return (double)syncs * batch / (now_s() - start);
}

static void sql(sqlite3 *database, const char *text)
{
    require(sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK, text);
}

static void *insert_until(void *ctx)
{
    struct worker *worker = ctx;
    sqlite3_stmt *insert = NULL;

    require(sqlite3_prepare_v2(worker->database, "INSERT INTO log (leaf, side) VALUES (?, ?)", -1,
                               &insert, NULL) == SQLITE_OK,
            "preparing an insert");
    while (now_s() < worker->end_s) {
        (void)sqlite3_bind_blob(insert, 1, record_bytes, LEAF_BYTES, SQLITE_STATIC);
        (void)sqlite3_bind_blob(insert, 2, record_bytes + LEAF_BYTES, SIDE_BYTES, SQLITE_STATIC);
        require(sqlite3_step(insert) == SQLITE_DONE, "an insert");
        (void)sqlite3_reset(insert);
        worker->done++;
    }
    (void)sqlite3_finalize(insert);
    return NULL;
}

/* One row a transaction, a connection a thread. */
static double measure_sqlite(const char *path, size_t threads, double seconds)
{
    struct worker workers[THREADS_MAX];
    const double start = now_s();

    for (size_t i = 0; i < threads; i++) {
        workers[i] = (struct worker){.end_s = start + seconds};
        require(sqlite3_open(path, &workers[i].database) == SQLITE_OK, "opening a database");
        (void)sqlite3_busy_timeout(workers[i].database, 60000);
        sql(workers[i].database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                 "CREATE TABLE IF NOT EXISTS log (leaf BLOB, side BLOB)");
    }

    const uint64_t done = run_workers(insert_until, workers, threads);
    const double took = now_s() - start;

    for (size_t i = 0; i < threads; i++) {
        (void)sqlite3_close(workers[i].database);
    }
    return (double)done / took;
}

static void measure_recording(const char *scratch, const struct writ_signer *signer, double seconds)
{
    static const size_t counts[] = {1, 8, 64};
    char path[3][PATH_SIZE];

    printf("%d bytes of leaf and %d beside it, %g s each\n", LEAF_BYTES, SIDE_BYTES, seconds);
    printf("submitters  receipts/s  leaves/commit  disk's limit  of limit   SQLite/s  x SQLite\n");
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        (void)snprintf(path[0], PATH_SIZE, "%s/log-%zu", scratch, counts[i]);
        (void)snprintf(path[1], PATH_SIZE, "%s/disk-%zu", scratch, counts[i]);
        (void)snprintf(path[2], PATH_SIZE, "%s/sqlite-%zu", scratch, counts[i]);

        const struct rate own = measure_writ(path[0], signer, counts[i], seconds);
        const double disk = measure_disk(path[1], own.batch, seconds);
        const double other = measure_sqlite(path[2], counts[i], seconds);

        printf("%10zu  %10.0f  %13.1f  %12.0f  %7.0f%%  %9.0f  %8.1f\n", counts[i], own.per_second,
               own.batch, disk, 100 * own.per_second / disk, other, own.per_second / other);
        (void)unlink(path[1]);
        (void)unlink(path[2]);
    }
}

/* A leaf and what lies beside it, as small as a decision's can be. */
static void make_record(struct writ_arena *arena, bool has_side, struct writ_record *ret_record)
{
    struct writ_commitment commitment;
    struct writ_build document;
    struct writ_error err = {0};

    writ_build_object(&document, arena);
    writ_build_put_text(&document, "decision", WRIT_LIT("deny"));
    if (writ_commit(arena, writ_salts_random(), "document", writ_build_end(&document), &commitment,
                    &err) != WRIT_OK) {
        die("committing", &err);
    }
    ret_record->leaf = writ_str_from(writ_arena_printf(
        arena, "{\"_sd\":[\"%.*s\"],\"decision\":\"deny\"}", WRIT_FMT(commitment.digest)));
    if (has_side) {
        ret_record->side =
            writ_str_from(writ_arena_printf(arena, "[%.*s]", WRIT_FMT(commitment.text)));
    }
}

static void fill_log(const char *dir, const struct writ_signer *signer, uint64_t leaves,
                     bool has_side)
{
    struct writ_record *records = calloc(WRIT_COMMIT_LEAVES_MAX, sizeof(*records));
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_arena arena;
    struct writ_log *log = NULL;
    struct writ_error err = {0};
    uint64_t first = 0;

    writ_arena_init(&arena, &alloc);
    if (writ_log_open(dir, WRIT_LIT(ORIGIN), signer, &log, &err) != WRIT_OK) {
        die("opening the log", &err);
    }
    for (uint64_t size = 0; size < leaves; size += WRIT_COMMIT_LEAVES_MAX) {
        writ_arena_reset(&arena);
        for (size_t i = 0; i < WRIT_COMMIT_LEAVES_MAX; i++) {
            make_record(&arena, has_side, &records[i]);
        }
        if (writ_log_append(log, records, WRIT_COMMIT_LEAVES_MAX, &first, &err) != WRIT_OK) {
            die("appending", &err);
        }
    }
    writ_log_close(log);
    writ_arena_done(&arena);
    free(records);
}

static void measure_audit(const char *scratch, const struct writ_signer *signer, uint64_t leaves,
                          bool has_side)
{
    struct writ_audit_terms terms = {.is_missing_allowed = !has_side};
    struct writ_audit_state audited;
    struct writ_error err = {0};
    char dir[PATH_SIZE];
    double start, cpu_start;

    (void)snprintf(dir, sizeof(dir), "%s/audit-%d", scratch, has_side ? 1 : 0);
    fill_log(dir, signer, leaves, has_side);
    for (terms.jobs = 1; terms.jobs <= 2; terms.jobs++) {
        start = now_s();
        cpu_start = read_s(CLOCK_PROCESS_CPUTIME_ID);
        if (writ_audit_verify(dir, &terms, &audited, &err) != WRIT_OK) {
            die("auditing", &err);
        }
        require((has_side ? audited.disclosed : audited.missing) == audited.size, "the audit");
        printf("audit of %llu leaves %s with %u jobs: %.0f leaves/s, %.0f a second of one core\n",
               (unsigned long long)audited.size,
               has_side ? "and disclosures    " : "without disclosures", terms.jobs,
               (double)audited.size / (now_s() - start),
               (double)audited.size / (read_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_start));
    }
}

int main(int argc, char **argv)
{
    const double seconds = argc > 2 ? strtod(argv[2], NULL) : 3;
    const uint64_t leaves = argc > 3 ? strtoull(argv[3], NULL, 10) : 1 << 20;
    struct writ_signer *signer = NULL;
    struct writ_error err = {0};

    if (argc < 2) {
        fputs("usage: bench_log SCRATCH [SECONDS] [AUDIT_LEAVES]\n", stderr);
        return 2;
    }
    memset(record_bytes, 'x', sizeof(record_bytes));
    if (writ_dir_make(argv[1], &err) != WRIT_OK ||
        writ_signer_generate(WRIT_LIT(ORIGIN), &signer, &err) != WRIT_OK) {
        die("making a key", &err);
    }
    if (seconds > 0) {
        measure_recording(argv[1], signer, seconds);
    }
    measure_audit(argv[1], signer, leaves, false);
    measure_audit(argv[1], signer, leaves, true);
    writ_signer_free(signer);
    return 0;
}
