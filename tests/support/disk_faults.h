/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/disk_faults.h - make the n-th call that reaches the disk fail. For tests linked
 * with --wrap=pwrite, write, fdatasync, fsync, ftruncate and renameat; included by one file of a
 * program.
 */
#ifndef WRIT_TESTS_DISK_FAULTS_H
#define WRIT_TESTS_DISK_FAULTS_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/* What goes wrong at the n-th wrapped call. */
enum fault_kind {
    FAULT_IO,    /* that call fails */
    FAULT_SPACE, /* that call fails: the disk is full */
    FAULT_SHORT, /* a write stores half and then the disk is full */
    FAULT_CRASH, /* that call and all later ones fail, as if the process had died before it */
    FAULT_TORN,  /* as a crash, but a write stores half */
};

static struct {
    bool is_armed;
    enum fault_kind kind;
    size_t left; /* calls that still succeed */
    bool is_hit;
} fault;

static void arm(enum fault_kind kind, size_t after)
{
    fault.is_armed = true;
    fault.kind = kind;
    fault.left = after;
    fault.is_hit = false;
}

static void disarm(void)
{
    fault.is_armed = false;
}

/* True when this call must fail; errno says how. */
static bool strikes(void)
{
    if (!fault.is_armed) {
        return false;
    }
    if (fault.left > 0) {
        fault.left--;
        return false;
    }

    const bool is_lasting = fault.kind == FAULT_CRASH || fault.kind == FAULT_TORN;
    const bool is_first = !fault.is_hit;

    fault.is_hit = true;
    fault.is_armed = is_lasting || fault.kind == FAULT_SHORT;
    errno = fault.kind == FAULT_SPACE || fault.kind == FAULT_SHORT ? ENOSPC : EIO;
    return is_first || is_lasting || fault.kind == FAULT_SHORT;
}

/* Half a write, the first time. */
static bool is_partial(bool was_hit)
{
    return !was_hit && (fault.kind == FAULT_SHORT || fault.kind == FAULT_TORN);
}

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names */
ssize_t __real_pwrite(int fd, const void *bytes, size_t len, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_ftruncate(int fd, off_t len);
int __wrap_ftruncate(int fd, off_t len);
int __real_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to);

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    const bool was_hit = fault.is_hit;

    if (!strikes()) {
        return __real_pwrite(fd, bytes, len, offset);
    }
    return is_partial(was_hit) && len > 1 ? __real_pwrite(fd, bytes, len / 2, offset) : -1;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    const bool was_hit = fault.is_hit;

    if (!strikes()) {
        return __real_write(fd, bytes, len);
    }
    return is_partial(was_hit) && len > 1 ? __real_write(fd, bytes, len / 2) : -1;
}

int __wrap_fdatasync(int fd)
{
    return strikes() ? -1 : __real_fdatasync(fd);
}

int __wrap_fsync(int fd)
{
    return strikes() ? -1 : __real_fsync(fd);
}

int __wrap_ftruncate(int fd, off_t len)
{
    return strikes() ? -1 : __real_ftruncate(fd, len);
}

int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return strikes() ? -1 : __real_renameat(from_dir, from, to_dir, to);
}
/* NOLINTEND(bugprone-reserved-identifier) */

#endif
