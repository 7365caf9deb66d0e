-- SPDX-License-Identifier: Apache-2.0

local function product(status, ends, version)
  return { id = "orders", name = "Orders", domain = "sales", status = status, version = version or "1.0.0", lifecycle = ends and { end_of_life = ends } }
end

local function change(before, after, others)
  return { previous = before, product = after, time = "2026-11-02T09:00:00Z", mesh = { products = others } }
end

local old = product("deprecated", "2027-06-30", "1.4.0")
old.id = "orders-v1"

local function kept(member, value)
  local other = product("deprecated", "2027-06-30", "1.4.0")
  other[member] = value
  return other
end

return {
  policy = "interoperability.deprecation-period",
  cases = {
    { name = "a deprecation with six months to go passes", input = change(product("active"), product("deprecated", "2027-05-02")), expect = {} },
    { name = "a shorter one is refused", input = change(product("active"), product("deprecated", "2027-04-30")), expect = { deny = "DEPRECATION_PERIOD@product.lifecycle.end_of_life" } },
    { name = "the end of support counts where no end of life is stated",
      input = change(product("active"), { status = "deprecated", lifecycle = { end_of_support = "2026-12-31" } }), expect = { deny = "DEPRECATION_PERIOD@product.lifecycle.end_of_support" } },
    { name = "no end is refused", input = change(product("active"), product("deprecated")), expect = { deny = "NO_END@product.status" } },
    { name = "an end that cannot be read is refused", input = change(product("active"), product("deprecated", "some day")), expect = { deny = "DEPRECATION_PERIOD" } },
    { name = "a guild may give less time", input = change(product("active"), product("deprecated", "2026-12-02")), params = { period = "P30D" }, expect = {} },
    { name = "the promised end may come nearer", input = change(product("deprecated", "2026-12-01"), product("deprecated", "2026-12-01")), expect = {} },
    { name = "but is not moved forward", input = change(product("deprecated", "2026-12-31"), product("deprecated", "2026-12-01")), expect = { deny = "END_MOVED@product.lifecycle.end_of_life" } },
    { name = "nor taken back", input = change(product("deprecated", "2026-12-31"), product("deprecated")), expect = { deny = "END_MOVED@product.status" } },
    { name = "after the end a product is retired", input = change(product("deprecated", "2026-11-01"), product("retired", "2026-11-01")), expect = {} },
    { name = "not before", input = change(product("deprecated", "2026-11-30"), product("retired")), expect = { deny = "RETIRED_EARLY@product.status" }, says = "readers have until '2026-11-30'" },
    { name = "nor without any end", input = change(product("deprecated"), product("retired")), expect = { deny = "RETIRED_EARLY" } },
    { name = "an active product is not retired at once", input = change(product("active", "2026-11-01"), product("retired")), expect = { deny = "RETIRED_EARLY" }, says = "never deprecated" },
    { name = "a draft may be", input = change(product("draft"), product("retired")), expect = {} },
    { name = "a new major version does not replace an active one", input = change(product("active"), product("active", nil, "2.0.0")), expect = { deny = "OLD_MAJOR@product.version" } },
    { name = "unless the old one is kept", input = change(product("active"), product("active", nil, "2.0.0"), { old }), expect = {} },
    { name = "not a product of another name", input = change(product("active"), product("active", nil, "2.0.0"), { kept("name", "Returns") }), expect = { deny = "OLD_MAJOR" } },
    { name = "nor of another domain", input = change(product("active"), product("active", nil, "2.0.0"), { kept("domain", "web") }), expect = { deny = "OLD_MAJOR" } },
    { name = "nor of another major version", input = change(product("active"), product("active", nil, "3.0.0"), { kept("version", "2.0.0") }), expect = { deny = "OLD_MAJOR" } },
    { name = "nor one that is retired", input = change(product("active"), product("active", nil, "2.0.0"), { kept("status", "retired") }), expect = { deny = "OLD_MAJOR" } },
    { name = "the last second of the end is the end", input = change(product("deprecated", "2026-11-02T09:00:00Z"), product("retired")), expect = {} },
    { name = "a minor version does", input = change(product("active"), product("active", nil, "1.1.0")), expect = {} },
    { name = "a guild may replace at once", input = change(product("active"), product("active", nil, "2.0.0")), params = { old_major = false }, expect = {} },
    { name = "the first major version replaces what was promised to nobody", input = change(product("active", nil, "0.9.0"), product("active")), expect = {} },
    { name = "a version that cannot be read is no new major", input = change(product("active"), product("active", nil, "two")), expect = {} },
    { name = "what was never published promises nothing", input = { product = product("deprecated") }, applies = false },
    { name = "a contract follows the product that offers it", applies = false,
      input = { product = { kind = "contract", id = "c", status = "retired" }, previous = { status = "active" },
                mesh = { products = { { id = "p", ports = { { direction = "output", contract = "c" } } } } } } },
    { name = "six months to the second are enough", input = change(product("active"), product("deprecated", "2027-05-02T09:00:00Z")), expect = {} },
    { name = "a version that cannot be read has no major", input = change(product("active", nil, "one"), product("active", nil, "2.0.0")), expect = {} },
    { name = "nor does one keep the old major", input = change(product("active"), product("active", nil, "2.0.0"), { kept("version", "one") }), expect = { deny = "OLD_MAJOR" } },
    { name = "or a product without a name", input = change(product("active"), product("active", nil, "2.0.0"), { kept("name", nil) }), expect = { deny = "OLD_MAJOR" } },
    { name = "an end that nobody promised may be set", input = change(product("deprecated"), product("deprecated", "2026-12-01")), expect = {} },
  },
}
