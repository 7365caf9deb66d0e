/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/scratch.h - a folder of a test's own, removed when the test ends.
 */
#ifndef WRIT_TESTS_SCRATCH_H
#define WRIT_TESTS_SCRATCH_H

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct scratch {
    char dir[64];
    char path[PATH_MAX]; /* of the name last asked for */
};

static inline void scratch_make(struct scratch *scratch)
{
    (void)snprintf(scratch->dir, sizeof(scratch->dir), "/tmp/writ-test-XXXXXX");
    assert_non_null(mkdtemp(scratch->dir));
}

/* dir/name; valid until the next call */
static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
    (void)snprintf(scratch->path, sizeof(scratch->path), "%s/%s", scratch->dir, name);
    return scratch->path;
}

static inline void scratch_empty(const char *path, int depth)
{
    DIR *dir = depth > 32 ? NULL : opendir(path);
    const struct dirent *entry;
    char below[PATH_MAX];

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) < (int)sizeof(below) &&
            unlink(below) != 0) {
            scratch_empty(below, depth + 1);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
        (void)rmdir(path);
    }
}

static inline void scratch_autop(struct scratch *scratch)
{
    scratch_empty(scratch->dir, 0);
}

#endif
