/* SPDX-License-Identifier: Apache-2.0
 *
 * The log as static files: from these alone, and by other code than the log's, comes the same root.
 */
#include "cmocka_all.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/try.h"
#include "ledger/cosigned.h"
#include "ledger/tile.h"
#include "log_fixture.h"
#include "scratch.h"

enum { COMMIT = 4096, FILE_MAX = 1 << 25 };

struct fixture {
    struct log_fixture log;
    struct scratch out;
    struct writ_alloc alloc;
    struct writ_arena arena;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    log_fixture_init(&fixture->log);
    scratch_make(&fixture->out);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&fixture->arena, &fixture->alloc);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_arena_done(&fixture->arena);
    scratch_autop(&fixture->out);
    log_fixture_done(&fixture->log);
    free(fixture);
    return 0;
}

static void grow_to(const struct fixture *fixture, uint64_t size)
{
    static char texts[COMMIT][32];
    static struct writ_record records[COMMIT];
    struct writ_log *log = log_open(&fixture->log);
    uint64_t first;

    while (writ_log_size(log) < size) {
        const uint64_t at = writ_log_size(log);
        const size_t count = size - at < COMMIT ? (size_t)(size - at) : COMMIT;

        for (size_t i = 0; i < count; i++) {
            records[i] = (struct writ_record){log_leaf(at + i, texts[i]), WRIT_LIT("side")};
        }
        assert_int_equal(writ_log_append(log, records, count, &first, NULL), WRIT_OK);
    }
    writ_log_close(log);
}

static enum writ_status try_publish(const struct fixture *fixture, struct writ_exported *ret,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;

    WRIT_TRY(writ_log_open_readonly(fixture->log.dir, &log, err));
    return writ_log_export(log, fixture->out.dir, ret, err);
}

static struct writ_exported publish(const struct fixture *fixture)
{
    struct writ_exported exported = {0, 0, 0};
    struct writ_error err = {0};

    if (try_publish(fixture, &exported, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return exported;
}

static struct writ_str read_tile(struct fixture *fixture, int level, uint64_t index, unsigned width)
{
    const struct writ_tile tile = {level, index, width};
    char name[WRIT_TILE_PATH_SIZE];
    struct writ_str bytes = {NULL, 0};
    struct writ_error err = {0};

    writ_tile_path(&tile, name);
    if (writ_file_read(&fixture->arena, scratch_path(&fixture->out, name), FILE_MAX, &bytes,
                       &err) != WRIT_OK) {
        fail_msg("%s: %s", name, err.text);
    }
    return bytes;
}

/* RFC 6962, section 2.1, word by word. */
static struct writ_digest mth(const struct writ_digest *hashes, size_t count)
{
    struct writ_digest root;
    size_t split = 1;

    if (count == 0) {
        assert_int_equal(writ_sha256(NULL, 0, &root, NULL), WRIT_OK);
        return root;
    }
    if (count == 1) {
        return hashes[0];
    }
    while (split * 2 < count) {
        split *= 2;
    }

    const struct writ_digest left = mth(hashes, split);
    const struct writ_digest right = mth(hashes + split, count - split);
    const struct writ_str pieces[] = {
        {"\1", 1}, {(const char *)left.bytes, 32}, {(const char *)right.bytes, 32}};

    assert_int_equal(writ_sha256(pieces, 3, &root, NULL), WRIT_OK);
    return root;
}

/* The hashes of all leaves, from the entry bundles. */
static struct writ_digest *entry_hashes(struct fixture *fixture, size_t size)
{
    struct writ_digest *hashes = writ_arena_array(&fixture->arena, size + 1, sizeof(*hashes));
    size_t count = 0;

    for (uint64_t index = 0; count < size; index++) {
        const size_t left = size - count;
        const unsigned width = left < WRIT_TILE_WIDTH ? (unsigned)left : WRIT_TILE_WIDTH;
        struct writ_str rest = read_tile(fixture, WRIT_TILE_ENTRIES, index, width);

        for (unsigned i = 0; i < width; i++, count++) {
            char text[32];
            const size_t len = (size_t)(unsigned char)rest.ptr[0] << 8 | (unsigned char)rest.ptr[1];
            const struct writ_str leaf = writ_str_cut(rest, 2, 2 + len);

            assert_true(writ_str_eq(leaf, log_leaf(count, text)));
            assert_int_equal(writ_leaf_hash(leaf, &hashes[count], NULL), WRIT_OK);
            rest = writ_str_cut(rest, 2 + len, rest.len);
        }
        assert_int_equal(rest.len, 0);
    }
    return hashes;
}

/* Every tile of every level holds the tree hashes of what is below it. */
static void check_tiles(struct fixture *fixture, const struct writ_digest *hashes, size_t size)
{
    size_t span = 1;

    for (int level = 0; size / span > 0; level++, span *= WRIT_TILE_WIDTH) {
        for (size_t first = 0; first < size / span; first += WRIT_TILE_WIDTH) {
            const size_t left = size / span - first;
            const unsigned width = left < WRIT_TILE_WIDTH ? (unsigned)left : WRIT_TILE_WIDTH;
            const struct writ_str tile = read_tile(fixture, level, first / WRIT_TILE_WIDTH, width);

            assert_int_equal(tile.len, 32 * width);
            for (unsigned i = 0; i < width; i++) {
                const struct writ_digest expected = mth(hashes + (first + i) * span, span);

                assert_memory_equal(tile.ptr + (size_t)32 * i, expected.bytes, 32);
            }
        }
    }
}

static void check_published(struct fixture *fixture, size_t size)
{
    const struct writ_verifier *verifier = writ_signer_public(fixture->log.signer);
    const struct writ_digest *hashes = entry_hashes(fixture, size);
    struct writ_checkpoint checkpoint;
    struct writ_str note;
    struct writ_str text;

    assert_int_equal(writ_file_read(&fixture->arena, scratch_path(&fixture->out, "checkpoint"),
                                    FILE_MAX, &note, NULL),
                     WRIT_OK);
    assert_int_equal(writ_note_open(note, verifier, &text, NULL), WRIT_OK);
    assert_int_equal(writ_checkpoint_parse(text, &checkpoint, NULL), WRIT_OK);
    assert_int_equal(checkpoint.size, size);

    const struct writ_digest root = mth(hashes, size);

    assert_memory_equal(checkpoint.root.bytes, root.bytes, 32);
    check_tiles(fixture, hashes, size);
}

static void the_root_comes_from_the_files_alone(void **state)
{
    static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 512, 1000, 66000};
    struct fixture *fixture = *state;
    uint64_t before = 0;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        grow_to(fixture, sizes[i]);

        const struct writ_exported exported = publish(fixture);

        assert_int_equal(exported.size, sizes[i]);
        assert_int_equal(exported.before, before);
        check_published(fixture, (size_t)sizes[i]);
        assert_int_equal(publish(fixture).files, 0); /* nothing is new */
        before = sizes[i];
    }
}

static bool exists(struct fixture *fixture, const char *name)
{
    return writ_file_exists(scratch_path(&fixture->out, name));
}

static void only_what_is_new_is_written(void **state)
{
    struct fixture *fixture = *state;
    struct stat before;
    struct stat after;

    grow_to(fixture, 300);
    assert_int_equal(publish(fixture).files, 5); /* 2 bundles, 2 tiles, 1 above */
    assert_int_equal(stat(scratch_path(&fixture->out, "tile/0/000"), &before), 0);
    assert_true(exists(fixture, "tile/0/001.p/44") && exists(fixture, "tile/entries/001.p/44"));
    grow_to(fixture, 310);
    assert_int_equal(publish(fixture).files, 2);
    assert_true(exists(fixture, "tile/0/001.p/44") && exists(fixture, "tile/0/001.p/54"));
    grow_to(fixture, 512);
    assert_int_equal(publish(fixture).files, 3);
    assert_false(exists(fixture, "tile/0/001.p/44") || exists(fixture, "tile/entries/001.p/44"));
    assert_true(exists(fixture, "tile/0/001"));
    assert_int_equal(stat(scratch_path(&fixture->out, "tile/0/000"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
}

static void a_tile_that_is_gone_comes_back(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 600);
    (void)publish(fixture);
    assert_int_equal(unlink(scratch_path(&fixture->out, "tile/0/000")), 0);
    assert_int_equal(publish(fixture).files, 1);
    check_published(fixture, 600);
}

static void another_history_is_not_published_over_this_one(void **state)
{
    struct fixture *fixture = *state;
    struct writ_exported exported;
    struct writ_error err = {0};
    struct fixture *other = NULL;

    grow_to(fixture, 300);
    (void)publish(fixture);
    assert_int_equal(set_up((void **)&other), 0);
    grow_to(other, 290); /* the same leaves: an older copy */
    scratch_autop(&other->out);
    other->out = fixture->out;
    assert_int_equal(try_publish(other, &exported, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.text, "rollback"));
    err = (struct writ_error){0};
    assert_int_equal(unlink(scratch_path(&fixture->out, "checkpoint")), 0);
    own_write(scratch_path(&fixture->out, "tile/0/000"), WRIT_LIT("other"), 0644);
    assert_int_equal(try_publish(fixture, &exported, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.loc.source, "tile/0/000"));
    scratch_make(&other->out);
    assert_int_equal(tear_down((void **)&other), 0);
}

static void an_empty_log_publishes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct writ_exported exported;

    writ_log_close(log_open(&fixture->log));

    const enum writ_status status = try_publish(fixture, &exported, NULL);

    assert_true(status == WRIT_E_NOTFOUND || (status == WRIT_OK && exported.files == 0));
}

static const struct {
    struct writ_tile tile;
    const char *path;
} paths[] = {
    {{0, 0, 256}, "tile/0/000"},
    {{0, 999, 1}, "tile/0/999.p/1"},
    {{1, 1000, 256}, "tile/1/x001/000"},
    {{WRIT_TILE_ENTRIES, 1234067, 256}, "tile/entries/x001/x234/067"},
    {{7, 12345, 255}, "tile/7/x012/345.p/255"},
    {{0, UINT64_MAX / 256, 256}, "tile/0/x072/x057/x594/x037/x927/935"},
};

static const char *const no_paths[] = {
    "",
    "tile",
    "tile/",
    "tile/0",
    "tile/0/",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/x000/000",
    "tile/0/001/000",
    "tile/0/x001",
    "tile/0/x001/x000",
    "tile/8/000",
    "tile/00/000",
    "tile/-1/000",
    "tile/entry/000",
    "tile/entries",
    "tile/0/000.p",
    "tile/0/000.p/",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/1/",
    "tile/0/000/../000",
    "tile/0/../0/000",
    "tile/0/000?",
    "/tile/0/000",
    "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    "checkpoint",
};

static void paths_are_those_of_the_specification(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        char path[WRIT_TILE_PATH_SIZE];

        writ_tile_path(&paths[i].tile, path);
        assert_string_equal(path, paths[i].path);
    }
}

static void only_such_paths_are_read(void **state)
{
    struct writ_tile tile;

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_true(writ_tile_parse(writ_str_from(paths[i].path), &tile));
        assert_int_equal(tile.level, paths[i].tile.level);
        assert_int_equal(tile.index, paths[i].tile.index);
        assert_int_equal(tile.width, paths[i].tile.width);
    }
    for (size_t i = 0; i < sizeof(no_paths) / sizeof(no_paths[0]); i++) {
        if (writ_tile_parse(writ_str_from(no_paths[i]), &tile)) {
            fail_msg("'%s' is taken for a tile", no_paths[i]);
        }
    }
}

/* Whether a tile of the open log is the one that was published as a file. */
static void compare_tile(struct fixture *fixture, struct writ_log *log,
                         const struct writ_tile *tile)
{
    const struct writ_str file = read_tile(fixture, tile->level, tile->index, tile->width);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_buf_init(&buf, &alloc, FILE_MAX);
    assert_int_equal(writ_log_tile(log, tile, &buf, NULL), WRIT_OK);
    assert_true(writ_str_eq(file, (struct writ_str){buf.ptr, buf.len}));
}

static void an_open_log_has_the_tiles_that_are_published(void **state)
{
    static const struct writ_tile there[] = {{0, 0, 256},
                                             {0, 1, 256},
                                             {0, 2, 88},
                                             {1, 0, 2},
                                             {WRIT_TILE_ENTRIES, 1, 256},
                                             {WRIT_TILE_ENTRIES, 2, 88}};
    static const struct writ_tile missing[] = {{0, 2, 89}, {0, 2, 256}, {0, 3, 1},
                                               {1, 0, 3},  {2, 0, 1},   {0, UINT64_MAX / 256, 1},
                                               {1, 1, 1}};
    struct fixture *fixture = *state;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    grow_to(fixture, 600);
    (void)publish(fixture);

    WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(&fixture->log);

    writ_buf_init(&buf, &alloc, FILE_MAX);
    for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
        compare_tile(fixture, log, &there[i]);
    }
    for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
        assert_int_equal(writ_log_tile(log, &missing[i], &buf, NULL), WRIT_E_NOTFOUND);
    }
    assert_int_equal(buf.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_those_of_the_specification),
        cmocka_unit_test(only_such_paths_are_read),
        cmocka_unit_test_setup_teardown(an_open_log_has_the_tiles_that_are_published, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_root_comes_from_the_files_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_is_new_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tile_that_is_gone_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_history_is_not_published_over_this_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_log_publishes_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
