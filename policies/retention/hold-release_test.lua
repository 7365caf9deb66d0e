-- SPDX-License-Identifier: Apache-2.0

local function sweep(released, changes)
  local input = {
    product = { id = "orders", personal = "yes", owner = "sales-team", retention = { max = "P2Y" } },
    data = { legal_holds = { ["case-7"] = { products = { "orders" }, released = released } } },
    time = "2026-11-02T09:00:00Z",
  }
  for member, value in pairs(changes or {}) do
    input.product[member] = value ~= "absent" and value or nil
  end
  return input
end

local function till(moment)
  return { oblige = { { type = "retain_until", time = moment }, { type = "notify", who = "sales-team", at = "data.legal_holds.case-7.released" } } }
end

local two = sweep("2026-11-01")
two.data.legal_holds["case-8"] = { products = { "orders" }, released = "2026-10-15" }
local same = sweep("2026-11-01")
same.data.legal_holds["case-8"] = { products = { "orders" }, released = "2026-11-01" }
local another = sweep("2026-11-01")
another.data.legal_holds["case-8"] = { products = { "orders" } }

return {
  policy = "retention.hold-release",
  cases = {
    { name = "after a release overdue rows go within the grace", input = sweep("2026-11-01"), expect = till("2026-12-01T00:00:00Z") },
    { name = "the last of several releases counts", input = two, expect = till("2026-12-01T00:00:00Z") },
    { name = "a guild may give another grace", input = sweep("2026-11-01"), params = { grace = "P7D" }, expect = till("2026-11-08T00:00:00Z") },
    { name = "and tell nobody", input = sweep("2026-11-01"), params = { notify = false },
      expect = { oblige = { { type = "retain_until", at = "data.legal_holds.case-7.released", time = "2026-12-01T00:00:00Z" } } } },
    { name = "an owner who is not known is not told", input = sweep("2026-11-01", { owner = "absent" }),
      expect = { oblige = { { type = "retain_until", time = "2026-12-01T00:00:00Z" } } } },
    { name = "without a maximum nobody knows what is overdue", input = sweep("2026-11-01", { retention = "absent" }), expect = { warn = "RELEASED_WITHOUT_MAXIMUM@data.legal_holds.case-7.released" } },
    { name = "a minimum does not tell either", input = sweep("2026-11-01", { retention = { min = "P1Y" }, personal = "unknown" }),
      expect = { warn = "RELEASED_WITHOUT_MAXIMUM" } },
    { name = "data that is not personal may stay", input = sweep("2026-11-01", { retention = "absent", personal = "no" }), expect = {} },
    { name = "a release long ago is past", input = sweep("2026-01-01"), expect = {} },
    { name = "while another hold is in force nothing is recomputed", input = another, applies = false },
    { name = "a release to come is none yet", input = sweep("2026-11-03"), applies = false },
    { name = "a release that cannot be read is none", input = sweep("soon"), applies = false },
    { name = "a product that was never held is left alone", input = { product = { id = "returns" } }, applies = false },
    { name = "of several at once the first is named", input = same, expect = till("2026-12-01T00:00:00Z") },
    { name = "a grace that is no duration is an error", input = sweep("2026-11-01"), params = { grace = "a month", notify = false }, expect = { error = true } },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
