/* SPDX-License-Identifier: Apache-2.0
 *
 * script/state.h - what the files of this directory share: the sandbox itself, and the marks for
 * code that may raise. Layer: script. Private: no other directory includes it.
 *
 * Rules here (lua_error is a longjmp, so cleanup attributes and trailing frees are skipped):
 *   - MAY_RAISE marks every function that may raise. It holds no WRIT_AUTO and owns nothing outside
 * the region and arenas; the region is put back as a whole, so nothing in it can leak beyond one
 * evaluation.
 *   - Only writ_script_protect() and the script's own pcall (both in protect.c) call lua_pcall.
 *   - The garbage collector never runs during an evaluation: objects do not move, and pointers into
 * strings stay valid until the end.
 */
#ifndef WRIT_SCRIPT_STATE_H
#define WRIT_SCRIPT_STATE_H

#include <lauxlib.h>
#include <locale.h>
#include <lua.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/try.h"
#include "script/region.h"
#include "script/sandbox.h"

#define MAY_RAISE /* documentation, and a grep target for reviews */

enum { WRIT_CALLS_MAX = 4000 }; /* deep */

/* Registry slots. 1 and 2 are Lua's own. */
enum {
    WRIT_SLOT_CHUNKS = 3, /* values of the loaded texts, by number */
    WRIT_SLOT_NAMES,      /* the allowed names: copied into every environment */
    WRIT_SLOT_MODULES,    /* what require gave, by name; false while a module is being loaded */
    WRIT_SLOT_VIEWS,      /* table -> its read-only view */
    WRIT_SLOT_VALUES,     /* address of a value -> its proxy; [1] plain, [2] placed */
    WRIT_SLOT_NODES,
    WRIT_SLOT_RESIDENTS, /* the same for values of writ_sandbox_reside(); never written once sealed
                          */
    WRIT_SLOT_PLACES,    /* table -> the value whose place it has */
    WRIT_SLOT_NEXT,      /* where next() was */
    WRIT_SLOT_OUT,       /* what a policy speaks through */
    WRIT_SLOT_VIEW_META,
    WRIT_SLOT_PROXY_META,
    WRIT_SLOT_NODE_META,
};

/* A text that was loaded: its full name, and the name it has in Lua's messages (cut to what Lua
 * keeps). */
struct writ_source {
    const struct writ_source *older; /* of those in its bucket */
    const char *name;
    struct writ_str alias;
};

enum { WRIT_SOURCE_BUCKETS = 512 };

struct writ_coverage;
struct writ_saying;

/* A module that was asked for by name before any text could require it. */
struct writ_shared {
    const struct writ_shared *older;
    struct writ_str name;
};

struct writ_sandbox {
    struct writ_alloc alloc; /* for names and parts only: everything else is in the region */
    struct writ_arena names;
    const struct writ_source *sources[WRIT_SOURCE_BUCKETS]; /* by alias */
    const struct writ_shared *shared;
    struct writ_region_part *parts; /* the first is the base */
    size_t part_count;
    size_t part;                /* whose state is in the region */
    size_t *part_of;            /* by chunk; that of chunk 1 comes first */
    struct writ_buf difference; /* of the last part, while it is being loaded */
    struct writ_sandbox_limits limits;
    struct writ_modules modules;
    struct writ_region region;
    lua_State *lua;
    locale_t locale;       /* "C": the host's locale must not change what a policy sees */
    uint64_t gas;          /* spent by instructions and library calls; allocations come on top */
    uint64_t extra_gas;    /* see writ_sandbox_set_extra_gas() */
    uint64_t clock_at_gas; /* look at the clock when this much is spent */
    int64_t deadline_ms;
    enum writ_outcome outcome;
    bool is_too_deep;   /* calls: an error that cannot be caught */
    uint32_t over_line; /* where a limit was met; 0: not known */
    char over_alias[LUA_IDSIZE];
    bool has_run;      /* since the state was last restored */
    bool is_stale;     /* it has run in an evaluation that is over */
    bool is_malformed; /* the error under way is one of syntax */
    bool is_sealed;
    bool has_residents;
    bool is_active; /* between begin and end */
    int chunk_count;
    struct writ_saying *saying;     /* what is said to the call under way; NULL: nobody is asked */
    struct writ_coverage *coverage; /* where texts that are loaded are counted; usually NULL */
    struct writ_coverage *counted;  /* where lines are counted; stays when coverage ends */
};

static inline struct writ_sandbox *writ_script_self(lua_State *lua)
{
    struct writ_sandbox *const *slot = lua_getextraspace(lua);

    return *slot;
}

static inline void writ_script_set_self(lua_State *lua, struct writ_sandbox *sandbox)
{
    struct writ_sandbox **slot = lua_getextraspace(lua);

    *slot = sandbox;
}

/* gas.c */

/* Fresh limits, for one evaluation or one load. */
void writ_gas_begin(struct writ_sandbox *sandbox);
void writ_gas_install(struct writ_sandbox *sandbox); /* the count hook */
uint64_t writ_gas_spent(const struct writ_sandbox *sandbox);

/* Whether a limit was reached; notices a memory limit that the allocator has met. */
bool writ_gas_is_over(struct writ_sandbox *sandbox);

/* Pay for work in proportion to `amount`: about 5 ns each. Raises when a limit is reached. */
MAY_RAISE void writ_gas_charge(lua_State *lua, uint64_t amount);

/* Leave the evaluation. Nothing a text does catches this. */
MAY_RAISE _Noreturn void writ_gas_raise(lua_State *lua);

/* As writ_region_realloc(), but a limit raises. */
MAY_RAISE void *writ_gas_realloc(lua_State *lua, void *ptr, size_t old_bytes, size_t new_bytes);

/* Refuse early what would be larger than any object may be. */
MAY_RAISE void writ_gas_check_size(lua_State *lua, size_t bytes);

/* part.c: base and parts. Texts are loaded into the last part, or into the base before there is
 * one.
 */
WRIT_NODISCARD enum writ_status writ_part_init(struct writ_sandbox *sandbox,
                                               struct writ_error *err);

/* Undo what was done to the part that is being loaded since it was kept. */
void writ_part_undo(struct writ_sandbox *sandbox);

/* Make the state what it goes back to from now on. */
WRIT_NODISCARD enum writ_status writ_part_keep(struct writ_sandbox *sandbox,
                                               struct writ_error *err);

/* The chunk was loaded into it. */
WRIT_NODISCARD enum writ_status writ_part_note_chunk(struct writ_sandbox *sandbox, int chunk,
                                                     struct writ_error *err);

/* No further text will be. */
WRIT_NODISCARD enum writ_status writ_part_end(struct writ_sandbox *sandbox, struct writ_error *err);

/* Have the state for a call into one chunk, and another that is not 0. False when no state has
 * both. */
bool writ_part_enter(struct writ_sandbox *sandbox, int chunk, int other);

/* seed.c: offset of the hash seed in the first block of a Lua state; 0 when it cannot be told. */
size_t writ_seed_offset(void);

/* protect.c */

/* Run body(job) protected; *job is its first argument, as a light userdata. */
WRIT_NODISCARD enum writ_status writ_script_protect(struct writ_sandbox *sandbox,
                                                    lua_CFunction body, void *job,
                                                    struct writ_error *err);
MAY_RAISE int writ_script_pcall(lua_State *lua); /* the script's pcall */

/* The status and text of an evaluation that is over. */
WRIT_NODISCARD enum writ_status writ_script_over(const struct writ_sandbox *sandbox,
                                                 struct writ_error *err);

/* source.c */

/* The record of a text's name, made on first use; NULL when memory is out. */
const struct writ_source *writ_source_note(struct writ_sandbox *sandbox, const char *name);

/* The full name of the text with that alias; NULL when there is none. */
const char *writ_source_name(const struct writ_sandbox *sandbox, struct writ_str alias);

/* Record "alias:LINE: text" as an error of that place. */
WRIT_NODISCARD enum writ_status writ_source_report(const struct writ_sandbox *sandbox,
                                                   enum writ_status status, struct writ_str message,
                                                   struct writ_error *err);

/* How a value inside a result is reached. */
struct writ_step {
    const struct writ_step *outer; /* NULL: the result itself */
    struct writ_str key;           /* ptr NULL: an index */
    size_t index;
};

/* result.c: read the value on top of the stack (left there) into the arena of the call. */
struct writ_result_job {
    struct writ_arena *arena;
    const struct writ_value *root; /* where plain values are placed; NULL: nowhere */
    bool is_placed;
    bool skips_functions;
    const struct writ_step *path;   /* where the value is in a result that is read in parts */
    size_t depth;                   /* of it */
    size_t nodes, bytes;            /* read so far, all parts together */
    const struct writ_value *value; /* out */
};
MAY_RAISE void writ_result_read(lua_State *lua, struct writ_result_job *job);

/* The same of a value that is known to be a text, and of a table of any kind without some members.
 * @param omitted  their names; NULL at the end */
MAY_RAISE struct writ_str writ_result_read_text(lua_State *lua, struct writ_result_job *job);
MAY_RAISE void writ_result_read_members(lua_State *lua, struct writ_result_job *job,
                                        const char *const *omitted);

/* call.c: push the value of a loaded text. */
MAY_RAISE void writ_chunk_push(lua_State *lua, int chunk);

/* said.c: the functions of `out`; once per state. */
MAY_RAISE void writ_said_setup(lua_State *lua);

/* load.c: compile and run a text with its own environment. Stack: +1, what it returned (nil when
 * nothing). */
MAY_RAISE void writ_script_run(lua_State *lua, const char *name, struct writ_str text);
MAY_RAISE int writ_script_require(lua_State *lua);

/* load.c: compile only. Stack: +1, the function. */
MAY_RAISE void writ_script_compile(lua_State *lua, const char *name, struct writ_str text);

/* load.c: give the function on top of the stack (left there) globals of its own. */
MAY_RAISE void writ_script_give_environment(lua_State *lua);

/* cover.c: as writ_script_run(), counted. */
MAY_RAISE void writ_cover_run(lua_State *lua, const char *name, struct writ_str text);
void writ_cover_line(lua_State *lua, lua_Debug *activation); /* a line is about to run */

/* parse_cost.c: pay for parsing the text. */
MAY_RAISE void writ_script_charge_parser(lua_State *lua, struct writ_str text);

/* lint.c: refuse code that this Lua release gets wrong: compiled (on top of the stack, left there),
 * and as text. */
MAY_RAISE void writ_script_lint(lua_State *lua, const char *alias);
MAY_RAISE void writ_script_lint_text(lua_State *lua, const char *alias, struct writ_str text);

/* lint.c: the compiled form of the function on top of the stack (left there), in the region. */
struct writ_text;
MAY_RAISE void writ_script_dump(lua_State *lua, bool is_stripped, struct writ_text *ret_text);

/* The libraries. Each pushes one table with its functions; base fills the table on top instead. */
MAY_RAISE void writ_lib_base(lua_State *lua);
MAY_RAISE void writ_lib_string(lua_State *lua);
MAY_RAISE void writ_lib_table(lua_State *lua);
MAY_RAISE void writ_lib_math(lua_State *lua);
MAY_RAISE void writ_lib_node(lua_State *lua);

/* Functions that have a file of their own. */
MAY_RAISE int writ_string_format(lua_State *lua);
MAY_RAISE int writ_string_find(lua_State *lua);
MAY_RAISE int writ_string_match(lua_State *lua);
MAY_RAISE int writ_string_gmatch(lua_State *lua);
MAY_RAISE int writ_string_gsub(lua_State *lua);
MAY_RAISE int writ_table_sort(lua_State *lua);

/* lib_base.c: push the text of the value at index, as tostring() gives it: no addresses. */
MAY_RAISE const char *writ_lib_tostring(lua_State *lua, int index, size_t *ret_len);

#endif
