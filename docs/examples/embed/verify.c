/* SPDX-License-Identifier: Apache-2.0
 *
 * verify VKEY WRIT RECEIPT - whether a decision is in the log that the public key signs. Needs no
 * mesh, no log and no network.
 *
 * Exit codes: 0 it holds, 1 it does not, 2 a file cannot be read.
 */
#include <writ/verify.h>

#include "complain.h"

enum { HOLDS, DOES_NOT_HOLD, UNREADABLE };

enum { FILES = 3, FILE_MAX_BYTES = 16 * 1024 * 1024 };

static int verify(const struct writ_bytes texts[FILES], struct writ_error *err)
{
    struct writ_verified verified;

    if (writ_verify(writ_bytes_str(texts[1]), writ_bytes_str(texts[2]), writ_bytes_str(texts[0]),
                    &verified, err) != WRIT_OK) {
        complain(err);
        return DOES_NOT_HOLD;
    }
    (void)printf("%s: entry %" PRIu64 " of %s\n", verified.decision, verified.index,
                 verified.origin);
    return HOLDS;
}

int main(int argc, char **argv)
{
    struct writ_bytes texts[FILES] = {{NULL, 0}};
    struct writ_error err = {0};
    int code = UNREADABLE;
    int read = 0;

    if (argc != 1 + FILES) {
        (void)fputs("usage: verify VKEY WRIT RECEIPT\n", stderr);
        return UNREADABLE;
    }
    while (read < FILES &&
           writ_read_file(argv[1 + read], FILE_MAX_BYTES, &texts[read], &err) == WRIT_OK) {
        read++;
    }
    if (read == FILES) {
        code = verify(texts, &err);
    } else {
        complain(&err);
    }
    for (int i = 0; i < FILES; i++) {
        writ_bytes_free(&texts[i]);
    }
    return code;
}
