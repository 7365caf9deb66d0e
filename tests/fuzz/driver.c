/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/driver.c - runs a fuzz target over files and folders, so that any compiler replays the corpus.
 */
#include <stdio.h>

#include "base/file.h"
#include "fuzz.h"

static int run_file(struct writ_arena *arena, const char *path)
{
    struct writ_error err = {0};
    struct writ_str bytes;

    if (writ_file_read(arena, path, 16u << 20, &bytes, &err) != WRIT_OK) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        return 1;
    }
    return LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
}

static int run_all(const char *root, int *ran)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const char **paths = NULL;
    size_t count = 0;
    int failed = 0;

    writ_arena_init(&arena, &alloc);
    if (writ_file_exists(root)) {
        ++*ran;
        return run_file(&arena, root);
    }
    if (writ_dir_list(&arena, root, &paths, &count, &err) != WRIT_OK) {
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        ++*ran;
        failed |= run_file(&arena, writ_path_join(&arena, root, paths[i]));
    }
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    int ran = 0;

    for (int i = 1; i < argc; i++) {
        failed |= run_all(argv[i], &ran);
    }
    printf("%d inputs\n", ran);
    return failed != 0 || ran == 0 ? 1 : 0;
}
