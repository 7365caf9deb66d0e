/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/reader.h - a window that slides over one segment file. Private to the ledger layer.
 */
#ifndef WRIT_LEDGER_READER_H
#define WRIT_LEDGER_READER_H

#include "ledger/state.h"

struct writ_reader {
    struct writ_alloc *alloc;
    char *window;
    size_t start;
    size_t end;
    uint64_t offset; /**< of window[start] in the file */
    uint64_t size;   /**< of the file when it was opened: a reader must not chase a writer */
    int fd;
    char name[WRIT_SEGMENT_NAME_SIZE];
};

/** To be called once, for a reader whose allocator is set and whose fd is -1. @param first  index
 * of the segment's first leaf */
WRIT_NODISCARD enum writ_status writ_reader_open(struct writ_reader *reader,
                                                 const struct writ_log *log, uint64_t first,
                                                 struct writ_error *err);
void writ_reader_done(struct writ_reader *reader);

/** The bytes from the reader's offset on: a whole frame at least, or all there is. */
WRIT_NODISCARD enum writ_status writ_reader_peek(struct writ_reader *reader,
                                                 const struct writ_log *log,
                                                 struct writ_str *ret_bytes,
                                                 struct writ_error *err);

void writ_reader_skip(struct writ_reader *reader, size_t len);

/** WRIT_E_CORRUPT at a byte of a file. */
WRIT_NODISCARD enum writ_status writ_log_corrupt_at(const struct writ_log *log, const char *name,
                                                    uint64_t offset, const char *what,
                                                    struct writ_error *err);

#endif
