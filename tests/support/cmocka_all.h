/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/cmocka_all.h - cmocka with the headers it needs, in the order it needs them.
 */
#ifndef WRIT_TESTS_CMOCKA_ALL_H
#define WRIT_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
