/* SPDX-License-Identifier: Apache-2.0
 *
 * script/cover.c - count what a probed text does. The counts live outside the region, so that they
 * survive the end of each evaluation.
 */
#include "script/cover.h"

#include "script/dump.h"
#include "script/probe.h"
#include "script/state.h"
#include "script/text.h"

enum { VARARG_PROLOGUE = 81 }; /* OP_VARARGPREP: belongs to no line of the text */

/* What a text is turned into, and what is counted of it. */
struct job {
    struct writ_covered *covered;
    const struct writ_probed *probed;
};

void writ_sandbox_cover(struct writ_sandbox *sandbox, struct writ_coverage *coverage)
{
    sandbox->coverage = coverage;
    if (coverage != NULL) {
        sandbox->counted = coverage;
        writ_gas_install(sandbox);
    }
}

static struct writ_covered *find(const struct writ_coverage *coverage, const char *source)
{
    for (struct writ_covered *it = coverage->first; it != NULL; it = it->next) {
        if (strcmp(it->source, source) == 0) {
            return it;
        }
    }
    return NULL;
}

const struct writ_covered *writ_coverage_find(const struct writ_coverage *coverage,
                                              const char *source)
{
    return find(coverage, source);
}

/* A line has code when it has an instruction, and more to it than the end of a block. */
static void note_lines(void *ctx, const struct writ_dump_function *function)
{
    const struct job *job = ctx;
    struct writ_dump_code code = writ_dump_begin(function);

    while (writ_dump_next(&code)) {
        if (writ_dump_opcode(&code) != VARARG_PROLOGUE && code.line >= 1 &&
            code.line <= job->covered->line_count && job->probed->is_code[code.line]) {
            job->covered->lines[code.line - 1].is_code = true;
        }
    }
}

/* Stack: the original, compiled, on top; popped. */
MAY_RAISE static void read_lines(lua_State *lua, struct job *job)
{
    struct writ_text text;

    writ_script_dump(lua, false, &text);
    (void)writ_dump_walk((struct writ_str){text.ptr, text.len}, note_lines, job);
    (void)writ_gas_realloc(lua, text.ptr, text.cap, 0);
    lua_pop(lua, 1);
}

static struct writ_covered *new_covered(struct writ_sandbox *sandbox, const char *name,
                                        const struct writ_probed *probed)
{
    struct writ_coverage *coverage = sandbox->coverage;
    const struct writ_source *source = writ_source_note(sandbox, name);
    struct writ_covered *covered = writ_arena_alloc(coverage->arena, sizeof(*covered));

    if (covered == NULL || source == NULL) {
        return NULL; /* uncovered: the block that probing took last has room */
    }
    covered->source = writ_arena_str(coverage->arena, writ_str_from(name)).ptr;
    covered->alias = writ_arena_str(coverage->arena, source->alias).ptr;
    covered->probes = probed->probes;
    covered->probe_count = probed->probe_count;
    covered->line_count = probed->line_count;
    covered->lines = writ_arena_array(coverage->arena, probed->line_count, sizeof(*covered->lines));
    if (covered->source == NULL || covered->alias == NULL || covered->lines == NULL) {
        return NULL; /* uncovered: as above */
    }
    *(coverage->first == NULL ? &coverage->first : &coverage->last->next) = covered;
    coverage->last = covered;
    return covered;
}

/* The probe itself: (number, value) -> value. */
static int count_probe(lua_State *lua)
{
    struct writ_covered *covered = lua_touserdata(lua, lua_upvalueindex(1));
    const size_t number = (size_t)lua_tointegerx(lua, 1, NULL);

    lua_settop(lua, 2); /* a call that gave nothing, or much, is one value here */
    if (number < covered->probe_count) {
        struct writ_probe *probe = &covered->probes[number];
        const bool is_yes = probe->kind == WRIT_PROBE_EFFECT || lua_toboolean(lua, 2) != 0;

        *(is_yes ? &probe->yes : &probe->no) += 1;
    }
    return 1;
}

MAY_RAISE void writ_cover_run(lua_State *lua, const char *name, struct writ_str text)
{
    struct writ_coverage *coverage = writ_script_self(lua)->coverage;
    struct writ_probed probed = {0};
    struct job job = {.probed = &probed};
    struct writ_error err = {0};

    writ_script_compile(lua, name, text); /* so that what is wrong is said of the original */
    if (writ_probe_insert(coverage->arena, text, &probed, &err) == WRIT_OK) {
        job.covered = new_covered(writ_script_self(lua), name, &probed);
    }
    if (job.covered == NULL) {
        luaL_error(lua, "%s", err.text[0] == '\0' ? "out of memory" : err.text);
        return; /* uncovered: the line above raises */
    }
    read_lines(lua, &job);
    writ_script_compile(lua, name, probed.text);
    writ_script_give_environment(lua);
    lua_pushlightuserdata(lua, job.covered);
    lua_pushcclosure(lua, count_probe, 1);
    lua_call(lua, 1, 1);
}

/* Lua names a text "=ALIAS". */
void writ_cover_line(lua_State *lua, lua_Debug *activation)
{
    struct writ_coverage *coverage = writ_script_self(lua)->counted;
    struct writ_covered *covered = coverage->current;

    (void)lua_getinfo(lua, "S", activation);
    if (covered == NULL || strcmp(covered->alias, activation->source + 1) != 0) {
        covered = coverage->first;
        while (covered != NULL && strcmp(covered->alias, activation->source + 1) != 0) {
            covered = covered->next;
        }
    }
    if (covered != NULL && activation->currentline >= 1 &&
        (size_t)activation->currentline <= covered->line_count) {
        coverage->current = covered;
        covered->lines[activation->currentline - 1].hits++;
    }
}
