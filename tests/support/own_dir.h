/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/own_dir.h - a directory of one test's own, and raw files in it: any bytes, any
 * mode.
 */
#ifndef WRIT_TESTS_OWN_DIR_H
#define WRIT_TESTS_OWN_DIR_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

enum { OWN_PATH = 512 };

/* Made below $TMPDIR or /tmp. */
static inline void own_dir_make(char ret_dir[OWN_PATH])
{
    const char *base = getenv("TMPDIR");

    (void)snprintf(ret_dir, OWN_PATH, "%s/writ-test-XXXXXX", base == NULL ? "/tmp" : base);
    assert_non_null(mkdtemp(ret_dir));
}

static inline void own_path(const char *dir, const char *name, char ret_path[OWN_PATH])
{
    assert_true(snprintf(ret_path, OWN_PATH, "%s/%s", dir, name) < OWN_PATH);
}

typedef void (*own_visit)(const char *path, void *ctx);

/* Every name in a directory but "." and ".."; a missing directory has none. */
static inline void own_dir_each(const char *dir, own_visit visit, void *ctx)
{
    DIR *stream = opendir(dir);
    const struct dirent *entry;
    char path[OWN_PATH];

    while (stream != NULL && (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            own_path(dir, entry->d_name, path);
            visit(path, ctx);
        }
    }
    if (stream != NULL) {
        (void)closedir(stream);
    }
}

static inline void own_remove(const char *path, void *ctx)
{
    (void)ctx;
    if (unlink(path) != 0) {
        own_dir_each(path, own_remove, NULL);
        (void)rmdir(path);
    }
}

/* The directory and all that is in it. */
static inline void own_dir_remove(const char *dir)
{
    own_remove(dir, NULL);
}

static inline void own_write(const char *path, struct writ_str bytes, mode_t mode)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_true(writ_fd_write_all(fd, bytes));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

/* Malloced, to be freed by the caller; NULL when there is no such file. */
static inline char *own_read(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    struct stat info;

    *ret_len = 0;
    if (file == NULL) {
        return NULL;
    }
    assert_int_equal(fstat(fileno(file), &info), 0);

    char *text = malloc((size_t)info.st_size + 1);

    assert_non_null(text);
    *ret_len = fread(text, 1, (size_t)info.st_size, file);
    text[*ret_len] = '\0';
    assert_int_equal(fclose(file), 0);
    return text;
}

#endif
