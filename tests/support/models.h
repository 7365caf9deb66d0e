/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/models.h - product models of many files, all read by one engine without a mesh.
 */
#ifndef WRIT_TESTS_MODELS_H
#define WRIT_TESTS_MODELS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "writ/engine.h"

enum { MODELS_SKIPPED = 77, MODEL_BYTES = 16 << 20 };

struct models {
    struct writ_alloc alloc;
    struct writ_arena arena; /* for what lives as long as the test program */
    struct writ_engine *engine;
};

static inline void models_open(struct models *models)
{
    const struct writ_options options = {0};
    struct writ_error err = {0};

    *models = (struct models){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&models->arena, &models->alloc);
    if (writ_engine_open(&options, &models->engine, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static inline void models_close(struct models *models)
{
    writ_engine_close(models->engine);
    writ_arena_done(&models->arena);
    assert_int_equal(models->alloc.used_bytes, 0);
}

/* A path below one of the folders that the environment names; "" when the variable is not set. */
static inline void folder_below(const char *variable, const char *below, char *ret_path,
                                size_t size)
{
    const char *base = getenv(variable);

    (void)snprintf(ret_path, size, "%s%s%s", base == NULL ? "" : base, base == NULL ? "" : "/",
                   base == NULL ? "" : below);
}

/* Why the tests of public data did not run: for main() to return. */
static inline int skip_without(const char *folder)
{
    fprintf(stderr, "SKIPPED: there is no public data at '%s' (set WRIT_SHARED)\n", folder);
    return MODELS_SKIPPED;
}

#endif
