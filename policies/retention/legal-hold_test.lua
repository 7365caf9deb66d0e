-- SPDX-License-Identifier: Apache-2.0

local function ask(action, holds, gov)
  return {
    product = { id = "orders", domain = "sales", personal = "unknown", gov = gov },
    phase = action == nil and "sweep" or "access",
    action = action and { name = action },
    data = { legal_holds = holds },
    time = "2026-11-02T09:00:00Z",
  }
end

local held = { deny = "LEGAL_HOLD@data.legal_holds.case-7" }
local flagged = { deny = "LEGAL_HOLD@product.gov.legal_hold" }

return {
  policy = "retention.legal-hold",
  cases = {
    { name = "what is held is not deleted", input = ask("delete", { ["case-7"] = { products = { "orders" } } }), expect = held },
    { name = "a hold on the domain counts", input = ask("Erase", { ["case-7"] = { domains = { "sales" } } }), expect = held },
    { name = "a hold on the class of records counts", input = ask("purge", { ["case-7"] = { record_classes = { "tax" } } }, { record_class = "tax" }), expect = held },
    { name = "the descriptor's own flag counts", input = ask("delete", nil, { legal_hold = true }), expect = flagged },
    { name = "a hold that the register does not know is in force", input = ask("delete", {}, { legal_hold = "case-9" }), expect = flagged },
    { name = "a sweep deletes nothing that is held", input = ask(nil, { ["case-7"] = { products = { "orders" } } }),
      expect = { oblige = { { type = "hold", id = "case-7", at = "data.legal_holds.case-7" } } } },
    { name = "nor what only the descriptor holds", input = ask(nil, nil, { legal_hold = true }),
      expect = { oblige = { { type = "hold", id = "of the descriptor", at = "product.gov.legal_hold" } } } },
    { name = "each hold is reported", input = ask("delete", { a = { products = { "orders" } }, b = { domains = { "sales" } } }),
      expect = { deny = { "LEGAL_HOLD@data.legal_holds.a", "LEGAL_HOLD@data.legal_holds.b" } } },
    { name = "a released hold is over", input = ask("delete", { ["case-7"] = { products = { "orders" }, released = "2026-11-01" } }), expect = {} },
    { name = "also for the descriptor that names it", input = ask("delete", { ["case-7"] = { released = "2026-11-01" } }, { legal_hold = "case-7" }), expect = {} },
    { name = "a release to come is none yet", input = ask("delete", { ["case-7"] = { products = { "orders" }, released = "2026-11-03" } }), expect = held },
    { name = "a release that cannot be read is none", input = ask("delete", { ["case-7"] = { products = { "orders" }, released = "soon" } }), expect = held },
    { name = "other products are not held", input = ask("delete", { ["case-7"] = { products = { "returns" } } }), expect = {} },
    { name = "a product that nothing mentions is not held", input = ask("delete", nil), expect = {} },
    { name = "a flag that says no is no hold", input = ask("delete", nil, { legal_hold = false }), expect = {} },
    { name = "reading is left alone", input = ask("read", { ["case-7"] = { products = { "orders" } } }), applies = false },
    { name = "a resource that is no product is left alone", input = { phase = "access", action = { name = "delete" } }, applies = false },
  },
}
