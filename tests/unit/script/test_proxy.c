/* SPDX-License-Identifier: Apache-2.0
 *
 * The input: tables to a script, read-only, and the host's own values when they come back.
 */
#include "sample.h"

static const struct script_case reading[] = {
    {"scalars", "return { input.id, input.count, input.half, input.yes, input.no, input.version }",
     "[\"orders\",3,0.5,true,false,4.1]"},
    {"whole numbers are integers",
     "return { math.type(input.count), math.type(input.half), math.type(input.large) }",
     "[\"integer\",\"float\",\"float\"]"},
    {"null and absent are nil",
     "return { input.none == nil, input.nothing == nil, input[1] == nil }", "[true,true,true]"},
    {"nesting", "return { input.info.name, input.info.list[2], input.info.list[3] == nil }",
     "[\"Ann\",2,true]"},
    {"other keys",
     "return { input.tags.x == nil, input.tags[0] == nil, input.tags[1.5] == nil, input[input] == "
     "nil }",
     "[true,true,true,true]"},
    {"length", "return { #input.tags, #input, #input.info.list, rawlen(input.tags) }", "[4,0,2,4]"},
    {"type", "return { type(input), type(input.tags), tostring(input) }",
     "[\"table\",\"table\",\"table\"]"},
    {"pairs in order, without nulls",
     "local o = {} for k in pairs(input) do o[#o + 1] = k end return table.concat(o, ' ')",
     "\"count empty half id info large no tags title version wide yes\""},
    {"pairs of a list",
     "local o = {} for k, v in pairs(input.tags) do o[#o + 1] = k .. v end return o",
     "[\"1b\",\"2 a \",\"4c\"]"},
    {"ipairs stops at null",
     "local o = {} for _, v in ipairs(input.tags) do o[#o + 1] = v end return o",
     "[\"b\",\" a \"]"},
    {"next", "return { (next(input)), (next(input, 'count')), next(input, 'yes') == nil }",
     "[\"count\",\"empty\",true]"},
    {"concat", "return table.concat(input.info.list, '+')", "\"1+2\""},
    {"unpack", "return { table.unpack(input.info.list) }", "[1,2]"},
    {"unpack of nulls", "return select('#', table.unpack(input.tags))", "4"},
    {"many members",
     "local s = 0 for i = 0, 39 do s = s + input.wide[('k%02d'):format(i)] end return { s, "
     "input.wide.k40 == nil, input.wide.a == nil }",
     "[780,true,true]"},
    {"many members in order",
     "local o = '' for k in pairs(input.wide) do o = o .. k end return { o:sub(1, 9), o:sub(-3) }",
     "[\"k00k01k02\",\"k39\"]"},
    {"one proxy for one value",
     "return { input.tags == input.tags, rawequal(input.info, input.info), input.tags == "
     "input.info }",
     "[true,true,false]"},
    {"as keys of a table", "local t = { [input.tags] = 1 } return t[input.tags]", "1"},
    {"gsub with the input as a table", "return (('{id} {nothing}'):gsub('{(%a+)}', input))",
     "\"orders {nothing}\""},
    {"in messages it is a table", "return input .. ''",
     "error: attempt to concatenate a table value (local 'input')"},
    {"it is not called", "return input()", "error: attempt to call a table value"},
    {"nor compared", "return input < input", "error: attempt to compare two table values"},
};

static void the_input_reads_as_a_table(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    CHECK_WITH(reading, sample_document(&f.arena));
    fixture_done(&f);
}

static const struct script_case writing[] = {
    {"a member", "input.id = 'x'", "error: the input is read-only"},
    {"a new member", "input.new = 1", "error: the input is read-only"},
    {"an element", "input.tags[1] = 'x'", "error: the input is read-only"},
    {"insert", "table.insert(input.tags, 'x')", "error: the input is read-only"},
    {"remove", "table.remove(input.tags)", "error: the input is read-only"},
    {"sort", "table.sort(input.tags)", "error: the input is read-only"},
    {"sort of a copy",
     "local t = { table.unpack(input.info.list) } table.sort(t, function(a, b) return a > b end) "
     "return t",
     "[2,1]"},
    {"a caught attempt changes nothing", "pcall(function() input.id = 'x' end) return input.id",
     "\"orders\""},
};

static void the_input_cannot_be_written(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    CHECK_WITH(writing, sample_document(&f.arena));
    fixture_done(&f);
}

static void a_table_of_the_input_comes_back_as_itself(void **state)
{
    struct fixture f;
    const struct writ_value *document;

    (void)state;
    fixture_init(&f);
    document = sample_document(&f.arena);
    fixture_run(&f, "return { at = input.tags, { input.info, 'name' } , x = 1 }", document, false);
    assert_int_equal(f.status, WRIT_E_POLICY); /* a table is a list or an object, not both */
    fixture_run(&f, "return { at = input.tags, path = { input.info, 'name' } }", document, false);
    assert_int_equal(f.status, WRIT_OK);
    assert_ptr_equal(writ_value_member(f.value, "at"), writ_value_member(document, "tags"));
    assert_ptr_equal(writ_value_item(writ_value_member(f.value, "path"), 0),
                     writ_value_member(document, "info"));
    fixture_done(&f);
}

static void values_of_two_calls_are_the_same(void **state)
{
    struct fixture f;
    const struct writ_value *document;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    document = sample_document(&f.arena);

    const int chunk = fixture_load(&f, "a.lua",
                                   "local seen return function(input) local same = seen == "
                                   "input.tags seen = input.tags return same end");
    const struct writ_call call = {
        .chunk = chunk, .args = &document, .arg_count = 1, .arena = &f.arena};

    fixture_seal(&f);
    for (int round = 0; round < 2; round++) {
        writ_sandbox_begin(f.sandbox);
        fixture_call(&f, &call);
        assert_string_equal(f.json, "false");
        fixture_call(&f, &call);
        assert_string_equal(f.json, "true");
        writ_sandbox_end(f.sandbox);
    }
    fixture_done(&f);
}

/* Gas of the same loop in a sandbox with that many residents. */
static uint64_t gas_beside(size_t residents)
{
    struct fixture f;
    struct writ_build list;

    fixture_init(&f);
    fixture_open(&f);
    writ_build_array(&list, &f.arena);
    for (size_t i = 0; i < residents; i++) {
        struct writ_build empty;

        writ_build_object(&empty, &f.arena);
        writ_build_item(&list, writ_build_end(&empty));
    }

    const struct writ_value *value = writ_build_end(&list);
    const struct writ_call call = {
        .chunk = fixture_load(&f, "loop", "return function() for i = 1, 10000 do end end"),
        .arena = &f.arena};

    assert_int_equal(writ_sandbox_reside(f.sandbox, &value, 1, &f.err), WRIT_OK);
    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &call);

    const uint64_t gas = writ_sandbox_gas_used(f.sandbox);

    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
    return gas;
}

static void residents_make_nothing_dearer(void **state)
{
    (void)state;
    assert_true(gas_beside(0) > 9000);
    assert_int_equal(gas_beside(5000), gas_beside(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_input_reads_as_a_table),
        cmocka_unit_test(the_input_cannot_be_written),
        cmocka_unit_test(a_table_of_the_input_comes_back_as_itself),
        cmocka_unit_test(values_of_two_calls_are_the_same),
        cmocka_unit_test(residents_make_nothing_dearer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
