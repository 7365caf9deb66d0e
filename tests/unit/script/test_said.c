/* SPDX-License-Identifier: Apache-2.0
 *
 * What a policy says through `out`, and that nothing it says badly is lost.
 */
#include "fixture.h"
#include "script/said.h"

struct said_case {
    const char *label;
    const char *members; /* of the policy: its functions */
    const char *expected;
};

#define RULE(body) "rule = function(input, out, params) " body " end"

static void show_value(struct writ_buf *buf, const char *name, const struct writ_value *value)
{
    struct writ_error err = {0};

    if (value != NULL) {
        writ_buf_addf(buf, " %s=", name);
        assert_int_equal(writ_canonical_write(buf, value, &err), WRIT_OK);
    }
}

static void show_text(struct writ_buf *buf, const char *name, struct writ_str text)
{
    if (text.len > 0) {
        writ_buf_addf(buf, " %s=%.*s", name, (int)text.len, text.ptr);
    }
}

static void show_answer(struct writ_buf *buf, const struct writ_answer *answer)
{
    static const char *const kinds[] = {"permit", "deny", "warn", "oblige"};

    writ_buf_add_text(buf, answer->applies ? "" : "not concerned");
    for (size_t i = 0; i < answer->count; i++) {
        const struct writ_said *said = &answer->said[i];

        writ_buf_addf(buf, "%s%s", i == 0 ? "" : "; ", kinds[said->kind]);
        show_text(buf, "message", said->message);
        show_text(buf, "code", said->code);
        show_text(buf, "hint", said->hint);
        show_value(buf, "at", said->at);
        show_value(buf, "properties", said->properties);
    }
}

/* Ask a policy with these members; what it says as text in f->json. */
static void ask(struct fixture *f, const char *members, const struct writ_value *input)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const char *text = writ_arena_printf(&f->arena, "return { %s }\n", members);
    struct writ_answer answer = {0};

    fixture_open(f);

    const struct writ_consultation consultation = {
        .chunk = fixture_load(f, "case.lua", text), .input = input, .arena = &f->arena};

    assert_int_equal(f->status, WRIT_OK);
    fixture_seal(f);
    writ_buf_init(&buf, &f->alloc, sizeof(f->json) - 1);
    writ_sandbox_begin(f->sandbox);
    f->status = writ_sandbox_consult(f->sandbox, &consultation, &answer, &f->err);
    if (f->status == WRIT_OK) {
        show_answer(&buf, &answer);
    } else {
        writ_buf_addf(&buf, "error: %s", f->err.text);
    }
    writ_sandbox_end(f->sandbox);
    (void)snprintf(f->json, sizeof(f->json), "%.*s", (int)buf.len, buf.len == 0 ? "" : buf.ptr);
}

static void check_said(const struct said_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        struct writ_build build;

        fixture_init(&f);
        writ_build_object(&build, &f.arena);
        writ_build_put_text(&build, "type", WRIT_LIT("notify"));
        writ_build_put_text(&build, "who", WRIT_LIT("dpo"));
        ask(&f, cases[i].members, writ_build_end(&build));
        if (strcmp(f.json, cases[i].expected) != 0) {
            fail_msg("%s: got '%s', expected '%s'", cases[i].label, f.json, cases[i].expected);
        }
        fixture_done(&f);
    }
}

#define CHECK_SAID(cases) check_said(cases, sizeof(cases) / sizeof((cases)[0]))

static const struct said_case heard[] = {
    {"nothing", RULE(""), ""},
    {"what it returns is not heard", RULE("return 1"), ""},
    {"a permit", RULE("out.permit('yes')"), "permit message=yes"},
    {"a permit without a word", RULE("out.permit()"), "permit message=granted"},
    {"a permit has no options", RULE("out.permit('yes', { code = 7 })"), "permit message=yes"},
    {"all in order", RULE("out.deny('a') out.warn('b') out.permit('c')"),
     "deny message=a; warn message=b; permit message=c"},
    {"options", RULE("out.deny('m', { code = 'A_1', hint = 'h', at = { input, 'who' }, x = 1 })"),
     "deny message=m code=A_1 hint=h at=[{\"type\":\"notify\",\"who\":\"dpo\"},\"who\"]"},
    {"no options", RULE("out.warn('m', false) out.warn('n', nil)"),
     "warn message=m; warn message=n"},
    {"an obligation", RULE("out.oblige { type = 'mask', column = 'a', at = input, n = { 1 } }"),
     "oblige message=mask at={\"type\":\"notify\",\"who\":\"dpo\"} "
     "properties={\"column\":\"a\",\"n\":[1]}"},
    {"a bare obligation", RULE("out.oblige { type = 'watermark' }"),
     "oblige message=watermark properties=[]"},
    {"an obligation of the host", RULE("out.oblige(input)"),
     "oblige message=notify properties={\"who\":\"dpo\"}"},
    {"as it was when it was said",
     RULE("local t = { type = 'x', n = { 1 } } out.oblige(t) t.n[1] = 2"),
     "oblige message=x properties={\"n\":[1]}"},
    {"a policy that applies", "applies = function() return 1 end, " RULE("out.permit()"),
     "permit message=granted"},
    {"a policy that does not",
     "applies = function(input) return input.no end, " RULE("out.permit()"), "not concerned"},
    {"an error that is none of ours is the policy's own to catch",
     RULE("pcall(error, 'x') out.deny('m')"), "deny message=m"},
};

static void what_is_said_is_heard_in_order(void **state)
{
    (void)state;
    CHECK_SAID(heard);
}

static const struct said_case refused[] = {
    {"no message", RULE("out.deny()"), "error: out.deny needs a message"},
    {"a number", RULE("out.warn(7)"), "error: out.warn needs a message"},
    {"options that are none", RULE("out.deny('m', 'HINT')"),
     "error: out.deny takes a table of options after its message"},
    {"a code in lower case", RULE("out.deny('m', { code = 'x' })"),
     "error: code is not upper case letters, digits and underscores"},
    {"an empty code", RULE("out.deny('m', { code = '' })"),
     "error: code is not upper case letters, digits and underscores"},
    {"a code that begins with a digit", RULE("out.deny('m', { code = '1A' })"),
     "error: code is not upper case letters, digits and underscores"},
    {"a code that is no text", RULE("out.deny('m', { code = 7 })"),
     "error: code is not upper case letters, digits and underscores"},
    {"a hint that is no text", RULE("out.deny('m', { hint = {} })"), "error: hint is not a text"},
    {"an obligation without a type", RULE("out.oblige { column = 'a' }"),
     "error: out.oblige needs { type = … }"},
    {"an obligation that is no table", RULE("out.oblige('ttl')"),
     "error: out.oblige needs { type = … }"},
    {"what is no data", RULE("out.permit() out.oblige { type = 'x', a = { b = pairs } }"),
     "error: result[2].properties.a.b is a function, which is not data"},
    {"a place that is no data", RULE("out.deny('m', { at = pairs })"),
     "error: result[1].at is a function, which is not data"},
    {"a message that is not UTF-8", RULE("out.deny('\\xff')"),
     "error: result[1].message is not UTF-8"},
    {"an error that is caught", RULE("pcall(out.deny, 7)"),
     "error: what was said was refused, and the policy went on"},
    {"and then something else is said", RULE("pcall(out.deny, 7) out.permit()"),
     "error: what was said before was refused"},
    {"and that is caught as well", RULE("pcall(out.deny, 7) pcall(out.permit)"),
     "error: what was said was refused, and the policy went on"},
    {"out is read-only", RULE("out.deny = out.permit"), "error: a library or module is read-only"},
    {"nothing else is there", RULE("out.allow('m')"),
     "error: attempt to call a nil value (field 'allow')"},
    {"a rule that fails", RULE("out.permit() error('x', 0)"), "error: x"},
    {"no rule", "rule = 1", "error: attempt to call a number value"},
};

static void what_is_said_badly_is_an_error_whoever_catches_it(void **state)
{
    (void)state;
    CHECK_SAID(refused);
}

static void only_so_much_can_be_said(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.limits.result_nodes = 10;
    ask(&f, RULE("for i = 1, 5 do out.permit() end"), NULL);
    assert_string_equal(f.json, "permit message=granted; permit message=granted; "
                                "permit message=granted; permit message=granted; "
                                "permit message=granted");
    ask(&f, RULE("for i = 1, 6 do out.permit() end"), NULL);
    assert_string_equal(f.json,
                        "error: result[6].message is one value more than a result may have");
    ask(&f, RULE("while true do out.permit() end"), NULL);
    assert_int_equal(f.status, WRIT_E_POLICY);
    fixture_done(&f);
}

static void a_policy_is_asked_inside_an_evaluation(void **state)
{
    const struct writ_consultation nobody = {.chunk = 1};
    struct writ_answer answer;
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    assert_int_equal(writ_sandbox_consult(f.sandbox, &nobody, &answer, &f.err), WRIT_E_BUG);
    writ_sandbox_begin(f.sandbox);
    f.err = (struct writ_error){0};
    assert_int_equal(writ_sandbox_consult(f.sandbox, &nobody, &answer, &f.err), WRIT_E_BUG);
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_is_heard_in_order),
        cmocka_unit_test(what_is_said_badly_is_an_error_whoever_catches_it),
        cmocka_unit_test(only_so_much_can_be_said),
        cmocka_unit_test(a_policy_is_asked_inside_an_evaluation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
