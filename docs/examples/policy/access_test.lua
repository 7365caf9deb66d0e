-- SPDX-License-Identifier: Apache-2.0

local function of(purpose)
  return { product = { id = "orders" }, context = { purpose = purpose } }
end

return {
  policy = "guild.example",
  cases = {
    { name = "a purpose passes", input = of("billing"), expect = {} },
    { name = "an unknown purpose is refused", input = of(nil), expect = { deny = "NO_PURPOSE@context" } },
    { name = "a blank purpose is none", input = of(" "), expect = { deny = "NO_PURPOSE@context" } },
    { name = "statistics are of groups", input = of("statistics"),
      expect = { oblige = { { type = "min_group", k = 5, at = "context.purpose" } } } },
    { name = "how large they are is a parameter", input = of("statistics"), params = { least_group = 11 },
      expect = { oblige = { { type = "min_group", k = 11 } } } },
    { name = "what is no data product is of no concern", input = { context = {} }, applies = false },
  },
}
