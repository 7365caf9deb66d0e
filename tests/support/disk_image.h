/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/disk_image.h - what a power cut may leave of a journal: whatever was synced, and of
 * the rest any part, for a disk may reorder what nothing keeps in order. Data goes by sectors; a
 * name is there or not, and only a sync of its folder makes that certain (POSIX fsync promises no
 * more).
 */
#ifndef WRIT_TESTS_DISK_IMAGE_H
#define WRIT_TESTS_DISK_IMAGE_H

#include <sys/stat.h>

#include "disk_journal.h"

enum { DISK_SECTOR = 512, IMAGE_PATH = 4096 };

/* What becomes of that which was not synced. */
enum disk_loss {
    LOSE_ALL,
    LOSE_NOTHING,
    LOSE_DATA,  /* names stay: files are left empty, or as short as they were */
    LOSE_NAMES, /* data stays */
    LOSE_ZEROS, /* names and lengths stay, the data is zeros */
    LOSE_ODD,   /* names stay, and the data of every second file */
    LOSE_EVEN,  /* the others' */
    LOSE_TAIL,  /* in order, up to a write that is torn at a sector */
    LOSE_SOME,  /* any part; once for each seed */
};

struct disk_cut {
    size_t at; /* operations before the cut */
    enum disk_loss loss;
    unsigned seed;
};

static inline const char *disk_loss_name(enum disk_loss loss)
{
    static const char *const names[] = {"all", "nothing", "data", "names", "zeros",
                                        "odd", "even",    "tail", "some"};

    return names[loss];
}

static bool is_of_names(const struct disk_op *op)
{
    return op->kind == DISK_MAKE || op->kind == DISK_RENAME || op->kind == DISK_REMOVE;
}

static bool is_synced_in(int file, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (journal.ops[i].kind == DISK_SYNC && journal.ops[i].file == file) {
            return true;
        }
    }
    return false;
}

static bool is_durable(size_t nth, size_t cut)
{
    const struct disk_op *op = &journal.ops[nth];

    if (!is_of_names(op)) {
        return is_synced_in(op->file, nth + 1, cut);
    }
    return is_synced_in(op->name.folder, nth + 1, cut) &&
           (op->kind != DISK_RENAME || op->to.folder == op->name.folder ||
            is_synced_in(op->to.folder, nth + 1, cut));
}

/* One file or folder as the cut leaves it. */
struct image_file {
    bool is_folder;
    char *bytes;
    size_t len;
    size_t room;
};

struct image {
    struct disk_cut cut;
    unsigned random;
    size_t tail; /* LOSE_TAIL: the first operation that is lost, but for its first sectors */
    struct image_file *files;
    struct {
        struct disk_name name;
        int file;
    } names[JOURNAL_NAMES];
    size_t name_count;
};

static bool toss(struct image *image)
{
    return (rand_r(&image->random) & 0x100) != 0;
}

/* Does an operation that nothing made durable show after the cut? */
static bool shows(struct image *image, size_t nth)
{
    switch (image->cut.loss) {
    case LOSE_ALL:
        return false;
    case LOSE_NOTHING:
    case LOSE_ZEROS:
        return true;
    case LOSE_DATA:
        return is_of_names(&journal.ops[nth]);
    case LOSE_NAMES:
        return !is_of_names(&journal.ops[nth]);
    case LOSE_ODD:
    case LOSE_EVEN:
        return is_of_names(&journal.ops[nth]) ||
               journal.ops[nth].file % 2 == (image->cut.loss == LOSE_ODD ? 0 : 1);
    case LOSE_TAIL:
        return nth < image->tail;
    case LOSE_SOME:
        return toss(image);
    }
    return false;
}

static void image_grow(struct image_file *file, size_t len)
{
    if (len > file->room) {
        file->room = len > 2 * file->room ? len : 2 * file->room;
        file->bytes = realloc(file->bytes, file->room);
        assert_non_null(file->bytes);
    }
    if (len > file->len) {
        memset(file->bytes + file->len, 0, len - file->len);
        file->len = len;
    }
}

/* The sectors of a write, one by one; -1 for `most` is all. */
static void image_write(struct image *image, const struct disk_op *op, bool is_whole, size_t most)
{
    struct image_file *file = &image->files[op->file];
    size_t done = 0;

    for (size_t sector = 0; done < op->len && sector < most; sector++) {
        const size_t at = op->at + done;
        const size_t room = DISK_SECTOR - at % DISK_SECTOR;
        const size_t len = op->len - done < room ? op->len - done : room;

        if (is_whole || toss(image)) {
            image_grow(file, at + len);
            memcpy(file->bytes + at, op->bytes + done, len);
        }
        done += len;
    }
}

static size_t sectors_of(const struct disk_op *op)
{
    return (op->at + op->len - 1) / DISK_SECTOR - op->at / DISK_SECTOR + 1;
}

static void image_write_lost(struct image *image, size_t nth)
{
    const struct disk_op *op = &journal.ops[nth];

    if (image->cut.loss == LOSE_ZEROS) {
        image_grow(&image->files[op->file], op->at + op->len);
    } else if (image->cut.loss == LOSE_SOME) {
        image_write(image, op, false, (size_t)-1);
    } else if (image->cut.loss == LOSE_TAIL && nth == image->tail) {
        image_write(image, op, true, (size_t)rand_r(&image->random) % sectors_of(op));
    } else if (shows(image, nth)) {
        image_write(image, op, true, (size_t)-1);
    }
}

static void image_name(struct image *image, const struct disk_name *name, int file)
{
    size_t i = 0;

    while (i < image->name_count && !same_name(&image->names[i].name, name)) {
        i++;
    }
    assert_true(i < JOURNAL_NAMES);
    image->names[i].name = *name;
    image->names[i].file = file;
    image->name_count += i == image->name_count ? 1 : 0;
}

static void image_unname(struct image *image, const struct disk_op *op)
{
    for (size_t i = 0; i < image->name_count; i++) {
        if (same_name(&image->names[i].name, &op->name) && image->names[i].file == op->file) {
            image->names[i].file = JOURNAL_NONE;
        }
    }
}

static void image_apply(struct image *image, size_t nth)
{
    const struct disk_op *op = &journal.ops[nth];
    const bool is_certain = is_durable(nth, image->cut.at);

    if (op->kind == DISK_WRITE && !is_certain) {
        image_write_lost(image, nth);
        return;
    }
    if (!is_certain && !shows(image, nth)) {
        return;
    }
    switch (op->kind) {
    case DISK_MAKE:
        image->files[op->file].is_folder = op->is_folder;
        image_name(image, &op->name, op->file);
        return;
    case DISK_RENAME:
        image_unname(image, op);
        image_name(image, &op->to, op->file);
        return;
    case DISK_REMOVE:
        image_unname(image, op);
        return;
    case DISK_WRITE:
        image_write(image, op, true, (size_t)-1);
        return;
    case DISK_CUT:
        image_grow(&image->files[op->file], op->at);
        image->files[op->file].len = op->at;
        return;
    case DISK_SYNC:
    case DISK_ANSWER:
        return;
    }
}

/* Where LOSE_TAIL tears: any write before the cut that is not durable. */
static size_t choose_tail(struct image *image)
{
    size_t chosen = image->cut.at, count = 0;

    for (size_t i = 0; i < image->cut.at; i++) {
        if (journal.ops[i].kind == DISK_WRITE && !is_durable(i, image->cut.at) &&
            (unsigned)rand_r(&image->random) % ++count == 0) {
            chosen = i;
        }
    }
    return chosen;
}

static void image_store_file(const struct image_file *file, const char *path)
{
    const int fd = __real_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(__real_write(fd, file->bytes, file->len), file->len);
    assert_int_equal(__real_close(fd), 0);
}

/* The names of a folder, which is there already, and what is below. */
static void image_store(const struct image *image, int folder, const char *dir)
{
    for (size_t i = 0; i < image->name_count; i++) {
        const struct image_file *file =
            &image->files[image->names[i].file < 0 ? 0 : image->names[i].file];
        char path[IMAGE_PATH];

        if (image->names[i].name.folder != folder || image->names[i].file == JOURNAL_NONE) {
            continue;
        }
        (void)snprintf(path, sizeof(path), "%s/%s", dir, image->names[i].name.text);
        if (file->is_folder) {
            assert_int_equal(__real_mkdir(path, 0700), 0);
            image_store(image, image->names[i].file, path);
        } else {
            image_store_file(file, path);
        }
    }
}

/* Make the folder `dir`, which must not be there, as the cut leaves the journal's root. */
static inline void disk_image_make(struct disk_cut cut, const char *dir)
{
    struct image *image = calloc(1, sizeof(*image));

    assert_non_null(image);
    image->cut = cut;
    image->random = cut.seed;
    image->files = calloc((size_t)journal.files, sizeof(*image->files));
    assert_non_null(image->files);
    image->tail = cut.loss == LOSE_TAIL ? choose_tail(image) : cut.at;
    for (size_t i = 0; i < cut.at; i++) {
        image_apply(image, i);
    }
    assert_int_equal(__real_mkdir(dir, 0700), 0);
    image_store(image, JOURNAL_ROOT, dir);
    for (int i = 0; i < journal.files; i++) {
        free(image->files[i].bytes);
    }
    free(image->files);
    free(image);
}

#endif
