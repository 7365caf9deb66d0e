/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: order of keys, sorting, and the table functions.
 */
#include "fixture.h"

static const struct script_case order[] = {
    {"texts by their bytes",
     "local t, o = { b = 1, a = 2, ['é'] = 3, Z = 4, aa = 5 }, {} for k in pairs(t) do o[#o + 1] = "
     "k end return o",
     "[\"Z\",\"a\",\"aa\",\"b\",\"é\"]"},
    {"booleans, numbers, texts",
     "local t, o = { [true] = 1, [false] = 1, x = 1, [2] = 1, [-1] = 1, [1.5] = 1 }, {} "
     "for k in pairs(t) do o[#o + 1] = tostring(k) end return table.concat(o, ' ')",
     "\"false true -1 1.5 2 x\""},
    {"integers and floats mix",
     "local t, o = { [3] = 1, [2.5] = 1, [1e300] = 1, [-1e300] = 1, [math.maxinteger] = 1, "
     "[math.mininteger] = 1, [-0.5] = 1, [0] = 1 }, {} "
     "for k in pairs(t) do o[#o + 1] = tostring(k) end return table.concat(o, ' ')",
     "\"-1e+300 -9223372036854775808 -0.5 0 2.5 3 9223372036854775807 1e+300\""},
    {"infinities are keys too",
     "local o = {} for k in pairs { [math.huge] = 1, [-math.huge] = 1, [0] = 1 } do o[#o + 1] = "
     "tostring(k) end return table.concat(o, ' ')",
     "\"-inf 0 inf\""},
    {"a long list",
     "local t, last = {}, 0 for i = 1, 500 do t[501 - i] = i end "
     "for i in pairs(t) do if i ~= last + 1 then return i end last = i end return last",
     "500"},
    {"tables have no order", "for k in pairs { [{}] = 1 } do end",
     "error: a key that is a table has no order"},
    {"nor have functions", "for k in pairs { [print or tostring] = 1 } do end",
     "error: a key that is a function has no order"},
    {"values may be changed",
     "local t, n = { a = 1, b = 2, c = 3 }, 0 for k, v in pairs(t) do t[k] = v * 2 n = n + t[k] "
     "end return n",
     "12"},
    {"keys may be removed",
     "local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t.b, n = nil, n + 1 end return "
     "n",
     "2"},
    {"new keys are not seen",
     "local t, n = { a = 1, b = 2 }, 0 for k in pairs(t) do t['x' .. k] = 1 n = n + 1 end return n",
     "2"},
    {"pairs gives three values",
     "local f, t, k = pairs { 1 } return { type(f), type(t), k == nil }",
     "[\"function\",\"table\",true]"},
    {"a loop inside a loop",
     "local t, n = { a = 1, b = 2 }, '' for k in pairs(t) do for j in pairs(t) do n = n .. k .. j "
     ".. ' ' end end return n",
     "\"aa ab ba bb \""},
    {"next in order",
     "local t, o = { c = 1, a = 1, b = 1 }, {} local k = next(t) while k do o[#o + 1] = k k = "
     "next(t, k) end return o",
     "[\"a\",\"b\",\"c\"]"},
    {"next of a key that is gone",
     "local t = { a = 1, b = 2, c = 3 } t.b = nil return (next(t, 'b'))", "\"c\""},
    {"next on two tables by turns",
     "local a, b, o = { x = 1, y = 2 }, { u = 1, v = 2 }, {} local i, j = next(a), next(b) "
     "while i do o[#o + 1] = i .. j i, j = next(a, i), next(b, j) end return o",
     "[\"xu\",\"yv\"]"},
    {"next as an iterator", "local n = 0 for k, v in next, { 5, 6 } do n = n + k * v end return n",
     "17"},
    {"next of NaN", "return next({ 1 }, 0/0)", "error: not a key"},
    {"pairs of what is no table", "return pairs(1)", "error: table expected"},
    {"pairs of a library", "local n = 0 for _ in pairs(table) do n = n + 1 end return n", "6"},
};

static void keys_come_in_an_order_that_is_always_the_same(void **state)
{
    (void)state;
    CHECK(order);
}

static const struct script_case sorts[] = {
    {"numbers", "local t = { 3, 1.5, -2, 10, 0 } table.sort(t) return t", "[-2,0,1.5,3,10]"},
    {"texts", "local t = { 'b', 'a', 'C', '' } table.sort(t) return t", "[\"\",\"C\",\"a\",\"b\"]"},
    {"a comparator",
     "local t = { 1, 2, 3 } table.sort(t, function(a, b) return a > b end) return t", "[3,2,1]"},
    {"ties keep their order",
     "local t = {} for i = 1, 100 do t[i] = { k = i % 3, i = i } end table.sort(t, function(a, b) "
     "return a.k < b.k end) "
     "for i = 2, 100 do local a, b = t[i - 1], t[i] if a.k > b.k or (a.k == b.k and a.i > b.i) "
     "then return i end end return 'stable'",
     "\"stable\""},
    {"a comparator that always says yes",
     "local t = { 1, 2, 3, 4, 5 } table.sort(t, function() return true end) return #t", "5"},
    {"a comparator that fails",
     "local t = { 2, 1 } local ok = pcall(table.sort, t, function() error('x') end) return { ok, "
     "t[1], t[2] }",
     "[false,2,1]"},
    {"a comparator that changes the table",
     "local t = { 3, 2, 1 } table.sort(t, function(a, b) t[1] = 'x' return a < b end) return t",
     "[1,2,3]"},
    {"values without an order", "table.sort { 1, 'a' }", "error: attempt to compare"},
    {"a comparator that is none", "table.sort({ 1 }, 5)", "error: function expected"},
    {"nothing to sort", "local t = {} table.sort(t) return #t", "0"},
    {"many",
     "local t = {} for i = 1, 3000 do t[i] = (i * 7919) % 3001 end table.sort(t) for i = 1, 3000 "
     "do if t[i] ~= i then return i end end return 'sorted'",
     "\"sorted\""},
};

static void sort_is_stable_and_survives_bad_comparators(void **state)
{
    (void)state;
    CHECK(sorts);
}

static const struct script_case functions[] = {
    {"concat",
     "return { table.concat({ 1, 'b', 2.5 }, ', '), table.concat({}), table.concat({ 'a', 'b', 'c' "
     "}, '-', 2), table.concat({ 'a', 'b', 'c' }, '-', 1, 2) }",
     "[\"1, b, 2.5\",\"\",\"b-c\",\"a-b\"]"},
    {"concat of other values", "return table.concat { {} }", "error: invalid value (at index 1)"},
    {"concat at the largest index",
     "return table.concat({ [math.maxinteger] = 'x' }, '', math.maxinteger, math.maxinteger)",
     "\"x\""},
    {"insert",
     "local t = { 1, 2 } table.insert(t, 3) table.insert(t, 1, 0) table.insert(t, 5, 4) return t",
     "[0,1,2,3,4]"},
    {"insert out of bounds", "table.insert({ 1 }, 3, 1)", "error: position out of bounds"},
    {"insert with too many arguments", "table.insert({}, 1, 2, 3)",
     "error: wrong number of arguments"},
    {"insert into what is no table", "table.insert('x', 1)", "error: table expected"},
    {"remove", "local t = { 1, 2, 3 } return { table.remove(t), table.remove(t, 1), #t, t[1] }",
     "[3,1,1,2]"},
    {"remove from an empty list", "return table.remove {} == nil", "true"},
    {"remove behind the end", "local t = { 1 } return table.remove(t, 2) == nil", "true"},
    {"remove out of bounds", "return table.remove({ 1, 2 }, 4)", "error: position out of bounds"},
    {"pack", "local t = table.pack(1, nil, 3) return { t.n, t[1], t[3] }", "[3,1,3]"},
    {"unpack", "return { table.unpack({ 1, 2, 3 }, 2) }", "[2,3]"},
    {"unpack of nils", "return select('#', table.unpack({}, 1, 5))", "5"},
    {"unpack at the edges",
     "return select('#', table.unpack({}, math.maxinteger - 1, math.maxinteger))", "2"},
    {"unpack of everything", "return table.unpack({}, math.mininteger, math.maxinteger)",
     "error: too many results"},
    {"unpack of what is no table", "return table.unpack('abc')", "error: table expected"},
};

static void table_functions_behave(void **state)
{
    (void)state;
    CHECK(functions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_come_in_an_order_that_is_always_the_same),
        cmocka_unit_test(sort_is_stable_and_survives_bad_comparators),
        cmocka_unit_test(table_functions_behave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
