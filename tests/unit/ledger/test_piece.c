/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments are read by any number of threads: what comes of a log, and what is said of one that was
 * tampered with, is the same.
 */
#include "ledger/piece.h"

#include "cmocka_all.h"

#include "base/jobs.h"
#include "base/try.h"
#include "log_fixture.h"
#include "random.h"

enum { SEGMENTS = 9, PER_SEGMENT = 3, FRAMES_MAX = 64, TAMPERINGS = 150 };

static const size_t job_counts[] = {2, 4, WRIT_JOBS_MAX};
enum { JOB_COUNTS = sizeof(job_counts) / sizeof(job_counts[0]) };

/* A segment's file. */
struct file {
    char name[WRIT_SEGMENT_NAME_SIZE];
    char *bytes;
    size_t len;
};

struct segmented {
    struct log_fixture log;
    struct file files[SEGMENTS];
};

static size_t frame_at(const char *bytes, size_t len, size_t at, struct writ_frame *ret_frame)
{
    assert_true(writ_frame_decode((struct writ_str){bytes + at, len - at}, ret_frame));
    return at + WRIT_FRAME_HEAD + ret_frame->body.len;
}

/* The next segment of a log that lies in one: some commits, in a file with the name of their first
 * leaf. */
static size_t cut_file(struct segmented *log, struct file *file, const char *bytes, size_t len,
                       size_t at)
{
    struct writ_commit_record record;
    struct writ_frame frame;
    const size_t start = at;

    for (size_t commits = 0; commits < PER_SEGMENT; commits += frame.type == WRIT_FRAME_COMMIT) {
        at = frame_at(bytes, len, at, &frame);
        if (commits == 0 && frame.type == WRIT_FRAME_COMMIT) {
            assert_true(writ_commit_record_decode(frame.body, &record));
            writ_segment_name(record.first, file->name);
        }
    }
    file->len = at - start;
    file->bytes = malloc(file->len);
    assert_non_null(file->bytes);
    memcpy(file->bytes, bytes + start, file->len);
    log_put_file(&log->log, file->name, file->bytes, file->len);
    return at;
}

static int set_up(void **state)
{
    struct segmented *made = calloc(1, sizeof(*made));
    size_t len = 0, at = 0;

    assert_non_null(made);
    log_fixture_init(&made->log);

    struct writ_log *log = log_open(&made->log);

    for (size_t i = 0; i < (size_t)SEGMENTS * PER_SEGMENT; i++) {
        log_append(log, 1 + i % 5);
    }
    writ_log_close(log);

    char *bytes = log_file(&made->log, log_segment, &len);

    log_drop_file(&made->log, log_segment);
    for (size_t i = 0; i < SEGMENTS; i++) {
        at = cut_file(made, &made->files[i], bytes, len, at);
    }
    assert_int_equal(at, len);
    free(bytes);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    struct segmented *made = *state;

    for (size_t i = 0; i < SEGMENTS; i++) {
        free(made->files[i].bytes);
    }
    log_fixture_done(&made->log);
    free(made);
    return 0;
}

/* What was wanted, in which order. */
struct wanted {
    uint64_t indices[256];
    size_t count;
};

static bool ends_in_seven(struct writ_str leaf)
{
    return leaf.ptr[leaf.len - 2] == '7';
}

static enum writ_status note(void *ctx, uint64_t index, struct writ_error *err)
{
    struct wanted *wanted = ctx;

    (void)err;
    wanted->indices[wanted->count++] = index;
    return WRIT_OK;
}

static enum writ_status open_by(const struct log_fixture *fixture, size_t jobs,
                                struct wanted *wanted, struct writ_log **ret_log,
                                struct writ_error *err)
{
    const struct writ_leaf_visitor visitor = {ends_in_seven, note, wanted};

    return writ_log_open_visited(fixture->dir, &visitor, jobs, ret_log, err);
}

static void expect_same(const struct writ_log *log, const struct writ_log *other)
{
    assert_int_equal(log->nodes.size, other->nodes.size);
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        const struct writ_level *level = &log->nodes.levels[i];

        assert_int_equal(level->count, other->nodes.levels[i].count);
        assert_true(level->count == 0 || memcmp(level->hashes, other->nodes.levels[i].hashes,
                                                level->count * sizeof(*level->hashes)) == 0);
    }
    assert_memory_equal(log->places, other->places, log->nodes.size * sizeof(*log->places));
    assert_int_equal(log->segment_count, other->segment_count);
    assert_memory_equal(log->segments, other->segments,
                        log->segment_count * sizeof(*log->segments));
    assert_memory_equal(&log->last, &other->last, sizeof(log->last));
}

static void expect_the_same_for_any_number(const struct segmented *made)
{
    WRIT_AUTO(writ_log) struct writ_log *one = NULL;
    struct wanted first = {.count = 0};

    assert_int_equal(open_by(&made->log, 1, &first, &one, NULL), WRIT_OK);
    assert_int_equal(one->segment_count, SEGMENTS);
    assert_int_equal(first.count, (one->nodes.size + 2) / 10);
    for (size_t i = 0; i < JOB_COUNTS; i++) {
        WRIT_AUTO(writ_log) struct writ_log *log = NULL;
        struct wanted wanted = {.count = 0};

        assert_int_equal(open_by(&made->log, job_counts[i], &wanted, &log, NULL), WRIT_OK);
        expect_same(log, one);
        assert_int_equal(wanted.count, first.count);
        assert_memory_equal(wanted.indices, first.indices, first.count * sizeof(uint64_t));
    }
}

static void an_honest_log_is_the_same_for_any_number_of_threads(void **state)
{
    expect_the_same_for_any_number(*state);
}

/* A leaf that no commit covers, whole or not. */
static void what_a_crash_left_is_left_out_by_any_number_of_threads(void **state)
{
    const struct segmented *made = *state;
    const struct file *last = &made->files[SEGMENTS - 1];
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, 1 << 16);
    writ_buf_add(&buf, (struct writ_str){last->bytes, last->len});
    writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("{}"));
    for (size_t len = last->len; len <= buf.len; len++) {
        log_put_file(&made->log, last->name, buf.ptr, len);
        expect_the_same_for_any_number(made);
    }
}

/* A segment's frames, each with its head, to be put together otherwise. */
struct frames {
    struct writ_str items[FRAMES_MAX];
    size_t count;
};

static struct frames frames_of(const struct file *file)
{
    struct frames frames = {.count = 0};
    struct writ_frame frame;

    for (size_t at = 0; at < file->len;) {
        const size_t next = frame_at(file->bytes, file->len, at, &frame);

        frames.items[frames.count++] = (struct writ_str){file->bytes + at, next - at};
        at = next;
    }
    return frames;
}

static void put_frames(const struct segmented *made, const struct file *file,
                       const struct frames *frames)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, 1 << 16);
    for (size_t i = 0; i < frames->count; i++) {
        writ_buf_add(&buf, frames->items[i]);
    }
    log_put_file(&made->log, file->name, buf.ptr, buf.len);
}

static void flip_byte(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    const size_t at = random_below(seed, file->len);

    file->bytes[at] = (char)(file->bytes[at] ^ 4);
    log_put_file(&made->log, file->name, file->bytes, file->len);
    file->bytes[at] = (char)(file->bytes[at] ^ 4);
}

static void delete_frame(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);
    const size_t gone = random_below(seed, frames.count);

    frames.count--;
    memmove(&frames.items[gone], &frames.items[gone + 1],
            (frames.count - gone) * sizeof(*frames.items));
    put_frames(made, file, &frames);
}

static void copy_frame(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);

    frames.items[frames.count] = frames.items[0];
    frames.items[0] = frames.items[random_below(seed, frames.count)];
    frames.count++;
    put_frames(made, file, &frames);
}

static void swap_frames(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);
    const size_t first = random_below(seed, frames.count - 1);
    const struct writ_str kept = frames.items[first];

    frames.items[first] = frames.items[first + 1];
    frames.items[first + 1] = kept;
    put_frames(made, file, &frames);
}

/* One number or root of a commit, with a crc that holds. */
static void forge_commit(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_frame frame = {.type = 0};
    char body[WRIT_COMMIT_SIZE];
    size_t at = 0;

    while (frame.type != WRIT_FRAME_COMMIT) {
        at = random_below(seed, frames.count);
        (void)frame_at(frames.items[at].ptr, frames.items[at].len, 0, &frame);
    }
    memcpy(body, frame.body.ptr, sizeof(body));
    body[random_below(seed, sizeof(body))] ^= 1;
    writ_buf_init(&buf, &alloc, 1024);
    writ_frame_add(&buf, WRIT_FRAME_COMMIT, (struct writ_str){body, sizeof(body)});
    frames.items[at] = (struct writ_str){buf.ptr, buf.len};
    put_frames(made, file, &frames);
}

/* Another leaf of the same length, with a crc that holds. */
static void forge_leaf(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)seed;
    writ_buf_init(&buf, &alloc, 1024);
    writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("{\"n\":forged}"));
    frames.items[0] = (struct writ_str){buf.ptr, buf.len};
    put_frames(made, file, &frames);
}

static void unknown_frame(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    struct frames frames = frames_of(file);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, 1024);
    writ_frame_add(&buf, (enum writ_frame_type)9, WRIT_LIT("?"));
    frames.items[random_below(seed, frames.count)] = (struct writ_str){buf.ptr, buf.len};
    put_frames(made, file, &frames);
}

static void cut_end(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    log_put_file(&made->log, file->name, file->bytes, random_below(seed, file->len));
}

static void drop_file(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    (void)seed;
    log_drop_file(&made->log, file->name);
}

static void take_another(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    const struct file *other = file == made->files ? &made->files[1] : file - 1;

    (void)seed;
    log_put_file(&made->log, file->name, other->bytes, other->len);
}

static void make_folder(const struct segmented *made, const struct file *file, uint64_t *seed)
{
    char path[OWN_PATH];

    (void)seed;
    log_drop_file(&made->log, file->name);
    own_path(made->log.dir, file->name, path);
    assert_int_equal(mkdir(path, 0700), 0);
}

typedef void tamper(const struct segmented *made, const struct file *file, uint64_t *seed);

static tamper *const tamperings[] = {flip_byte,     delete_frame, copy_frame, swap_frames,
                                     forge_commit,  forge_leaf,   cut_end,    drop_file,
                                     unknown_frame, take_another, make_folder};

static void put_back(const struct segmented *made)
{
    for (size_t i = 0; i < SEGMENTS; i++) {
        const struct file *file = &made->files[i];
        char path[OWN_PATH];

        own_path(made->log.dir, file->name, path);
        own_remove(path, NULL);
        log_put_file(&made->log, file->name, file->bytes, file->len);
    }
}

static void expect_found_alike(const struct segmented *made, uint64_t seed)
{
    struct writ_error one = {0};

    for (size_t i = 0; i <= JOB_COUNTS; i++) {
        const size_t jobs = i == 0 ? 1 : job_counts[i - 1];
        struct writ_error err = {0};
        struct wanted wanted = {.count = 0};
        struct writ_log *log = NULL;

        if (open_by(&made->log, jobs, &wanted, &log, &err) == WRIT_OK) {
            fail_msg("seed %llu: %zu jobs find nothing", (unsigned long long)seed, jobs);
        }
        one = i == 0 ? err : one;
        if (memcmp(&err, &one, sizeof(err)) != 0) {
            fail_msg("seed %llu: %zu jobs say '%s' of %s, one says '%s' of %s",
                     (unsigned long long)seed, jobs, err.text, err.loc.source, one.text,
                     one.loc.source);
        }
    }
}

/* One segment is tampered with, or several: what comes first is said. */
static void every_tampering_is_found_alike(void **state)
{
    const struct segmented *made = *state;

    for (uint64_t n = 1; n <= TAMPERINGS; n++) {
        uint64_t seed = n;

        for (size_t i = random_below(&seed, SEGMENTS); i < SEGMENTS;
             i += 1 + random_below(&seed, 6)) {
            RANDOM_OF(&seed, tamperings)(made, &made->files[i], &seed);
        }
        expect_found_alike(made, n);
        put_back(made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_honest_log_is_the_same_for_any_number_of_threads, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_a_crash_left_is_left_out_by_any_number_of_threads,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_tampering_is_found_alike, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
