/* SPDX-License-Identifier: Apache-2.0
 *
 * script/seed.c - find where a Lua state keeps its hash seed.
 *
 * Lua seeds the hash of its texts with the time and with addresses, and offers no way to choose the
 * seed. That shows: in a table whose keys were removed and added again, the seed decides when the
 * table grows, and so what `#` gives when the list in it has holes. The seed is part of the state's
 * first block, which is ours to allocate: two states made at the same address differ in it and in
 * addresses of the C stack, and in nothing else.
 */
#include "script/state.h"

enum { BLOCK_BYTES = 4096, STACK_SPAN = 1 << 20 };

struct probe {
    _Alignas(16) unsigned char block[BLOCK_BYTES];
    unsigned char seen[2][BLOCK_BYTES];
    int round;
    bool is_first;
};

/* Gives the first block; fails the second and notes what the first looks like by then: the seed is
 * in it. */
static void *probe_alloc(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    struct probe *probe = ctx;

    (void)old_bytes;
    if (ptr != NULL || new_bytes == 0 || new_bytes > BLOCK_BYTES) {
        return NULL;
    }
    if (probe->is_first) {
        probe->is_first = false;
        return probe->block;
    }
    memcpy(probe->seen[probe->round], probe->block, BLOCK_BYTES);
    return NULL;
}

/* Each round runs deeper in the C stack than the one before: an address on it is part of the seed.
 */
static void run_rounds(struct probe *probe, int round)
{
    volatile char depth[256];

    depth[0] = (char)round;
    memset(probe->block, 0, BLOCK_BYTES);
    probe->round = round;
    probe->is_first = true;
    (void)lua_newstate(probe_alloc, probe); /* NULL: it cannot go on without the second block */
    if (round == 0) {
        run_rounds(probe, 1);
    }
    depth[1] = depth[0]; /* after the call, so that it is not a tail call */
}

static bool is_on_stack(uint64_t word)
{
    const uint64_t here =
        (uintptr_t)__builtin_frame_address(0); /* not a local: ASan may move those */

    return word > here - STACK_SPAN && word < here + STACK_SPAN;
}

size_t writ_seed_offset(void)
{
    struct probe probe = {.round = 0};
    size_t found = 0;
    size_t count = 0;

    run_rounds(&probe, 0);
    for (size_t at = 0; at < BLOCK_BYTES; at += sizeof(uint32_t)) {
        uint64_t words[2];

        if (memcmp(probe.seen[0] + at, probe.seen[1] + at, sizeof(uint32_t)) == 0) {
            continue;
        }
        memcpy(&words[0], probe.seen[0] + at / 8 * 8, sizeof(words[0]));
        memcpy(&words[1], probe.seen[1] + at / 8 * 8, sizeof(words[1]));
        if (!is_on_stack(words[0]) || !is_on_stack(words[1])) {
            found = at;
            count++;
        }
    }
    return count == 1 ? found : 0;
}
