-- SPDX-License-Identifier: Apache-2.0

local function product(changes)
  local made = {
    status = "active",
    sla = { { property = "frequency", value = 1, unit = "h" }, { property = "availability", value = "99.9%" } },
    columns = { { path = "orders.id" }, { path = "orders.total" } },
    quality = { { path = "orders.id", rule = "unique" } },
  }
  for member, value in pairs(changes) do
    made[member] = value ~= "absent" and value or nil
  end
  return { product = made }
end

local only_freshness = { { property = "Update-Frequency", value = "daily" } }

return {
  policy = "usability.trustworthy",
  cases = {
    { name = "a product that promises and checks passes", input = product {}, expect = {} },
    { name = "no service levels are refused", input = product { sla = "absent" }, expect = { deny = { "NO_FRESHNESS@product", "NO_AVAILABILITY@product" } } },
    { name = "availability alone is not enough", input = product { sla = { { property = "uptime", value = 99 } } }, expect = { deny = "NO_FRESHNESS@product.sla" } },
    { name = "a port's service levels count", input = product { sla = only_freshness, ports = { { direction = "output", sla = { { property = "upTime", value = "99.5%" } } } } },
      expect = {} },
    { name = "an input port's do not", input = product { sla = only_freshness, ports = { { direction = "input", sla = { { property = "uptime", value = 99 } } } } },
      expect = { deny = "NO_AVAILABILITY@product.sla" } },
    { name = "a service level without a value promises nothing", input = product { sla = { only_freshness[1], { property = "availability" } } }, expect = { deny = "NO_AVAILABILITY" } },
    { name = "an extension will do", input = product { sla = only_freshness, gov = { availability = "99 percent" } }, expect = {} },
    { name = "no quality rule is refused", input = product { quality = "absent" }, expect = { deny = "NO_QUALITY@product.columns[1]" }, says = "checks 'orders'" },
    { name = "each data set is checked", input = product { columns = { { path = "orders.id" }, { path = "lines.id" } } }, expect = { deny = "NO_QUALITY" } },
    { name = "a rule without a path checks all", input = product { columns = { { path = "orders.id" }, { path = "lines.id" } }, quality = { { rule = "complete" } } }, expect = {} },
    { name = "an extension may say where the checks are", input = product { quality = "absent", gov = { quality = "https://example.org/checks" } }, expect = {} },
    { name = "a product without columns needs one rule", input = product { columns = "absent", quality = "absent" }, expect = { deny = "NO_QUALITY@product" }, says = "checks the product" },
    { name = "any one", input = product { columns = "absent" }, expect = {} },
    { name = "a guild may ask for no rules", input = product { quality = "absent" }, params = { quality = false }, expect = {} },
    { name = "a draft promises nothing", input = product { status = "draft", sla = "absent" }, applies = false },
    { name = "a product without a status promises nothing", input = product { status = "absent" }, applies = false },
    { name = "a contract is its product's concern", applies = false,
      input = { product = { kind = "contract", id = "c", status = "active" }, mesh = { products = { { ports = { { contract = "c" } } } } } } },
  },
}
