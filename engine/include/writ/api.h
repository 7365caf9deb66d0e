/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/api.h - what every declaration of the public API is marked with.
 */
#ifndef WRIT_API_H
#define WRIT_API_H

#if defined(__GNUC__)
#define WRIT_NODISCARD    __attribute__((warn_unused_result))
#define WRIT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define WRIT_API          __attribute__((visibility("default")))
#else
#define WRIT_NODISCARD
#define WRIT_PRINTF(f, a)
#define WRIT_API
#endif

/* Around the declarations of every header, so that C++ links them as C. */
#if defined(__cplusplus)
#define WRIT_BEGIN_C extern "C" {
#define WRIT_END_C   }
#else
#define WRIT_BEGIN_C
#define WRIT_END_C
#endif

#endif
