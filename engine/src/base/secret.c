/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

static enum writ_status check_owner_only(int fd, const char *path, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    struct stat info;

    if (fstat(fd, &info) != 0) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot read the key: %s", strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return writ_fail(err, WRIT_E_CRYPTO, &loc, "the key is not a regular file");
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_CRYPTO, &loc,
                                   "the key can be reached by others than its owner (mode %04o)",
                                   (unsigned)info.st_mode & 07777u),
                         "run: chmod 600 %s", path);
    }
    return WRIT_OK;
}

enum writ_status writ_secret_read(const char *path, struct writ_secret *ret_secret,
                                  struct writ_error *err)
{
    /* without O_NONBLOCK a FIFO would block here, before it can be refused */
    WRIT_AUTO(writ_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    ssize_t got = 0;

    if (fd < 0) {
        return writ_fail(err, errno == ENOENT ? WRIT_E_NOTFOUND : WRIT_E_IO, &loc,
                         "cannot read the key: %s", strerror(errno));
    }
    WRIT_TRY(check_owner_only(fd, path, err));
    ret_secret->len = 0;
    while (ret_secret->len < WRIT_SECRET_MAX &&
           (got = read(fd, ret_secret->bytes + ret_secret->len,
                       WRIT_SECRET_MAX - ret_secret->len)) > 0) {
        ret_secret->len += (size_t)got;
    }
    if (got < 0) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot read the key: %s", strerror(errno));
    }
    if (ret_secret->len == WRIT_SECRET_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, &loc, "the key file is %d bytes or longer",
                         WRIT_SECRET_MAX);
    }
    ret_secret->bytes[ret_secret->len] = '\0';
    return WRIT_OK;
}
