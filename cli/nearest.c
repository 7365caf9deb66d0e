/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest.h"

#include <string.h>

enum { WORD_MAX = 31 }; /* our own names are shorter; a longer typed word is not near any of them */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the edit distance table: `row` holds the distances of the previous prefix of `a`. */
static void next_row(size_t row[WORD_MAX + 1], char letter, const char *b, size_t b_len)
{
    size_t diagonal = row[0];

    row[0]++;
    for (size_t j = 1; j <= b_len; j++) {
        const size_t replaced = diagonal + (letter == b[j - 1] ? 0 : 1);

        diagonal = row[j];
        row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
    }
}

/* Insertions, deletions and replacements that turn a into b. */
static size_t distance(const char *a, const char *b)
{
    const size_t a_len = strlen(a);
    const size_t b_len = strlen(b);
    size_t row[WORD_MAX + 1];

    if (a_len > WORD_MAX || b_len > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 0; i < a_len; i++) {
        next_row(row, a[i], b, b_len);
    }
    return row[b_len];
}

struct writ_nearest writ_cli_nearest(const char *typed)
{
    /* A third of the letters may be wrong, and at least two: a swapped pair counts as two. */
    const size_t third = strlen(typed) / 3;

    return (struct writ_nearest){typed, NULL, (third < 2 ? 2 : third) + 1};
}

void writ_cli_nearest_offer(struct writ_nearest *nearest, const char *word)
{
    const size_t edits = distance(nearest->typed, word);

    if (edits < nearest->edits && edits < strlen(word)) {
        nearest->word = word;
        nearest->edits = edits;
    }
}
