/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_sandbox.c - what isolation costs: ten rules in plain Lua on ready tables, with
 * a count hook, and in the sandbox with input bridge, gas, result and restore. Each round decides
 * one of the requests in turn.
 *
 * Usage: bench_sandbox RULES.lua PRODUCT.json REQUEST.json… (the descriptor is resident, as in an
 * engine)
 */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/try.h"
#include "bench.h"
#include "codec/codec.h"
#include "data/canonical.h"
#include "script/sandbox.h"

enum { REQUESTS_MAX = 64, REPEATS = 15, HOOK_STEP = 1000 };

struct bench {
    struct writ_arena *arena;
    struct writ_arena result; /* of one round */
    struct writ_str rules;
    const struct writ_value *product;
    const struct writ_value *requests[REQUESTS_MAX];
    size_t request_count;
    size_t rounds;
    lua_State *plain;
    struct writ_sandbox *sandbox;
    int chunk;
};

static void push_plain(lua_State *lua, const struct writ_value *value)
{
    lua_checkstack(lua, 8);
    switch (value->kind) {
    case WRIT_NULL:
        lua_pushnil(lua);
        return;
    case WRIT_BOOL:
        lua_pushboolean(lua, value->as.boolean);
        return;
    case WRIT_NUMBER:
        lua_pushinteger(lua, (lua_Integer)value->as.number);
        return;
    case WRIT_STRING:
        lua_pushlstring(lua, value->text.ptr, value->text.len);
        return;
    case WRIT_ARRAY:
        lua_createtable(lua, (int)value->as.array.count, 0);
        for (size_t i = 0; i < value->as.array.count; i++) {
            push_plain(lua, value->as.array.items[i]);
            lua_rawseti(lua, -2, (lua_Integer)i + 1);
        }
        return;
    case WRIT_OBJECT:
        lua_createtable(lua, 0, (int)value->as.object.count);
        for (size_t i = 0; i < value->as.object.count; i++) {
            lua_pushlstring(lua, value->as.object.members[i].key.ptr,
                            value->as.object.members[i].key.len);
            push_plain(lua, value->as.object.members[i].value);
            lua_rawset(lua, -3);
        }
        return;
    }
}

/* Globals of the plain state: "rules", "product", and "requests" as ready tables. */
static int open_plain(struct bench *bench)
{
    lua_State *lua = luaL_newstate();

    luaL_openlibs(lua);
    if (luaL_loadbuffer(lua, bench->rules.ptr, bench->rules.len, "=rules") != LUA_OK ||
        lua_pcall(lua, 0, 1, 0) != LUA_OK) {
        fprintf(stderr, "plain: %s\n", lua_tostring(lua, -1));
        return 1;
    }
    lua_setglobal(lua, "rules");
    push_plain(lua, bench->product);
    lua_setglobal(lua, "product");
    lua_createtable(lua, (int)bench->request_count, 0);
    for (size_t i = 0; i < bench->request_count; i++) {
        push_plain(lua, bench->requests[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    lua_setglobal(lua, "requests");
    bench->plain = lua;
    return 0;
}

static void run_plain(struct bench *bench, size_t round)
{
    lua_State *lua = bench->plain;

    lua_getglobal(lua, "rules");
    lua_getglobal(lua, "requests");
    lua_rawgeti(lua, -1, (lua_Integer)(round % bench->request_count) + 1);
    lua_remove(lua, -2);
    lua_getglobal(lua, "product");
    (void)lua_pcall(lua, 2, 1, 0);
    lua_settop(lua, 0);
}

static void run_sandboxed(struct bench *bench, size_t round)
{
    const struct writ_value *const args[2] = {bench->requests[round % bench->request_count],
                                              bench->product};
    const struct writ_call call = {
        .chunk = bench->chunk, .args = args, .arg_count = 2, .arena = &bench->result};
    const struct writ_value *result = NULL;
    struct writ_error err = {0};

    writ_arena_reset(&bench->result);
    writ_sandbox_begin(bench->sandbox);
    if (writ_sandbox_call(bench->sandbox, &call, &result, &err) != WRIT_OK) {
        fprintf(stderr, "sandbox: %s\n", err.text);
    }
    writ_sandbox_end(bench->sandbox);
}

/* The part of it that is not the rules: begin, an empty function, end. */
static void run_empty(struct bench *bench, size_t round)
{
    (void)round;
    writ_sandbox_begin(bench->sandbox);
    (void)writ_sandbox_has_function(bench->sandbox, bench->chunk, "none");
    writ_sandbox_end(bench->sandbox);
}

static void on_count(lua_State *lua, lua_Debug *activation)
{
    (void)lua;
    (void)activation;
}

static void run_hooked(struct bench *bench, size_t round)
{
    lua_sethook(bench->plain, on_count, LUA_MASKCOUNT, HOOK_STEP);
    run_plain(bench, round);
    lua_sethook(bench->plain, NULL, 0, 0);
}

static double time_us(struct bench *bench, void (*run)(struct bench *bench, size_t round))
{
    const double start = now_us(CLOCK_MONOTONIC);

    for (size_t i = 0; i < bench->rounds; i++) {
        run(bench, i);
    }
    return (now_us(CLOCK_MONOTONIC) - start) / (double)bench->rounds;
}

/* The ways take turns, so that what else the machine does meets all of them; the best of each
 * counts. */
static void measure(struct bench *bench)
{
    static const struct {
        const char *label;
        void (*run)(struct bench *bench, size_t round);
    } ways[] = {{"rules alone, plain lua_pcall on ready tables", run_plain},
                {"the same with a count hook", run_hooked},
                {"sandbox: bridge, rules, gas, result, restore", run_sandboxed},
                {"  of which begin, an empty look and restore", run_empty}};
    double best[sizeof(ways) / sizeof(ways[0])] = {1e18, 1e18, 1e18, 1e18};

    for (int repeat = 0; repeat < REPEATS; repeat++) {
        for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
            const double each = time_us(bench, ways[i].run);

            best[i] = each < best[i] ? each : best[i];
        }
    }
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        printf("%-46s %7.2f us  %5.2f x\n", ways[i].label, best[i], best[i] / best[0]);
    }
}

static int load_documents(struct bench *bench, int argc, char **argv, struct writ_error *err)
{
    const struct writ_value *product = NULL;
    const char *id = "daff/listener-profiles";

    if (writ_file_read(bench->arena, argv[2], 1 << 20, &bench->rules, err) != WRIT_OK ||
        writ_document_load(bench->arena, argv[3], WRIT_CODEC_LIMITS, NULL, &product, err) !=
            WRIT_OK) {
        return 1;
    }
    bench->product = writ_value_member(writ_value_member(product, "products"), id);
    for (int i = 4; i < argc && bench->request_count < REQUESTS_MAX; i++) {
        if (writ_document_load(bench->arena, argv[i], WRIT_CODEC_LIMITS, NULL,
                               &bench->requests[bench->request_count++], err) != WRIT_OK) {
            return 1;
        }
    }
    return bench->product == NULL || bench->request_count == 0;
}

static int open_sandbox(struct bench *bench, struct writ_error *err)
{
    const struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    const struct writ_modules none = {0};

    return writ_sandbox_new(&limits, none, &bench->sandbox, err) != WRIT_OK ||
           writ_sandbox_load(bench->sandbox, "rules.lua", bench->rules, &bench->chunk, err) !=
               WRIT_OK ||
           writ_sandbox_reside(bench->sandbox, &bench->product, 1, err) != WRIT_OK ||
           writ_sandbox_seal(bench->sandbox, err) != WRIT_OK;
}

/* The answers, one line each, so that they can be compared with expected ones before anything is
 * timed. */
static void print_answers(struct bench *bench)
{
    for (size_t i = 0; i < bench->request_count; i++) {
        WRIT_AUTO(writ_buf) struct writ_buf buf;
        const struct writ_value *const args[2] = {bench->requests[i], bench->product};
        const struct writ_call call = {
            .chunk = bench->chunk, .args = args, .arg_count = 2, .arena = bench->arena};
        const struct writ_value *result = NULL;
        struct writ_error err = {0};

        writ_buf_init(&buf, bench->arena->alloc, 1 << 20);
        writ_sandbox_begin(bench->sandbox);
        if (writ_sandbox_call(bench->sandbox, &call, &result, &err) == WRIT_OK &&
            writ_canonical_write(&buf, result, &err) == WRIT_OK) {
            fprintf(stderr, "%.*s\n", (int)buf.len, buf.ptr);
        }
        writ_sandbox_end(bench->sandbox);
    }
}

int main(int argc, char **argv)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct bench bench = {.arena = &arena, .rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0};
    struct writ_error err = {0};

    writ_arena_init(&arena, &alloc);
    writ_arena_init(&bench.result, &alloc);
    if (argc < 5 || bench.rounds == 0) {
        fputs("usage: bench_sandbox ROUNDS RULES.lua PRODUCT.json REQUEST.json...\n", stderr);
        return 2;
    }
    if (load_documents(&bench, argc, argv, &err) != 0 || open_sandbox(&bench, &err) != 0 ||
        open_plain(&bench) != 0) {
        fprintf(stderr, "%s:%u: %s\n", err.loc.source, err.loc.line, err.text);
        return 1;
    }
    print_answers(&bench);
    measure(&bench);
    writ_arena_done(&bench.result);
    lua_close(bench.plain);
    writ_sandbox_free(bench.sandbox);
    return 0;
}
