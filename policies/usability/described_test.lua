-- SPDX-License-Identifier: Apache-2.0

local function columns(...)
  local list = {}
  for i, entry in ipairs({ ... }) do
    list[i] = { path = "t.c" .. i, description = entry[1], definition = entry[2], personal = "unknown" }
  end
  return { product = { columns = list } }
end

return {
  policy = "usability.described",
  cases = {
    { name = "described columns pass", input = columns({ "What it costs." }, { "When." }), expect = {} },
    { name = "one without a description is a warning", input = columns({ "What it costs." }, {}), expect = { warn = "NOT_DESCRIBED@product.columns[2]" } },
    { name = "many are one warning", input = columns({}, {}, {}), expect = { warn = "NOT_DESCRIBED" } },
    { name = "white space is no description", input = columns({ "  " }), expect = { warn = "NOT_DESCRIBED" } },
    { name = "a guild may ask for half of them", input = columns({ "What it costs." }, {}), params = { described = 0.5 }, expect = {} },
    { name = "a guild may ask for definitions", input = columns({ "a", "term" }, { "b" }), params = { linked = 0.8 }, expect = { warn = "NOT_LINKED@product.columns[2]" } },
    { name = "which then pass", input = columns({ "a", "term" }, { "b", "term" }), params = { linked = 0.8 }, expect = {} },
    { name = "nobody asks for definitions before", input = columns({ "a" }), expect = {} },
    { name = "a product without columns has nothing to describe", input = { product = {} }, applies = false },
    { name = "a contract is its product's concern", applies = false,
      input = { product = { kind = "contract", id = "c", columns = { { path = "t.c" } } }, mesh = { products = { { ports = { { contract = "c" } } } } } } },
  },
}
