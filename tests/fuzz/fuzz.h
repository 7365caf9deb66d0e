/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz.h - the entry point every fuzz target defines.
 */
#ifndef WRIT_TESTS_FUZZ_H
#define WRIT_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/try.h"

/** Takes any bytes, aborts on a broken promise, returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
