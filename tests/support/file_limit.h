/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/file_limit.h - files that cannot grow: what a full disk does to writes, without a
 * disk.
 */
#ifndef WRIT_TESTS_FILE_LIMIT_H
#define WRIT_TESTS_FILE_LIMIT_H

#include <signal.h>
#include <sys/resource.h>

/* No file of this process may grow beyond `bytes` until the limit is lifted. */
static inline void file_limit_set(size_t bytes)
{
    struct rlimit limit;

    (void)signal(SIGXFSZ, SIG_IGN); /* the write fails instead of the process */
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static inline void file_limit_lift(void)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

#endif
