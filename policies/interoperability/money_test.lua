-- SPDX-License-Identifier: Apache-2.0

local function product(changes, ...)
  local column = { path = "orders.price", type = "decimal(10,2)", personal = "no" }
  for member, value in pairs(changes) do
    column[member] = value ~= "absent" and value or nil
  end
  return { product = { columns = { column, ... } } }
end

local missing = { warn = "NO_CURRENCY@product.columns[1]" }

return {
  policy = "interoperability.money",
  cases = {
    { name = "an amount without a currency is a warning", input = product {}, expect = missing },
    { name = "its name may tell", input = product { path = "orders.price_eur" }, expect = {} },
    { name = "its description may tell", input = product { description = "What it costs, in USD." }, expect = {} },
    { name = "a description without a code does not", input = product { description = "What it costs. ALL taxes included." }, expect = {} },
    { name = "prose alone tells nothing", input = product { description = "What it costs, without tax." }, expect = missing },
    { name = "a tag may tell", input = product { tags = { "currency:base" } }, expect = {} },
    { name = "a column beside it may tell", input = product({}, { path = "orders.currency_code", type = "string" }), expect = {} },
    { name = "not one of another table", input = product({}, { path = "rates.currency", type = "string" }), expect = missing },
    { name = "a column without a type may be money", input = product { type = "absent" }, expect = missing },
    { name = "a text is not added up", input = product { type = "string" }, expect = {} },
    { name = "a guild may know better", input = product { path = "weather.amount" }, params = { ignore = { "amount" } }, expect = {} },
    { name = "other numbers are left alone", input = product { path = "orders.quantity" }, expect = {} },
    { name = "a product without columns has no money", input = { product = {} }, expect = {} },
    { name = "a tag may be the code", input = product { tags = { "EUR" } }, expect = {} },
    { name = "another tag tells nothing", input = product { tags = { "gold" } }, expect = missing },
  },
}
