/* SPDX-License-Identifier: Apache-2.0
 *
 * base/sanitized.h - whether this is built to find errors: several times slower, and with system
 * calls and memory of its own. Layer: base.
 */
#ifndef WRIT_BASE_SANITIZED_H
#define WRIT_BASE_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WRIT_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define WRIT_IS_SANITIZED 1
#endif
#endif
#ifndef WRIT_IS_SANITIZED
#define WRIT_IS_SANITIZED 0
#endif

#endif
