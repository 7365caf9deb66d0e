/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/disk_journal.h - write down what a program asks of the disk below one folder, so
 * that tests/support/disk_image.h can say what a power cut would leave of it. For tests linked with
 * --wrap for the calls below; included by one file of a program. Calls are made one at a time: what
 * is written down is in the order in which it happened.
 */
#ifndef WRIT_TESTS_DISK_JOURNAL_H
#define WRIT_TESTS_DISK_JOURNAL_H

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { JOURNAL_OPS = 1 << 16, JOURNAL_NAMES = 4096, JOURNAL_FDS = 1024, JOURNAL_NAME = 128 };
enum { JOURNAL_ROOT = 0, JOURNAL_NONE = -1 }; /* files and folders have numbers */

enum disk_op_kind {
    DISK_MAKE,   /* a file or folder gets its first name, or a file another one */
    DISK_RENAME, /* it gets another one, and whoever had that loses it */
    DISK_REMOVE, /* it loses its name */
    DISK_WRITE,
    DISK_CUT,    /* its length is set */
    DISK_SYNC,   /* what was written to it, or named in it, is durable */
    DISK_ANSWER, /* not of the disk: somebody was promised something */
};

struct disk_name {
    int folder;
    char text[JOURNAL_NAME];
};

struct disk_op {
    enum disk_op_kind kind;
    int file;
    bool is_folder;
    struct disk_name name; /* made, removed, or renamed from */
    struct disk_name to;
    size_t at; /* offset of a write; length after a cut; free for an answer */
    char *bytes;
    size_t len;
};

static struct {
    const char *root; /* NULL: nothing is written down */
    struct disk_op *ops;
    size_t count;
    int files; /* numbers given so far */
    struct {
        struct disk_name name;
        int file; /* JOURNAL_NONE: free */
    } names[JOURNAL_NAMES];
    int of_fd[JOURNAL_FDS]; /* JOURNAL_NONE: another one's */
    pthread_mutex_t lock;
} journal = {.lock = PTHREAD_MUTEX_INITIALIZER};

static inline void journal_begin(const char *root)
{
    journal.root = root;
    journal.ops = calloc(JOURNAL_OPS, sizeof(*journal.ops));
    assert_non_null(journal.ops);
    journal.count = 0;
    journal.files = JOURNAL_ROOT + 1;
    for (size_t i = 0; i < JOURNAL_NAMES; i++) {
        journal.names[i].file = JOURNAL_NONE;
    }
    for (size_t i = 0; i < JOURNAL_FDS; i++) {
        journal.of_fd[i] = JOURNAL_NONE;
    }
}

static inline void journal_end(void)
{
    for (size_t i = 0; i < journal.count; i++) {
        free(journal.ops[i].bytes);
    }
    free(journal.ops);
    journal.root = NULL;
}

/* With the lock held, as all below. */
static struct disk_op *journal_add(enum disk_op_kind kind, int file)
{
    assert_true(journal.count < JOURNAL_OPS);
    struct disk_op *op = &journal.ops[journal.count++];

    op->kind = kind;
    op->file = file;
    return op;
}

static void journal_keep(struct disk_op *op, const char *bytes, size_t len)
{
    op->bytes = malloc(len + 1);
    assert_non_null(op->bytes);
    memcpy(op->bytes, bytes, len);
    op->len = len;
}

static bool same_name(const struct disk_name *a, const struct disk_name *b)
{
    return a->folder == b->folder && strcmp(a->text, b->text) == 0;
}

static int journal_find(const struct disk_name *name)
{
    for (size_t i = 0; i < JOURNAL_NAMES; i++) {
        if (journal.names[i].file != JOURNAL_NONE && same_name(&journal.names[i].name, name)) {
            return journal.names[i].file;
        }
    }
    return JOURNAL_NONE;
}

/* JOURNAL_NONE takes the name away. */
static void journal_set(const struct disk_name *name, int file)
{
    size_t free_at = JOURNAL_NAMES;

    for (size_t i = JOURNAL_NAMES; i-- > 0;) {
        if (journal.names[i].file == JOURNAL_NONE) {
            free_at = i;
        } else if (same_name(&journal.names[i].name, name)) {
            journal.names[i].file = file;
            return;
        }
    }
    assert_true(free_at < JOURNAL_NAMES);
    journal.names[free_at].name = *name;
    journal.names[free_at].file = file;
}

static int journal_of(int fd)
{
    return journal.root != NULL && fd >= 0 && fd < JOURNAL_FDS ? journal.of_fd[fd] : JOURNAL_NONE;
}

/* The folder and the last name of a path; false when it is not below the root. The root itself has
 * the name "". */
static bool journal_place(int dir_fd, const char *path, struct disk_name *ret_name)
{
    const size_t root_len = journal.root == NULL ? 0 : strlen(journal.root);
    struct disk_name name = {.folder = JOURNAL_ROOT};

    if (root_len == 0) {
        return false;
    }
    if (dir_fd != AT_FDCWD) {
        name.folder = journal_of(dir_fd);
    } else if (strncmp(path, journal.root, root_len) == 0) {
        path += root_len;
    } else {
        name.folder = JOURNAL_NONE;
    }
    while (name.folder != JOURNAL_NONE) {
        path += strspn(path, "/");
        const size_t len = strcspn(path, "/");

        assert_true(len < sizeof(name.text));
        memcpy(name.text, path, len);
        name.text[len] = '\0';
        path += len;
        if (path[strspn(path, "/")] == '\0') {
            break;
        }
        name.folder = journal_find(&name);
    }
    *ret_name = name;
    return name.folder != JOURNAL_NONE;
}

static void journal_name(const struct disk_name *name, int file, bool is_folder)
{
    struct disk_op *op = journal_add(DISK_MAKE, file);

    op->name = *name;
    op->is_folder = is_folder;
    journal_set(name, file);
}

static void journal_make(const struct disk_name *name, bool is_folder)
{
    journal_name(name, journal.files, is_folder);
    journal.files++;
}

static bool is_itself(const struct disk_name *name)
{
    return name->text[0] == '\0' || strcmp(name->text, ".") == 0;
}

static void journal_opened(int dir_fd, const char *path, int flags, int fd)
{
    struct disk_name name;

    if (fd < 0 || fd >= JOURNAL_FDS || journal.root == NULL) {
        return;
    }
    journal.of_fd[fd] = JOURNAL_NONE;
    if (!journal_place(dir_fd, path, &name)) {
        return;
    }
    if (is_itself(&name)) {
        journal.of_fd[fd] = name.folder;
        return;
    }
    if (journal_find(&name) == JOURNAL_NONE) {
        assert_true((flags & O_CREAT) != 0); /* else it was made by a call that is not wrapped */
        journal_make(&name, false);
    } else if ((flags & O_TRUNC) != 0) {
        journal_add(DISK_CUT, journal_find(&name))->at = 0;
    }
    journal.of_fd[fd] = journal_find(&name);
}

/* Somebody was given an answer: from here on it must stay true. `split` is the caller's to use. */
static inline void journal_answer(struct writ_str bytes, size_t split)
{
    (void)pthread_mutex_lock(&journal.lock);
    struct disk_op *op = journal_add(DISK_ANSWER, JOURNAL_NONE);

    op->at = split;
    journal_keep(op, bytes.ptr, bytes.len);
    (void)pthread_mutex_unlock(&journal.lock);
}

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names */
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int dir_fd, const char *path, int flags, ...);
int __wrap_openat(int dir_fd, const char *path, int flags, ...);
int __real_close(int fd);
int __wrap_close(int fd);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __real_pwrite(int fd, const void *bytes, size_t len, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset);
int __real_ftruncate(int fd, off_t len);
int __wrap_ftruncate(int fd, off_t len);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __real_mkdirat(int dir_fd, const char *path, mode_t mode);
int __wrap_mkdirat(int dir_fd, const char *path, mode_t mode);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __real_unlinkat(int dir_fd, const char *path, int flags);
int __wrap_unlinkat(int dir_fd, const char *path, int flags);

int __wrap_openat(int dir_fd, const char *path, int flags, ...)
{
    va_list rest;

    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;

    va_end(rest);
    (void)pthread_mutex_lock(&journal.lock);
    const int fd = __real_openat(dir_fd, path, flags, mode);

    journal_opened(dir_fd, path, flags, fd);
    (void)pthread_mutex_unlock(&journal.lock);
    return fd;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list rest;

    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;

    va_end(rest);
    return __wrap_openat(AT_FDCWD, path, flags, mode);
}

int __wrap_close(int fd)
{
    (void)pthread_mutex_lock(&journal.lock);
    if (fd >= 0 && fd < JOURNAL_FDS) {
        journal.of_fd[fd] = JOURNAL_NONE;
    }
    const int result = __real_close(fd);

    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

static ssize_t journal_written(int fd, const void *bytes, off_t offset, ssize_t done)
{
    if (done > 0 && journal_of(fd) != JOURNAL_NONE) {
        struct disk_op *op = journal_add(DISK_WRITE, journal_of(fd));

        op->at = (size_t)offset;
        journal_keep(op, bytes, (size_t)done);
    }
    return done;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    (void)pthread_mutex_lock(&journal.lock);
    const off_t offset = lseek(fd, 0, SEEK_CUR);
    const ssize_t done = journal_written(fd, bytes, offset, __real_write(fd, bytes, len));

    (void)pthread_mutex_unlock(&journal.lock);
    return done;
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    (void)pthread_mutex_lock(&journal.lock);
    const ssize_t done = journal_written(fd, bytes, offset, __real_pwrite(fd, bytes, len, offset));

    (void)pthread_mutex_unlock(&journal.lock);
    return done;
}

int __wrap_ftruncate(int fd, off_t len)
{
    (void)pthread_mutex_lock(&journal.lock);
    const int result = __real_ftruncate(fd, len);

    if (result == 0 && journal_of(fd) != JOURNAL_NONE) {
        journal_add(DISK_CUT, journal_of(fd))->at = (size_t)len;
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

static int journal_synced(int fd, int (*sync)(int fd))
{
    (void)pthread_mutex_lock(&journal.lock);
    const int result = sync(fd);

    if (result == 0 && journal_of(fd) != JOURNAL_NONE) {
        journal_add(DISK_SYNC, journal_of(fd));
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

int __wrap_fsync(int fd)
{
    return journal_synced(fd, __real_fsync);
}

int __wrap_fdatasync(int fd)
{
    return journal_synced(fd, __real_fdatasync);
}

int __wrap_mkdirat(int dir_fd, const char *path, mode_t mode)
{
    struct disk_name name;

    (void)pthread_mutex_lock(&journal.lock);
    const int result = __real_mkdirat(dir_fd, path, mode);

    if (result == 0 && journal_place(dir_fd, path, &name)) {
        journal_make(&name, true);
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    return __wrap_mkdirat(AT_FDCWD, path, mode);
}

int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    struct disk_name name, target;

    (void)pthread_mutex_lock(&journal.lock);
    const int result = __real_renameat(from_dir, from, to_dir, to);

    if (result == 0 && journal_place(from_dir, from, &name) && journal_place(to_dir, to, &target)) {
        struct disk_op *op = journal_add(DISK_RENAME, journal_find(&name));

        op->name = name;
        op->to = target;
        journal_set(&target, op->file);
        journal_set(&name, JOURNAL_NONE);
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

int __wrap_rename(const char *from, const char *to)
{
    return __wrap_renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int __wrap_link(const char *from, const char *to)
{
    struct disk_name name, target;

    (void)pthread_mutex_lock(&journal.lock);
    const int result = __real_link(from, to);

    if (result == 0 && journal_place(AT_FDCWD, from, &name) &&
        journal_place(AT_FDCWD, to, &target)) {
        journal_name(&target, journal_find(&name), false);
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

int __wrap_unlinkat(int dir_fd, const char *path, int flags)
{
    struct disk_name name;

    (void)pthread_mutex_lock(&journal.lock);
    const int result = __real_unlinkat(dir_fd, path, flags);

    if (result == 0 && journal_place(dir_fd, path, &name)) {
        journal_add(DISK_REMOVE, journal_find(&name))->name = name;
        journal_set(&name, JOURNAL_NONE);
    }
    (void)pthread_mutex_unlock(&journal.lock);
    return result;
}

int __wrap_unlink(const char *path)
{
    return __wrap_unlinkat(AT_FDCWD, path, 0);
}
/* NOLINTEND(bugprone-reserved-identifier) */

#endif
