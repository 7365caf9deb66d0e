/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_pattern.c - subject and pattern from any bytes (the first byte says where one
 * ends), in the text functions: they stay within the subject, and within the budget.
 */
#include "fuzz.h"
#include "script/sandbox.h"

static const char script[] =
    "return function(input)\n"
    "  local s, p = input.subject, input.pattern\n"
    "  local from, to = s:find(p)\n"
    "  if from and (from < 1 or to > #s or from > to + 1) then return 'find' end\n"
    "  local whole, n = s:gsub(p, '%0')\n"
    "  if whole ~= s or n > #s + 1 then return 'gsub' end\n"
    "  local count = 0\n"
    "  for m in s:gmatch(p) do count = count + 1 if count > #s + 1 then return 'gmatch' end end\n"
    "  if (from == nil) ~= (s:match(p) == nil) then return 'match' end\n"
    "  local at, last = s:find(p, 1, true)\n"
    "  if at and s:sub(at, last) ~= p then return 'plain' end\n"
    "  pcall(string.format, p, s, 1, 2.5, s)\n"
    "  return nil\n"
    "end\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    struct writ_modules none = {NULL, NULL};
    struct writ_error err = {0};
    struct writ_build build;
    const struct writ_value *input;
    const struct writ_value *value = NULL;
    struct writ_call call = {.args = &input, .arg_count = 1, .arena = &arena};

    writ_arena_init(&arena, &alloc);
    if (size == 0) {
        return 0;
    }

    const struct writ_str rest = {(const char *)data + 1, size - 1};
    const size_t cut = data[0] < rest.len ? data[0] : rest.len;

    limits.gas = 200000;
    limits.wall_ms = 0;
    writ_build_object(&build, &arena);
    writ_build_put_text(&build, "subject", writ_str_cut(rest, 0, cut));
    writ_build_put_text(&build, "pattern", writ_str_cut(rest, cut, rest.len));
    input = writ_build_end(&build);
    promise(writ_sandbox_new(&limits, none, &sandbox, &err) == WRIT_OK, "a state can be made");
    promise(writ_sandbox_load(sandbox, "fuzz", WRIT_LIT(script), &call.chunk, &err) == WRIT_OK,
            "the script loads");
    promise(writ_sandbox_seal(sandbox, &err) == WRIT_OK, "it can be sealed");
    writ_sandbox_begin(sandbox);
    if (writ_sandbox_call(sandbox, &call, &value, &err) == WRIT_OK && value != NULL) {
        fprintf(stderr, "%.*s\n", WRIT_FMT(writ_value_text(value)));
        promise(false, "the functions agree");
    }
    writ_sandbox_end(sandbox);
    return 0;
}
