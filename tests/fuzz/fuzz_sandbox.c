/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_sandbox.c - any text as the body of a rule: it ends, ends the same way again, and
 * harms nothing.
 */
#include "data/canonical.h"
#include "fuzz.h"
#include "script/sandbox.h"

enum { JSON_BYTES = 1 << 16 };

static const char good_text[] =
    "local n = 0 return function() n = n + 1 local t = { } for k, v in pairs { b = 2, a = 1 } do "
    "t[#t + 1] = k .. v end return { n, table.concat(t, ' '), (('a1'):gsub('%d', '<%0>')) } end";
static const char good_json[] = "[1,\"a1 b2\",\"a<1>\"]";

struct answer {
    enum writ_status status;
    enum writ_outcome outcome;
    uint64_t gas;
    size_t len;
    char json[JSON_BYTES];
};

/* A small document with places, for scripts to chew on. */
static const struct writ_value *make_input(struct writ_arena *arena)
{
    struct writ_build list;
    struct writ_build root;

    writ_build_array(&list, arena);
    writ_build_item(&list, writ_value_number(arena, 1));
    writ_build_item(&list, writ_value_null(arena));
    writ_build_item(&list, writ_value_string(arena, WRIT_LIT("two")));
    writ_build_object(&root, arena);
    writ_build_put(&root, "list", writ_build_end(&list));
    writ_build_put_text(&root, "text", WRIT_LIT(" some text "));
    writ_build_put(&root, "yes", writ_value_bool(arena, true));
    return writ_build_end(&root);
}

static void evaluate(struct writ_sandbox *sandbox, int chunk, bool is_placed,
                     struct answer *ret_answer)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *input;
    const struct writ_value *value = NULL;
    struct writ_call call = {
        .chunk = chunk, .args = &input, .arg_count = 1, .is_placed = is_placed, .arena = &arena};
    struct writ_error err = {0};
    struct writ_str json;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&buf, &alloc, JSON_BYTES);
    input = make_input(&arena);
    call.root = input;
    writ_sandbox_begin(sandbox);
    ret_answer->status = writ_sandbox_call(sandbox, &call, &value, &err);
    ret_answer->outcome = writ_sandbox_outcome(sandbox);
    ret_answer->gas = writ_sandbox_gas_used(sandbox);
    ret_answer->len = 0;
    if (value != NULL) {
        promise(ret_answer->status == WRIT_OK, "a value comes with success only");
        promise(writ_canonical_write(&buf, value, &err) == WRIT_OK || buf.status == WRIT_E_LIMIT,
                "what a text may give has canonical bytes");
    }
    promise(ret_answer->status == WRIT_OK || err.text[0] != '\0', "an error says something");
    promise((ret_answer->status == WRIT_OK) == (ret_answer->outcome == WRIT_OUTCOME_OK),
            "status and outcome agree");
    if (writ_buf_view(&buf, &json) == WRIT_OK && json.len > 0) {
        ret_answer->len = json.len;
        memcpy(ret_answer->json, json.ptr, json.len);
    }
    writ_sandbox_end(sandbox);
}

static void check_good(struct writ_sandbox *sandbox, int chunk)
{
    struct answer answer;

    evaluate(sandbox, chunk, false, &answer);
    promise(answer.len == sizeof(good_json) - 1 && memcmp(answer.json, good_json, answer.len) == 0,
            "the good policy evaluates as ever");
}

/* The whole life of a state: load, seal, evaluate twice in each mode. */
static void run(struct writ_sandbox *sandbox, struct writ_str text)
{
    struct writ_error err = {0};
    struct answer first;
    struct answer second;
    int good = 0;
    int chunk = 0;

    promise(writ_sandbox_load(sandbox, "good", WRIT_LIT(good_text), &good, &err) == WRIT_OK,
            "the good policy loads");

    const enum writ_status loaded = writ_sandbox_load(sandbox, "fuzz", text, &chunk, &err);

    promise(loaded != WRIT_E_BUG, "no invariant is broken");
    err = (struct writ_error){0};
    promise(writ_sandbox_seal(sandbox, &err) == WRIT_OK, "any state can be sealed");
    check_good(sandbox, good);
    for (int placed = 0; placed < 2 && loaded == WRIT_OK; placed++) {
        evaluate(sandbox, chunk, placed == 1, &first);
        check_good(sandbox, good);
        evaluate(sandbox, chunk, placed == 1, &second);
        promise(first.status == second.status && first.outcome == second.outcome &&
                    first.gas == second.gas && first.len == second.len &&
                    memcmp(first.json, second.json, first.len) == 0,
                "the same again");
    }
    check_good(sandbox, good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = "return function(input) ";
    static const char tail[] = "\nend";
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    struct writ_modules none = {NULL, NULL};
    struct writ_error err = {0};
    struct writ_str view;

    limits.gas = 60000;
    limits.live_bytes = 1u << 20;
    limits.object_bytes = 1u << 17;
    limits.wall_ms = 0;
    writ_buf_init(&text, &alloc, 1u << 20);
    writ_buf_add(&text, WRIT_LIT(head));
    writ_buf_add(&text, (struct writ_str){(const char *)data, size});
    writ_buf_add(&text, WRIT_LIT(tail));
    if (writ_buf_view(&text, &view) != WRIT_OK ||
        writ_sandbox_new(&limits, none, &sandbox, &err) != WRIT_OK) {
        return 0;
    }
    run(sandbox, view);
    return 0;
}
