-- SPDX-License-Identifier: Apache-2.0

local function product(key, changes)
  local made = { personal = "yes", owner = "sales-team", gov = { subject_key = key },
                 columns = { { path = "orders.customer" }, { path = "orders.id" }, { path = "lines.id" } } }
  for member, value in pairs(changes or {}) do
    made[member] = value ~= "absent" and value or nil
  end
  return { product = made }
end

return {
  policy = "privacy.erasure-key",
  cases = {
    { name = "a key and an owner pass", input = product "orders.customer", expect = {} },
    { name = "the key may be named without its table", input = product "customer", expect = {} },
    { name = "no key is refused", input = product(nil), expect = { deny = "ERASURE_KEY@product.personal" } },
    { name = "a product without any extension is refused", input = product(nil, { gov = "absent" }), expect = { deny = "ERASURE_KEY" } },
    { name = "a key that is no column is refused", input = product "orders.person", expect = { deny = "ERASURE_KEY@product.gov.subject_key" } },
    { name = "a name of two columns is no key", input = product "id", expect = { deny = "ERASURE_KEY" } },
    { name = "a flag is no key", input = product(true), expect = { deny = "ERASURE_KEY" } },
    { name = "without columns the key is taken as it is", input = product("profile_id", { columns = "absent" }), expect = {} },
    { name = "nobody to ask is refused", input = product("customer", { owner = " " }), expect = { deny = "ERASURE_CONTACT@product" } },
    { name = "a contact is enough", input = product("customer", { owner = "absent", contacts = { { role = "support", id = "help@example.org" } } }), expect = {} },
    { name = "a contact without an address is none", input = product("customer", { owner = "absent", contacts = { { role = "support" } } }),
      expect = { deny = "ERASURE_CONTACT@product.contacts" } },
    { name = "a guild may insist on a contact", input = product "customer", params = { contact = true }, expect = { deny = "ERASURE_CONTACT" } },
    { name = "unknown counts as personal", input = product(nil, { personal = "unknown" }), expect = { deny = "ERASURE_KEY" } },
    { name = "data that is not personal needs neither", input = product(nil, { personal = "no", owner = "absent" }), applies = false },
  },
}
