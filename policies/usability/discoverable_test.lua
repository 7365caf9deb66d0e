-- SPDX-License-Identifier: Apache-2.0

local function product(changes)
  local made = { domain = "sales", owner = "sales-team", purposes = { "Reports." }, tags = { "orders" } }
  for member, value in pairs(changes) do
    made[member] = value ~= "absent" and value or nil
  end
  return { product = made }
end

return {
  policy = "usability.discoverable",
  cases = {
    { name = "a complete product passes", input = product {}, expect = {} },
    { name = "no owner is refused", input = product { owner = "absent" }, expect = { deny = "MISSING_OWNER@product" },
      says = "name the owning team" },
    { name = "a blank owner is refused", input = product { owner = "  " }, expect = { deny = "MISSING_OWNER@product.owner" } },
    { name = "an empty list is refused", input = product { tags = {} }, expect = { deny = "MISSING_TAGS@product.tags" } },
    { name = "everything that is missing is reported", input = product { domain = "absent", purposes = "absent" },
      expect = { deny = { "MISSING_DOMAIN@product", "MISSING_PURPOSES@product" } } },
    { name = "a guild may ask for more", input = product {}, params = { required = { "description", "owner" } },
      expect = { deny = "MISSING_DESCRIPTION@product" }, says = "state its description" },
  },
}
