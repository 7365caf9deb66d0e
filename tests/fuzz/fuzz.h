/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz.h - the entry point every fuzz target defines.
 */
#ifndef WRIT_TESTS_FUZZ_H
#define WRIT_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/try.h"

/** Takes any bytes, aborts on a broken promise, returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/** The same, for what a stack trace alone would not explain. */
static inline void promise(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

#endif
