/* SPDX-License-Identifier: Apache-2.0
 *
 * log_maker DIR KEY ORIGIN SIZE SALT: append leaves until the log has SIZE. For scripts that need a
 * log of any origin, a large one, or two histories (another SALT) under one key.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/try.h"
#include "ledger/log.h"

enum { COMMIT = 4096, LEAF_SIZE = 96 };

static enum writ_status append(struct writ_log *log, uint64_t count, const char *salt,
                               struct writ_error *err)
{
    static char texts[COMMIT][LEAF_SIZE];
    static struct writ_record records[COMMIT];
    const uint64_t size = writ_log_size(log);
    uint64_t first = 0;

    for (uint64_t i = 0; i < count; i++) {
        const int len = snprintf(texts[i], LEAF_SIZE,
                                 "{\"decision\":\"deny\",\"n\":%" PRIu64 ",\"salt\":\"%.40s\"}",
                                 size + i, salt);

        records[i] = (struct writ_record){{texts[i], (size_t)len}, WRIT_LIT("private")};
    }
    return writ_log_append(log, records, (size_t)count, &first, err);
}

static enum writ_status make(char **argv, struct writ_error *err)
{
    const uint64_t size = strtoull(argv[4], NULL, 10);
    const struct writ_str origin = writ_str_from(argv[3]);
    WRIT_AUTO(writ_signer) struct writ_signer *signer = NULL;
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;

    WRIT_TRY(writ_signer_load(argv[2], origin, &signer, err));
    WRIT_TRY(writ_log_open(argv[1], origin, signer, &log, err));
    while (writ_log_size(log) < size) {
        const uint64_t left = size - writ_log_size(log);

        WRIT_TRY(append(log, left < COMMIT ? left : COMMIT, argv[5], err));
    }
    return WRIT_OK;
}

int main(int argc, char **argv)
{
    struct writ_error err = {0};

    if (argc != 6) {
        (void)fprintf(stderr, "usage: log_maker DIR KEY ORIGIN SIZE SALT\n");
        return 2;
    }
    if (make(argv, &err) != WRIT_OK) {
        (void)fprintf(stderr, "%s: %s\n", err.loc.source, err.text);
        return 1;
    }
    return 0;
}
