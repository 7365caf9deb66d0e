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

static enum writ_status io_fail(struct writ_error *err, const char *path, const char *what)
{
    const int cause = errno;
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return writ_fail(err, cause == ENOENT ? WRIT_E_NOTFOUND : WRIT_E_IO, &loc, "cannot %s: %s", what,
                     strerror(cause));
}

static enum writ_status open_regular(const char *path, int *ret_fd, struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
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

static enum writ_status sync_folder(const char *path, struct writ_error *err)
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

static enum writ_status write_temporary(const char *temporary, const char *path, struct writ_str bytes,
                                        unsigned mode, struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

    if (fd < 0) {
        return io_fail(err, path, "write the file");
    }
    if (!writ_fd_write_all(fd, bytes) || fsync(fd) != 0) {
        return io_fail(err, path, "write the file");
    }
    return WRIT_OK;
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

static enum writ_status write_whole(const char *path, struct writ_str bytes, unsigned mode,
                                    place_fn place, struct writ_error *err)
{
    char temporary[PATH_MAX];
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    const int len = snprintf(temporary, sizeof(temporary), "%s.tmp.%ld", path, (long)getpid());

    if (len < 0 || (size_t)len >= sizeof(temporary)) {
        return writ_fail(err, WRIT_E_LIMIT, &loc, "the path is too long");
    }

    enum writ_status status = write_temporary(temporary, path, bytes, mode, err);

    if (status == WRIT_OK && place(temporary, path) != 0) {
        status = io_fail(err, path, "put the file in place");
    }
    if (status != WRIT_OK) {
        (void)unlink(temporary);
        return status;
    }
    return sync_folder(path, err);
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
