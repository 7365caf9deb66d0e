-- SPDX-License-Identifier: Apache-2.0

local function with(description)
  return { product = { columns = { { path = "orders.total_eur", description = description } } } }
end

return {
  policy = "guild.columns-described",
  cases = {
    { name = "a described column passes", input = with("What the order costs."), expect = {} },
    { name = "a column without a description is refused", input = with(nil), expect = { deny = "NO_DESCRIPTION" } },
    { name = "white space is no description", input = with("  "), expect = { deny = "NO_DESCRIPTION" } },
    { name = "no columns, nothing to say", input = { product = {} }, expect = {} },
  },
}
