-- SPDX-License-Identifier: Apache-2.0

local function of(owner)
  return { product = { id = "orders", owner = owner } }
end

return {
  policy = "guild.example",
  cases = {
    { name = "an owner passes", input = of("sales-team"), expect = {} },
    { name = "an unknown owner is refused", input = of(nil), expect = { deny = "NO_OWNER@product" } },
    { name = "a blank owner is none", input = of("  "), expect = { deny = "NO_OWNER@product" } },
    { name = "a short owner is worth a warning", input = of("st"), expect = { warn = "SHORT_OWNER@product.owner" } },
    { name = "how short is a parameter", input = of("st"), params = { least = 2 }, expect = {} },
  },
}
