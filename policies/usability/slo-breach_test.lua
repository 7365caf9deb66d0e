-- SPDX-License-Identifier: Apache-2.0

local function ask(...)
  return {
    product = { id = "orders", owner = "sales-team", personal = "no" },
    data = { slo_results = { orders = { ... }, returns = { { property = "freshness", time = "2026-11-01T00:00:00Z", met = false } } } },
    time = "2026-11-02T09:00:00Z",
  }
end

local function measured(moment, met)
  return { property = "freshness", time = moment, met = met }
end

return {
  policy = "usability.slo-breach",
  cases = {
    { name = "levels that were kept are not mentioned", input = ask(measured("2026-11-01T00:00:00Z", true)), expect = {} },
    { name = "a recent breach is a warning", input = ask(measured("2026-11-01T00:00:00Z", false)), expect = { warn = "SLO_BREACH@data.slo_results.orders[1]" }, says = "ask 'sales-team'" },
    { name = "each breach is", input = ask(measured("2026-10-30", false), measured("2026-11-01", true), measured("2026-11-02", false)),
      expect = { warn = { "SLO_BREACH", "SLO_BREACH" } } },
    { name = "an old breach is not", input = ask(measured("2026-10-25T00:00:00Z", false)), expect = {} },
    { name = "one of exactly a week ago is", input = ask(measured("2026-10-26T09:00:00Z", false)), expect = { warn = "SLO_BREACH" } },
    { name = "a guild may look further back", input = ask(measured("2026-10-25T00:00:00Z", false)), params = { window = "P30D" }, expect = { warn = "SLO_BREACH" } },
    { name = "what is measured later is not known yet", input = ask(measured("2026-11-03T00:00:00Z", false)), expect = {} },
    { name = "a time that cannot be read counts as recent", input = ask(measured("yesterday", false)), expect = { warn = "SLO_BREACH" } },
    { name = "a result that does not say is none", input = ask(measured("2026-11-01T00:00:00Z", nil)), expect = {} },
    { name = "nobody measured, nothing is said", input = { product = { id = "orders" } }, applies = false },
    { name = "other products' results are theirs", input = { product = { id = "x" }, data = { slo_results = { orders = { measured("2026-11-01", false) } } } }, applies = false },
    { name = "a resource that is no product is left alone", input = { data = { slo_results = {} } }, applies = false },
    { name = "what is measured now is known", input = ask(measured("2026-11-02T09:00:00Z", false)), expect = { warn = "SLO_BREACH" } },
    { name = "somebody is asked even where nobody owns it", expect = { warn = "SLO_BREACH" }, says = "ask 'the owner'",
      input = { product = { id = "x" }, data = { slo_results = { x = { measured("yesterday", false) } } } } },
    { name = "a product without an id has no results", input = { product = {}, data = { slo_results = {} } }, applies = false },
    { name = "a result that is only a text says nothing", input = ask("late"), expect = {} },
    { name = "without a window that can be read nothing is recent", input = ask(measured("2026-11-01", false)), params = { window = "a week" }, expect = {} },
  },
}
