/* SPDX-License-Identifier: Apache-2.0
 *
 * script/gas.c - one budget for instructions, library calls and allocations; sticky limits.
 */
#include <time.h>

#include "script/state.h"

enum {
    HOOK_STEP = 128,    /* instructions between two looks at the budget */
    BYTES_PER_GAS = 64, /* of memory asked for: zeroing and copying them takes about as long as an
                           instruction */
    DEEP_BYTES = 64 << 10,   /* of stack: WRIT_CALLS_MAX calls need more */
    GAS_PER_CLOCK = 1 << 13, /* between two looks at the clock: at most 4 ms */
};

static int64_t now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void writ_gas_begin(struct writ_sandbox *sandbox)
{
    sandbox->gas = 0;
    sandbox->clock_at_gas = GAS_PER_CLOCK;
    sandbox->outcome = WRIT_OUTCOME_OK;
    sandbox->is_too_deep = false;
    sandbox->over_line = 0;
    sandbox->deadline_ms = 0; /* from the first look at the clock on: most never take one */
    writ_region_begin(&sandbox->region);
}

uint64_t writ_gas_spent(const struct writ_sandbox *sandbox)
{
    return sandbox->gas + sandbox->region.asked_bytes / BYTES_PER_GAS;
}

bool writ_gas_is_over(struct writ_sandbox *sandbox)
{
    if (sandbox->region.is_over &&
        (sandbox->outcome == WRIT_OUTCOME_OK || sandbox->outcome == WRIT_OUTCOME_ERROR)) {
        sandbox->outcome = WRIT_OUTCOME_MEMORY;
    }
    return sandbox->is_too_deep ||
           (sandbox->outcome != WRIT_OUTCOME_OK && sandbox->outcome != WRIT_OUTCOME_ERROR);
}

/* Note where the script is, for the report. Asking Lua for it needs no memory. */
static void note_place(lua_State *lua)
{
    struct writ_sandbox *sandbox = writ_script_self(lua);
    lua_Debug activation;

    if (sandbox->over_line != 0) {
        return;
    }
    for (int level = 0; lua_getstack(lua, level, &activation) != 0; level++) {
        (void)lua_getinfo(lua, "Sl", &activation);
        if (activation.currentline > 0) {
            sandbox->over_line = (uint32_t)activation.currentline;
            memcpy(sandbox->over_alias, activation.short_src, sizeof(sandbox->over_alias));
            return;
        }
    }
}

/* The value is never seen: every handler checks the outcome first. Pushing it needs no memory. */
MAY_RAISE _Noreturn void writ_gas_raise(lua_State *lua)
{
    note_place(lua);
    lua_pushnil(lua); /* fits always: Lua keeps spare slots above the top */
    (void)lua_error(lua);
    __builtin_unreachable(); /* uncovered: cannot be reached */
}

static void look_at_clock(struct writ_sandbox *sandbox, uint64_t spent)
{
    const int64_t now = now_ms();

    sandbox->clock_at_gas = spent + GAS_PER_CLOCK;
    if (sandbox->deadline_ms == 0) {
        sandbox->deadline_ms =
            sandbox->limits.wall_ms == 0 ? INT64_MAX : now + (int64_t)sandbox->limits.wall_ms;
    } else if (now > sandbox->deadline_ms) {
        sandbox->outcome = WRIT_OUTCOME_TIMEOUT;
    }
}

MAY_RAISE void writ_gas_charge(lua_State *lua, uint64_t amount)
{
    struct writ_sandbox *sandbox = writ_script_self(lua);

    sandbox->gas = amount > UINT64_MAX / 4 - sandbox->gas ? UINT64_MAX / 4 : sandbox->gas + amount;

    const uint64_t spent = writ_gas_spent(sandbox);

    if (!writ_gas_is_over(sandbox)) {
        if (spent > sandbox->limits.gas + sandbox->extra_gas) {
            sandbox->outcome = WRIT_OUTCOME_GAS;
        } else if (spent >= sandbox->clock_at_gas) {
            look_at_clock(sandbox, spent);
        }
    }
    if (writ_gas_is_over(sandbox)) {
        writ_gas_raise(lua);
    }
}

/*
 * Recursion without end is a mistake of the text, and an error long before it is a limit: Lua's own
 * bound is at 16 MiB of stack. Like a limit it cannot be caught, or recursing anew would go on
 * until the gas is spent. Counting calls takes time, so only a stack that has grown is looked at.
 */
MAY_RAISE static void check_depth(lua_State *lua)
{
    struct writ_sandbox *sandbox = writ_script_self(lua);
    lua_Debug frame;

    if (writ_region_stack_bytes(&sandbox->region) >= DEEP_BYTES &&
        lua_getstack(lua, WRIT_CALLS_MAX, &frame) != 0) {
        sandbox->outcome = WRIT_OUTCOME_ERROR;
        sandbox->is_too_deep = true;
        writ_gas_raise(lua);
    }
}

MAY_RAISE static void on_event(lua_State *lua, lua_Debug *activation)
{
    if (activation->event == LUA_HOOKLINE) {
        writ_cover_line(lua, activation);
        return;
    }
    writ_gas_charge(lua, HOOK_STEP * (1 + writ_script_self(lua)->region.pressure));
    check_depth(lua);
}

void writ_gas_install(struct writ_sandbox *sandbox)
{
    const int lines = sandbox->counted == NULL ? 0 : LUA_MASKLINE;

    lua_sethook(sandbox->lua, on_event, LUA_MASKCOUNT | lines, HOOK_STEP);
}

MAY_RAISE void *writ_gas_realloc(lua_State *lua, void *ptr, size_t old_bytes, size_t new_bytes)
{
    void *block = writ_region_realloc(&writ_script_self(lua)->region, ptr, old_bytes, new_bytes);

    if (block == NULL && new_bytes > 0) {
        (void)writ_gas_is_over(writ_script_self(lua));
        writ_gas_raise(lua);
    }
    return block;
}

MAY_RAISE void writ_gas_check_size(lua_State *lua, size_t bytes)
{
    struct writ_sandbox *sandbox = writ_script_self(lua);

    if (bytes > sandbox->limits.object_bytes) {
        sandbox->region.is_over = true;
        (void)writ_gas_is_over(sandbox);
        writ_gas_raise(lua);
    }
}
