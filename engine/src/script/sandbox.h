/* SPDX-License-Identifier: Apache-2.0
 *
 * script/sandbox.h - Lua 5.4 that cannot escape, cannot stall and cannot differ.
 * Layer: script (may include base, data, lua). No other directory includes lua.h.
 *
 * A sandbox loads texts, is sealed, and then evaluates: each evaluation starts from the state as
 * its texts left it, whatever the one before it did. Nothing above this layer sees a Lua error, a
 * Lua value or a longjmp.
 */
#ifndef WRIT_SCRIPT_SANDBOX_H
#define WRIT_SCRIPT_SANDBOX_H

#include "base/buf.h"
#include "data/value.h"

struct writ_sandbox;

/** Limits of one evaluation (and of loading one text). Every one is sticky: once reached, the
 * evaluation is over. */
struct writ_sandbox_limits {
    uint64_t gas; /**< VM instructions, and the work of library functions in the same currency */
    size_t live_bytes;   /**< memory in use at one time, base and part included */
    size_t total_bytes;  /**< memory asked for, over the whole evaluation */
    size_t object_bytes; /**< largest single block */
    size_t result_nodes;
    size_t result_depth;
    size_t result_bytes; /**< texts of the result together */
    size_t source_bytes; /**< one text to load */
    uint32_t
        wall_ms; /**< last resort, and the only outcome that depends on the machine; 0 = none */
};

/** The defaults, each with its reason in limits.def. */
struct writ_sandbox_limits writ_sandbox_default_limits(void);

/** How an evaluation that failed ended, beside its status: what the decision records. */
enum writ_outcome {
    WRIT_OUTCOME_OK,
    WRIT_OUTCOME_ERROR, /**< the text raised an error or gave a result that is not allowed */
    WRIT_OUTCOME_GAS,
    WRIT_OUTCOME_MEMORY,
    WRIT_OUTCOME_TIMEOUT,
};
const char *
writ_outcome_name(enum writ_outcome outcome); /**< "ok", "error", "gas", "memory", "timeout" */

/**
 * What `require "name"` finds. Gives the text of the module, or false when there is none. The text
 * is borrowed and must live as long as the sandbox.
 */
struct writ_modules {
    bool (*find)(void *ctx, struct writ_str name, struct writ_str *ret_text,
                 const char **ret_source);
    void *ctx;
};

/**
 * Create a state that holds only the allowed names.
 *
 * @param ret_sandbox  owned by the caller; writ_sandbox_free()
 * @retval WRIT_E_NOMEM  the limits are too small for the library itself
 */
WRIT_NODISCARD enum writ_status writ_sandbox_new(const struct writ_sandbox_limits *limits,
                                                 struct writ_modules modules,
                                                 struct writ_sandbox **ret_sandbox,
                                                 struct writ_error *err);
void writ_sandbox_free(struct writ_sandbox *sandbox);

/**
 * Compile and run a text (never bytecode) with an environment of its own; keep the one value it
 * returns. Texts cannot see each other's globals; library and module tables are read-only.
 *
 * @param source     name for positions: errors say "source:LINE"
 * @param ret_chunk  names the value in writ_sandbox_call(): 1 for the first text, 2 …; valid as
 * long as the sandbox
 * @retval WRIT_E_SYNTAX  does not compile; err->loc has source and line
 * @retval WRIT_E_POLICY  raised an error, or returned nothing
 * @retval WRIT_E_LIMIT, WRIT_E_NOMEM, WRIT_E_TIMEOUT  a limit was reached
 */
WRIT_NODISCARD enum writ_status writ_sandbox_load(struct writ_sandbox *sandbox, const char *source,
                                                  struct writ_str text, int *ret_chunk,
                                                  struct writ_error *err);

/**
 * Prepare values that many evaluations will be given, such as products: what scripts need of them
 * is made once and kept. Before the first part. They must live as long as the sandbox. It changes
 * how fast evaluations are, nothing else: where the room ends, evaluations do without the rest.
 */
WRIT_NODISCARD enum writ_status writ_sandbox_reside(struct writ_sandbox *sandbox,
                                                    const struct writ_value *const *values,
                                                    size_t count, struct writ_error *err);

/**
 * Begin a part: what is loaded from here on knows what was loaded before the first part, the base,
 * and nothing of other parts. An evaluation takes time and memory for the base and the one part
 * that it calls into. A call may name chunks of one part and of the base.
 *
 * @retval WRIT_E_NOMEM  a limit was reached, or no memory is left for the copy
 */
WRIT_NODISCARD enum writ_status writ_sandbox_part(struct writ_sandbox *sandbox,
                                                  struct writ_error *err);

/** Forget the last part and its chunks, whose numbers are given anew. Begin another part then. */
void writ_sandbox_drop_part(struct writ_sandbox *sandbox);

/**
 * Load into the base the modules that the text requires by a literal name: each part would load its
 * own. What is not there or fails is left to the text that requires it. Before the first part.
 */
WRIT_NODISCARD enum writ_status writ_sandbox_share(struct writ_sandbox *sandbox,
                                                   struct writ_str text, struct writ_error *err);

/** Loading is over: what was kept so far is what every evaluation starts from. */
WRIT_NODISCARD enum writ_status writ_sandbox_seal(struct writ_sandbox *sandbox,
                                                  struct writ_error *err);

/** What one call asks for. */
struct writ_call {
    int chunk;
    int first_chunk; /**< when not 0, that chunk's value is passed before args */
    const char
        *function; /**< member of the chunk's table to call; NULL: the chunk's value itself */
    const struct writ_value *const
        *args;        /**< borrowed, read-only to the text; NULL elements are nil */
    size_t arg_count; /**< at most 4 */
    bool is_placed; /**< scalars of the args are nodes that carry their place (dialects), not plain
                       values */
    const struct writ_value
        *root; /**< placed: where results without a place of their own are placed; or NULL */
    struct writ_arena *arena; /**< the result is built here */
};

/**
 * Begin one evaluation: fresh gas, memory and clock, state as sealed. Calls until
 * writ_sandbox_end() share its limits. Once a limit is reached every further call of the evaluation
 * fails with the same outcome.
 */
void writ_sandbox_begin(struct writ_sandbox *sandbox);

/**
 * Gas beyond the limit for the evaluations to come, until it is set anew: work that grows with a
 * large input is not the fault of the text that does it. 0 at first.
 */
void writ_sandbox_set_extra_gas(struct writ_sandbox *sandbox, uint64_t gas);

/**
 * Between two calls of one evaluation: fresh limits for the next, which can tell nothing of the one
 * before. What that one allocated is dropped at the end, or now when it is much or when it failed.
 * For asking many texts, each of which is called once: what a text left in its own variables stays
 * until the end.
 */
void writ_sandbox_next(struct writ_sandbox *sandbox);

/** End it: everything it did to the state is undone, before anything else is asked of the sandbox.
 */
void writ_sandbox_end(struct writ_sandbox *sandbox);

/**
 * Call inside begin/end and read the result: nil gives NULL, a table with keys 1..n an array, any
 * other table an object with sorted keys (an empty table is an empty array), an argument's table
 * the argument's own value. A result with cycles, NaN, infinities, keys of other types, functions,
 * text that is not UTF-8, or beyond the limits is an error.
 *
 * @retval WRIT_E_POLICY, WRIT_E_LIMIT (gas), WRIT_E_NOMEM (memory), WRIT_E_TIMEOUT  as
 * writ_sandbox_outcome() says
 */
WRIT_NODISCARD enum writ_status writ_sandbox_call(struct writ_sandbox *sandbox,
                                                  const struct writ_call *call,
                                                  const struct writ_value **ret_value,
                                                  struct writ_error *err);

/** An evaluation of this call alone: begin, call, end. */
WRIT_NODISCARD enum writ_status writ_sandbox_ask(struct writ_sandbox *sandbox,
                                                 const struct writ_call *call,
                                                 const struct writ_value **ret_value,
                                                 struct writ_error *err);

/** Read a member of a loaded chunk's table as a value, without calling anything; functions are left
 * out. */
WRIT_NODISCARD enum writ_status writ_sandbox_read(struct writ_sandbox *sandbox, int chunk,
                                                  struct writ_arena *arena,
                                                  const struct writ_value **ret_value,
                                                  struct writ_error *err);

/** Whether the chunk's table has a function under this name. */
bool writ_sandbox_has_function(struct writ_sandbox *sandbox, int chunk, const char *name);

enum writ_outcome
writ_sandbox_outcome(const struct writ_sandbox *sandbox);           /**< of the evaluation so far */
uint64_t writ_sandbox_gas_used(const struct writ_sandbox *sandbox); /**< of the evaluation so far */

static inline void writ_sandbox_autop(struct writ_sandbox **sandbox)
{
    writ_sandbox_free(*sandbox);
}

#endif
