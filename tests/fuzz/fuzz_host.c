/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_host.c - any JSON document as the input of a script: the functions treat its
 * values as they treat a script's own tables, whether it is resident or not, and the module `node`
 * takes every value there is.
 */
#include "codec/codec.h"
#include "data/canonical.h"
#include "fuzz.h"
#include "script/sandbox.h"

enum { GAS = 300000 };

/* Each function is asked about a table of the document and about a copy of it. A list with holes
 * may have another length as a copy. */
static const char tables[] =
    "local function copy(v)\n"
    "  if type(v) ~= 'table' then return v end\n"
    "  local out = {}\n"
    "  for k, x in pairs(v) do out[k] = copy(x) end\n"
    "  return out\n"
    "end\n"
    "local function text(v) if type(v) == 'table' then return '{' .. #v .. '}' end\n"
    "  return math.type(v) and string.format('%q', v) or tostring(v) end\n"
    "local function each(step, t, at)\n"
    "  local out = {}\n"
    "  for k, v in step, t, at do out[#out + 1] = text(k) .. '=' .. text(v) end\n"
    "  return table.concat(out, ';')\n"
    "end\n"
    "local looks = {\n"
    "  function(t) return each(pairs(t)) end, function(t) return each(ipairs(t)) end,\n"
    "  function(t) return each(next, t) end, function(t) return text(next(t)) end,\n"
    "  function(t) return table.concat(t, '-') end, function(t) return rawlen(t) .. #t end,\n"
    "  function(t) return select('#', table.unpack(t, 1, 20)) end,\n"
    "  function(t) return text((table.unpack(t, 2, 3))) end,\n"
    "  function(t) return (string.gsub('a bb c', '%w+', t)) end,\n"
    "  function(t) return type(t) .. tostring(t) end,\n"
    "}\n"
    "local function look(v, depth)\n"
    "  if type(v) ~= 'table' or depth > 6 then return end\n"
    "  local own, count = copy(v), #v\n"
    "  for i = 1, #v do if v[i] == nil then count = nil end end\n"
    "  for i, ask in ipairs(looks) do\n"
    "    local ok, said = pcall(ask, v)\n"
    "    local as_well, same = pcall(ask, own)\n"
    "    if #own == count and (ok ~= as_well or (ok and said ~= same)) then\n"
    "      error('look ' .. i .. ': ' .. tostring(said) .. ' / ' .. tostring(same), 0)\n"
    "    end\n"
    "  end\n"
    "  for _, x in pairs(v) do look(x, depth + 1) end\n"
    "  if pcall(function() v[1] = 1 end) then error('the input was written to', 0) end\n"
    "end\n"
    "return function(input) look(input, 0) return input end\n";

static const char nodes[] =
    "local node = require 'node'\n"
    "local function check(is_kept, what) if not is_kept then error(what, 0) end end\n"
    "local kinds = { object = true, array = true, string = true, number = true, boolean = true }\n"
    "local function look(n, depth)\n"
    "  if depth > 6 then return end\n"
    "  check(n == nil or kinds[node.kind(n)], 'kind')\n"
    "  local text = node.text(n)\n"
    "  check(text == nil or (text ~= '' and not text:find('^%s') and not text:find('%s$')), "
    "'text')\n"
    "  check(node.bool(n) == nil or type(node.bool(n)) == 'boolean', 'bool')\n"
    "  check(rawequal(node.at(n), n) and node.at(n, 'x', 1, {}) == nil, 'at')\n"
    "  check(node.kind(node.place(n, { 1 })) == (n ~= nil and 'array' or nil), 'place')\n"
    "  if text then check(node.text(node.place(n, text)) == text, 'place of a text') end\n"
    "  local list, last = node.list(n), 0\n"
    "  for i, x in node.items(list) do check(i == last + 1 and x ~= nil, 'items') last = i end\n"
    "  check(last == #list, 'list')\n"
    "  for _, x in node.items(n) do look(x, depth + 1) end\n"
    "  for k, x in node.pairs(n) do check(type(k) == 'string', 'pairs') look(x, depth + 1) end\n"
    "  if type(n) == 'userdata' then check(type(node.value(n)) ~= 'userdata', 'value') end\n"
    "end\n"
    "return function(input) look(input, 0) return input end\n";

struct run {
    const char *script;
    bool is_placed;
    bool is_resident;
};

static void evaluate(const struct run *run, struct writ_arena *arena,
                     const struct writ_value *document)
{
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    const struct writ_modules none = {NULL, NULL};
    const struct writ_value *value = NULL;
    struct writ_call call = {
        .args = &document, .arg_count = 1, .arena = arena, .is_placed = run->is_placed};
    struct writ_error err = {0};
    enum writ_status status;

    limits.gas = GAS;
    limits.wall_ms = 0;
    promise(writ_sandbox_new(&limits, none, &sandbox, &err) == WRIT_OK &&
                writ_sandbox_load(sandbox, "fuzz", writ_str_from(run->script), &call.chunk, &err) ==
                    WRIT_OK,
            "the script loads");
    if (run->is_resident && writ_sandbox_reside(sandbox, &document, 1, &err) != WRIT_OK) {
        return; /* larger than the state */
    }
    promise(writ_sandbox_seal(sandbox, &err) == WRIT_OK, "it can be sealed");
    writ_sandbox_begin(sandbox);
    status = writ_sandbox_call(sandbox, &call, &value, &err);
    promise(status == WRIT_OK || writ_sandbox_outcome(sandbox) != WRIT_OUTCOME_ERROR, err.text);
    promise(status != WRIT_OK || value == NULL || writ_value_equal(value, document),
            "what goes in comes out");
    writ_sandbox_end(sandbox);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct run runs[] = {
        {tables, false, false}, {tables, false, true}, {nodes, true, false}};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *document = NULL;
    struct writ_error err = {0};

    writ_arena_init(&arena, &alloc);
    if (writ_json_read(&arena, "fuzz.json", (struct writ_str){(const char *)data, size},
                       WRIT_CODEC_LIMITS, &document, &err) != WRIT_OK) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
        evaluate(&runs[i], &arena, document);
    }
    return 0;
}
