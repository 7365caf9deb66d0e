/* SPDX-License-Identifier: Apache-2.0
 *
 * The module `node`, as docs/reference/dialects.md describes it.
 */
#include "sample.h"

#define NODE "local node = require 'node' "

static const struct script_case api[] = {
    {"scalars are opaque", NODE "return { type(input.id), type(input.tags), input.none == nil }",
     "[\"userdata\",\"table\",true]"},
    {"a node is no text", NODE "return input.id .. 'x'",
     "error: attempt to concatenate a node value"},
    {"a node has no members", NODE "return input.id.x", "error: attempt to index a node value"},
    {"at",
     NODE "return { node.text(node.at(input, 'info', 'name')), node.value(node.at(input, 'info', "
          "'list', 2)), node.at(input, 'info', 'x', 'y') == nil, "
          "node.at(input, 'id', 'x') == nil, node.at(nil, 'x') == nil, node.at() == nil, "
          "node.at(input, 'none', 'x') == nil, node.at(5, 1) == nil }",
     "[\"Ann\",2,true,true,true,true,true,true]"},
    {"at of plain tables", NODE "return node.at({ a = { 7 } }, 'a', 1)", "7"},
    {"text",
     NODE "return { node.text(input.title), node.text(input.version), node.text(input.count), "
          "node.text(input.yes), node.text('  x ') }",
     "[\"Orders of été\",\"4.10\",\"3\",\"true\",\"x\"]"},
    {"no text",
     NODE "return { node.text(input.empty) == nil, node.text(input.tags) == nil, node.text(nil) == "
          "nil, node.text(5) == nil, node.text({}) == nil, node.text() == nil }",
     "[true,true,true,true,true,true]"},
    {"value",
     NODE "return { node.value(input.id), node.value(input.version), node.value(input.no), "
          "node.value('x'), node.value(5), node.value(nil) == nil }",
     "[\"orders\",4.1,false,\"x\",5,true]"},
    {"kind",
     NODE "return { node.kind(input), node.kind(input.tags), node.kind(input.id), "
          "node.kind(input.count), node.kind(input.yes) }",
     "[\"object\",\"array\",\"string\",\"number\",\"boolean\"]"},
    {"kind of what is no node",
     NODE "return { node.kind(nil) == nil, node.kind({}) == nil, node.kind('x') == nil, "
          "node.kind(node) == nil }",
     "[true,true,true,true]"},
    {"kind of placed tables",
     NODE "return { node.kind(node.place(input, { 1 })), node.kind(node.place(input, { a = 1 })), "
          "node.kind(node.place(input, {})) }",
     "[\"array\",\"object\",\"array\"]"},
    {"bool",
     NODE "return { node.bool(input.yes), node.bool(input.no), node.bool('Yes'), node.bool(' N '), "
          "node.bool('1'), node.bool('0'), node.bool(true), node.bool('TRUE') }",
     "[true,false,true,false,true,false,true,true]"},
    {"no bool",
     NODE "return { node.bool(input.id) == nil, node.bool(nil) == nil, node.bool(input) == nil, "
          "node.bool(2) == nil, node.bool('') == nil, node.bool({}) == nil }",
     "[true,true,true,true,true,true]"},
    {"list",
     NODE "local function n(x) return #node.list(x) end return { n(input.tags), n(input.id), "
          "n(nil), n(input.info), n({ 1, 2 }), n('x'), n({}), n({ a = 1 }) }",
     "[3,1,0,1,2,1,0,1]"},
    {"pairs",
     NODE "local o = {} for k, v in node.pairs(input.info) do o[#o + 1] = k .. ' ' .. type(v) end "
          "return o",
     "[\"list table\",\"name userdata\"]"},
    {"pairs of nothing",
     NODE "local n = 0 for _, x in ipairs { input.tags, input.id, 5, 'x', { 1 }, {} } do for _ in "
          "node.pairs(x) do n = n + 1 end end for _ in node.pairs(nil) do n = n + 1 end return n",
     "0"},
    {"pairs of plain tables", NODE "for k, v in node.pairs { a = 1 } do return k .. v end",
     "\"a1\""},
    {"items pass over null",
     NODE "local o = {} for i, v in node.items(input.tags) do o[#o + 1] = i .. node.text(v) end "
          "return o",
     "[\"1b\",\"2a\",\"4c\"]"},
    {"items of nothing",
     NODE "local n = 0 for _, x in ipairs { input, input.id, 5, 'x', {} } do for _ in "
          "node.items(x) do n = n + 1 end end for _ in node.items(nil) do n = n + 1 end return n",
     "0"},
    {"items of plain tables",
     NODE "local s = 0 for i, v in node.items { 5, 6 } do s = s + i * v end return s", "17"},
    {"place gives a node",
     NODE "local p = node.place(input.id, 'X') return { type(p), node.text(p), node.kind(p), "
          "node.value(node.place(p, 5)), node.value(node.place(p, false)) }",
     "[\"userdata\",\"X\",\"string\",5,false]"},
    {"place of a table gives the table",
     NODE "local t = {} return rawequal(node.place(input.id, t), t)", "true"},
    {"a placed table can be written", NODE "local t = node.place(input.id, {}) t.x = 1 return t.x",
     "1"},
    {"place of nil", NODE "return node.place(input.id, nil) == nil", "true"},
    {"place without a place",
     NODE "return { node.place(nil, 'x'), node.place('y', 'x'), node.place({}, 5) }",
     "[\"x\",\"x\",5]"},
    {"place of a function", NODE "return node.place(input, function() end)",
     "error: only texts, numbers, booleans and tables"},
    {"place of NaN", NODE "return node.place(input, 0/0)", "error: not a finite number"},
    {"place of a large integer", NODE "return node.place(input, (1 << 53) + 1)",
     "error: beyond 2^53"},
    {"the number of a placed number",
     NODE "return { node.text(node.place(input, 12)), node.text(node.place(input, 1.5)), "
          "node.text(node.place(input, true)) }",
     "[\"12\",\"1.5\",\"true\"]"},
    {"identity",
     NODE
     "return { input.id == input.id, input.id == input.title, node.at(input, 'id') == input.id }",
     "[true,false,true]"},
};

static void the_api_is_as_documented(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    CHECK_NODES(api, sample_document(&f.arena));
    fixture_done(&f);
}

static uint32_t line_of(const struct writ_value *value)
{
    assert_non_null(value);
    return writ_value_loc(value).line;
}

static void every_value_of_a_result_has_a_place(void **state)
{
    struct fixture f;
    const struct writ_value *doc;

    (void)state;
    fixture_init(&f);
    doc = sample_document(&f.arena);
    fixture_run(&f,
                NODE "local placed = node.place(input.count, { 'x' }) "
                     "return { plain = 'p', id = input.id, version = input.version, tags = "
                     "input.tags, text = node.place(input.title, 'T'), "
                     "again = node.place(node.place(input.yes, 'a'), 'b'), list = placed, sub = "
                     "node.place(placed, { y = 1 }), "
                     "moved = node.place(input.no, input.tags), own = node.place(input.no, "
                     "node.place(input.yes, 'q')) }",
                doc, true);
    assert_int_equal(f.status, WRIT_OK);
    assert_string_equal(
        f.json,
        "{\"again\":\"b\",\"id\":\"orders\",\"list\":[\"x\"],\"moved\":[\"b\",\" a "
        "\",null,\"c\"],\"own\":\"q\",\"plain\":\"p\","
        "\"sub\":{\"y\":1},\"tags\":[\"b\",\" a \",null,\"c\"],\"text\":\"T\",\"version\":4.1}");
    assert_int_equal(line_of(f.value), line_of(doc));
    assert_int_equal(line_of(writ_value_member(f.value, "plain")), line_of(doc));
    assert_int_equal(line_of(writ_value_member(f.value, "id")),
                     line_of(writ_value_member(doc, "id")));
    assert_int_equal(line_of(writ_value_member(f.value, "text")),
                     line_of(writ_value_member(doc, "title")));
    assert_int_equal(line_of(writ_value_member(f.value, "again")),
                     line_of(writ_value_member(doc, "yes")));
    assert_int_equal(line_of(writ_value_member(f.value, "list")),
                     line_of(writ_value_member(doc, "count")));
    assert_int_equal(line_of(writ_value_member(f.value, "sub")),
                     line_of(writ_value_member(doc, "count")));
    assert_int_equal(line_of(writ_value_member(f.value, "moved")),
                     line_of(writ_value_member(doc, "no")));
    assert_int_equal(line_of(writ_value_member(f.value, "own")),
                     line_of(writ_value_member(doc, "no")));
    assert_int_equal(line_of(writ_value_path(f.value, "list.0")), line_of(doc));
    assert_ptr_equal(writ_value_member(f.value, "tags"), writ_value_member(doc, "tags"));
    assert_string_equal(writ_value_member(f.value, "version")->text.ptr, "4.10"); /* as written */
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_api_is_as_documented),
        cmocka_unit_test(every_value_of_a_result_has_a_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
