-- SPDX-License-Identifier: Apache-2.0

local function ask(ends, role, own_roles)
  return {
    product = { personal = "no", domain = "finance", gov = { embargo_until = ends, embargo_roles = own_roles } },
    subject = { id = "someone", properties = { domain = "finance", roles = role and { role } } },
    time = "2026-11-02T09:00:00Z",
  }
end

return {
  policy = "access.embargo",
  cases = {
    { name = "before its end the product is hidden", input = ask "2026-11-02T12:00:00Z", expect = { deny = "EMBARGO@product.gov.embargo_until" } },
    { name = "even from the owning domain", input = ask "2026-12-31", expect = { deny = "EMBARGO" } },
    { name = "the last day still counts", input = ask "2026-11-02", expect = { deny = "EMBARGO" } },
    { name = "the last second still counts", input = ask "2026-11-02T09:00:00Z", expect = { deny = "EMBARGO" } },
    { name = "afterwards it is open", input = ask "2026-11-02T08:59:59Z", expect = {} },
    { name = "an insider sees it before", input = ask("2026-12-31", "embargo-insider"), expect = {} },
    { name = "the product may name its own insiders", input = ask("2026-12-31", "auditor", { "auditor" }), expect = {} },
    { name = "another role does not see it", input = ask("2026-12-31", "analyst", { "auditor" }), expect = { deny = "EMBARGO" } },
    { name = "an end that cannot be read lasts", input = ask "soon", expect = { deny = "EMBARGO_MALFORMED@product.gov.embargo_until" } },
    { name = "an end that is no text lasts", input = ask(true), expect = { deny = "EMBARGO_MALFORMED" } },
    { name = "a product that declares none has none", input = ask(nil), applies = false },
    { name = "a product of unknown governance has none", input = { product = { personal = "unknown" } }, applies = false },
    { name = "a resource that is no product is left alone", input = { subject = {} }, applies = false },
  },
}
