/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

enum { NAMES_TRIED = 100 };

static enum writ_status io_fail(struct writ_error *err, const char *path, const char *what)
{
    const int cause = errno;
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return writ_fail(err, cause == ENOENT ? WRIT_E_NOTFOUND : WRIT_E_IO, &loc, "cannot %s: %s", what,
                     strerror(cause));
}

static enum writ_status open_regular(const char *path, int *ret_fd, struct writ_error *err)
{
    /* O_NONBLOCK: opening a named pipe, only to refuse it, must not wait for its writer */
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    WRIT_AUTO(writ_fd) int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, flags);
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    struct stat info;

    if (fd < 0 || fstat(fd, &info) != 0) {
        return io_fail(err, path, "read the file");
    }
    if (S_ISDIR(info.st_mode)) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot read the file: it is a directory");
    }
    if (!S_ISREG(info.st_mode) && strcmp(path, "-") != 0) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot read the file: it is not a regular file");
    }
    *ret_fd = fd;
    fd = -1;
    return WRIT_OK;
}

enum writ_status writ_file_read(struct writ_arena *arena, const char *path, size_t max_bytes,
                                struct writ_str *ret_bytes, struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = -1;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    char chunk[16384];
    ssize_t got = 0;

    writ_buf_init(&buf, arena->alloc, max_bytes);
    WRIT_TRY(open_regular(path, &fd, err));
    while ((got = read(fd, chunk, sizeof(chunk))) > 0 && buf.status == WRIT_OK) {
        writ_buf_add(&buf, (struct writ_str){chunk, (size_t)got});
    }
    if (got < 0) {
        return io_fail(err, path, "read the file");
    }
    if (buf.status == WRIT_E_LIMIT) {
        return writ_fail(err, WRIT_E_LIMIT, &loc, "the file is longer than %zu bytes", max_bytes);
    }

    const struct writ_str bytes = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});

    if (buf.status != WRIT_OK || bytes.ptr == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, &loc, "out of memory while reading the file");
    }
    *ret_bytes = bytes;
    return WRIT_OK;
}

enum writ_status writ_path_sync(const char *path, struct writ_error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const int len = slash == NULL ? 1 : (int)(slash - path) + 1;

    (void)snprintf(folder, sizeof(folder), "%.*s", len, slash == NULL ? "." : path);

    WRIT_AUTO(writ_fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0) {
        return io_fail(err, folder, "make the folder durable");
    }
    return WRIT_OK;
}

/* Create path.tmp.PID.N for the first N that is free; -1 with errno set. Another's file is never touched. */
static int open_temporary(const char *path, unsigned mode, char temporary[PATH_MAX])
{
    for (int n = 0; n < NAMES_TRIED; n++) {
        const int len = snprintf(temporary, PATH_MAX, "%s.tmp.%ld.%d", path, (long)getpid(), n);

        if (len < 0 || len >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }

        const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

        if (fd >= 0 || errno != EEXIST) {
            return fd;
        }
    }
    return -1;
}

typedef int (*place_fn)(const char *temporary, const char *path);

static int place_new(const char *temporary, const char *path)
{
    const int linked = link(temporary, path); /* unlike rename, fails when path exists */

    if (linked == 0) {
        (void)unlink(temporary);
    }
    return linked;
}

static enum writ_status fill_and_place(int fd, const char *temporary, const char *path,
                                       struct writ_str bytes, place_fn place, struct writ_error *err)
{
    if (!writ_fd_write_all(fd, bytes) || fsync(fd) != 0) {
        return io_fail(err, path, "write the file");
    }
    return place(temporary, path) == 0 ? WRIT_OK : io_fail(err, path, "put the file in place");
}

static enum writ_status write_whole(const char *path, struct writ_str bytes, unsigned mode,
                                    place_fn place, struct writ_error *err)
{
    char temporary[PATH_MAX];
    WRIT_AUTO(writ_fd) int fd = open_temporary(path, mode, temporary);

    if (fd < 0) {
        return io_fail(err, path, "write the file");
    }

    const enum writ_status status = fill_and_place(fd, temporary, path, bytes, place, err);

    if (status != WRIT_OK) {
        (void)unlink(temporary);
        return status;
    }
    return writ_path_sync(path, err);
}

enum writ_status writ_file_replace(const char *path, struct writ_str bytes, unsigned mode,
                                   struct writ_error *err)
{
    return write_whole(path, bytes, mode, rename, err);
}

enum writ_status writ_file_create(const char *path, struct writ_str bytes, unsigned mode,
                                  struct writ_error *err)
{
    return write_whole(path, bytes, mode, place_new, err);
}

bool writ_file_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool writ_dir_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

const char *writ_path_join(struct writ_arena *arena, const char *dir, const char *name)
{
    const size_t len = strlen(dir);

    return writ_arena_printf(arena, "%s%s%s", dir, len == 0 || dir[len - 1] == '/' ? "" : "/", name);
}
