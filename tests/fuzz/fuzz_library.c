/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_library.c - a call of one library function with any arguments, in a sandbox and
 * in Lua's own interpreter: both give the same values, or both refuse. The first byte names the
 * function, the others are the arguments.
 */
#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>

#include "fuzz.h"
#include "lua_source.h"
#include "script/sandbox.h"

enum { ARGS_MAX = 5, GAS = 200000, SOURCE_BYTES = 1 << 16, LOADS_MAX = 100 };

/* Functions that give functions, change a table or go in no order are called through one that shows
 * what they did. Where stock Lua shows an address, tables are replaced first; its math.max takes
 * texts too, and its select any text that begins with '#'. */
static const char prelude[] =
    "local is_stock = load ~= nil\n"
    "local function show(v, depth)\n"
    "  local kind = type(v)\n"
    "  if kind == 'number' or kind == 'string' then return string.format('%q', v) end\n"
    "  if kind == 'nil' or kind == 'boolean' then return tostring(v) end\n"
    "  if kind ~= 'table' or depth > 4 then return kind end\n"
    "  local out = {}\n"
    "  for k, x in pairs(v) do out[#out + 1] = '[' .. show(k, depth + 1) .. ']=' .. show(x, depth "
    "+ 1) end\n"
    "  table.sort(out)\n"
    "  return '{' .. table.concat(out, ',') .. '}'\n"
    "end\n"
    "local function show_all(...)\n"
    "  local out = {}\n"
    "  for i = 1, select('#', ...) do out[i] = show((select(i, ...)), 0) end\n"
    "  return table.concat(out, ' ')\n"
    "end\n"
    "local function plain(v) if type(v) == 'table' then return 'table' end return v end\n"
    "local function floats(t)\n"
    "  for i = 1, #t do if type(t[i]) == 'number' then t[i] = t[i] + 0.0 end end\n"
    "  return t\n"
    "end\n"
    "local own = {}\n"
    "function own.format(f, a, b, c, d)\n"
    "  return string.format(plain(f), plain(a), plain(b), plain(c), plain(d))\n"
    "end\n"
    "function own.tostring(v) return tostring(plain(v)) end\n"
    "function own.gmatch(s, p, at)\n"
    "  local out = {}\n"
    "  for a, b in string.gmatch(s, p, at) do\n"
    "    out[#out + 1] = a out[#out + 1] = b == nil and '-' or b\n"
    "    if #out > 200 then break end\n"
    "  end\n"
    "  return out\n"
    "end\n"
    "function own.gsub(s, p, most)\n"
    "  return string.gsub(s, p, function(a, b) return b or a end, most)\n"
    "end\n"
    "function own.rep(s, n, between)\n"
    "  if is_stock and (tonumber(n) or 0) > 100000 then return 'skip' end\n"
    "  return string.rep(s, n, between)\n"
    "end\n"
    "local function number(v) return math.type(v) and v or 0 end\n"
    "function own.max(a, b, c) return math.max(number(a), number(b), number(c)) end\n"
    "function own.min(a, b, c) return math.min(number(a), number(b), number(c)) end\n"
    "function own.select(n, ...)\n"
    "  if type(n) == 'string' and n:sub(1, 1) == '#' then n = '#' end\n"
    "  return select(n, ...)\n"
    "end\n"
    "function own.unpack(t, from, to)\n"
    "  if is_stock and (tonumber(to) or 0) - (tonumber(from) or 1) > 4096 then return 'skip' end\n"
    "  return table.unpack(t, from, to)\n"
    "end\n"
    "function own.insert(t, ...) table.insert(t, ...) return t end\n"
    "function own.remove(t, ...) local gone = table.remove(t, ...) return gone, t end\n"
    "function own.sort(t, down)\n"
    "  table.sort(t, down and function(a, b) return a > b end or nil)\n"
    "  return floats(t)\n"
    "end\n"
    "function own.ipairs(t)\n"
    "  local out = {}\n"
    "  for i, v in ipairs(t) do out[#out + 1] = i out[#out + 1] = v end\n"
    "  return out\n"
    "end\n"
    "function own.pairs(t) local out = {} for k, v in pairs(t) do out[k] = v end return out end\n"
    "function own.next(t)\n"
    "  local out, k, v = {}, next(t)\n"
    "  while k ~= nil do out[k] = v k, v = next(t, k) end\n"
    "  return out\n"
    "end\n"
    "function own.all(ok, ...)\n"
    "  local text = ok and show_all(...) or 'error: ' .. tostring((...))\n"
    "  return (text:gsub('[^ -~]', function(c) return '\\\\' .. c:byte() end))\n"
    "end\n"
    "return own\n";

/* A trailing '*': Lua's own is looser or shows addresses, so only the sandbox is asked. */
static const char *const functions[] = {
    "string.byte",  "string.char",   "string.find",  "own.format",  "string.format*",
    "own.gmatch",   "string.gmatch", "string.gsub",  "own.gsub",    "string.len",
    "string.lower", "string.match",  "own.rep",      "string.rep*", "string.reverse",
    "string.sub",   "string.upper",  "table.concat", "own.insert",  "table.pack",
    "own.remove",   "own.sort",      "table.sort*",  "own.unpack",  "math.abs",
    "math.ceil",    "math.floor",    "math.fmod",    "own.max",     "math.max*",
    "own.min",      "math.min*",     "math.modf",    "math.sqrt",   "math.tointeger",
    "math.type",    "math.ult",      "assert",       "error",       "own.ipairs*",
    "ipairs*",      "own.next",      "next*",        "own.pairs",   "pairs*",
    "pcall",        "rawequal",      "rawlen",       "own.select",  "select*",
    "tonumber",     "own.tostring",  "tostring*",    "type",        "require*",
    "policy*",
};

/* What a policy may not do although Lua could. */
static const char *const stricter[] = {
    "at most 4096",   "table expected", "too many results", "is not a string",
    "repeated flags", "too complex",    "conversion '%p'",  "has no order",
};

static void promise_both(bool is_kept, const char *what, const char *ours, const char *stock,
                         const char *source)
{
    if (!is_kept) {
        fprintf(stderr, "broken: %s\nours:  %s\nstock: %s\n%s\n", what, ours, stock, source);
        abort();
    }
}

static bool is_stricter(const char *message)
{
    for (size_t i = 0; i < sizeof(stricter) / sizeof(*stricter); i++) {
        if (strstr(message, stricter[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool find_prelude(void *ctx, struct writ_str name, struct writ_str *ret_text,
                         const char **ret_source)
{
    (void)ctx;
    *ret_text = WRIT_LIT(prelude);
    *ret_source = "prelude";
    return writ_str_eq(name, WRIT_LIT("prelude"));
}

/* Kept between inputs, because making the two takes far longer than a call. A sandbox keeps what is
 * loaded into it, so that it is made anew now and then. */
static struct writ_sandbox *sandbox;
static lua_State *stock_lua;
static int loads;

static void open_both(void)
{
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    const struct writ_modules modules = {find_prelude, NULL};
    struct writ_error err = {0};

    if (stock_lua == NULL) {
        stock_lua = luaL_newstate();
        luaL_openlibs(stock_lua);
        lua_getglobal(stock_lua, "package");
        lua_getfield(stock_lua, -1, "preload");
        promise_both(luaL_loadstring(stock_lua, prelude) == LUA_OK, "the prelude loads", "", "",
                     "");
        lua_setfield(stock_lua, -2, "prelude");
        lua_settop(stock_lua, 0);
    }
    if (sandbox == NULL || loads++ % LOADS_MAX == 0) {
        writ_sandbox_free(sandbox);
        limits.gas = GAS;
        limits.wall_ms = 0;
        promise_both(writ_sandbox_new(&limits, modules, &sandbox, &err) == WRIT_OK,
                     "a state can be made", err.text, "", "");
    }
}

/* False when a limit was reached. */
static bool ask_ours(struct writ_arena *arena, struct writ_str source, struct writ_str *ret_text)
{
    const struct writ_value *value = NULL;
    struct writ_call call = {.arena = arena};
    struct writ_error err = {0};
    enum writ_status status;

    promise_both(writ_sandbox_load(sandbox, "fuzz", source, &call.chunk, &err) == WRIT_OK,
                 "the text loads", err.text, "", source.ptr);
    writ_sandbox_begin(sandbox);
    status = writ_sandbox_call(sandbox, &call, &value, &err);
    promise_both(status == WRIT_OK || writ_sandbox_outcome(sandbox) != WRIT_OUTCOME_ERROR,
                 "only a limit goes through pcall", err.text, "", source.ptr);
    writ_sandbox_end(sandbox);
    *ret_text = writ_value_text(value);
    return status == WRIT_OK;
}

static void ask_stock(struct writ_arena *arena, struct writ_str source, struct writ_str *ret_text)
{
    lua_State *lua = stock_lua;
    struct writ_str text;

    if (luaL_loadbuffer(lua, source.ptr, source.len, "=fuzz") != LUA_OK ||
        lua_pcall(lua, 0, 1, 0) != LUA_OK || lua_pcall(lua, 0, 1, 0) != LUA_OK) {
        promise_both(false, "stock Lua runs the text", "", lua_tostring(lua, -1), source.ptr);
    }
    text.ptr = lua_tolstring(lua, -1, &text.len);
    *ret_text = writ_arena_str(arena, text);
    lua_settop(lua, 0);
}

static void compare(struct writ_str ours, struct writ_str stock, const char *source)
{
    const bool is_refused = writ_str_starts(stock, WRIT_LIT("error: "));

    if (writ_str_eq(stock, WRIT_LIT("\"skip\"")) ||
        (is_refused && strstr(stock.ptr, "invalid order function") != NULL)) {
        return; /* too long for stock Lua; and a merge sort takes any comparator */
    }
    if (writ_str_starts(ours, WRIT_LIT("error: "))) {
        promise_both(is_refused || is_stricter(ours.ptr), "both refuse", ours.ptr, stock.ptr,
                     source);
        return;
    }
    promise_both(writ_str_eq(ours, stock), "both give the same", ours.ptr, stock.ptr, source);
}

/* False: Lua itself need not be asked. */
static bool write_source(struct writ_buf *buf, const uint8_t *data, size_t size)
{
    struct fuzz_bytes bytes = {data, size};
    const char *name = functions[take_byte(&bytes) % (sizeof(functions) / sizeof(*functions))];
    const size_t len = strcspn(name, "*");
    const size_t count = bytes.left > 0 ? take_byte(&bytes) % (ARGS_MAX + 1) : 0;

    writ_buf_add_text(buf, "local own = require 'prelude' return function() return own.all(pcall(");
    writ_buf_add(buf, (struct writ_str){name, len});
    for (size_t i = 0; i < count; i++) {
        writ_buf_add_char(buf, ',');
        write_value(buf, &bytes, 0);
    }
    writ_buf_add(buf, WRIT_LIT(")) end\n"));
    writ_buf_add_char(buf, '\0');
    return name[len] == '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str source;
    struct writ_str ours;
    struct writ_str stock;

    open_both();
    writ_arena_init(&arena, &alloc);
    writ_buf_init(&buf, &alloc, SOURCE_BYTES);

    const bool is_compared = write_source(&buf, data, size);

    if (writ_buf_view(&buf, &source) != WRIT_OK) {
        return 0; /* longer than a text may be */
    }
    source.len--; /* the NUL */
    if (ask_ours(&arena, source, &ours) && is_compared) {
        ask_stock(&arena, source, &stock);
        compare(ours, stock, source.ptr);
    }
    return 0;
}
