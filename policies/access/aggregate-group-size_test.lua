-- SPDX-License-Identifier: Apache-2.0

local function ask(aggregation, audience, only, personal)
  return {
    product = { personal = personal or "yes", gov = only ~= nil and { aggregates_only = only } or nil },
    context = { aggregation = aggregation, audience = audience },
  }
end

local function at_least(k)
  return { oblige = { { type = "min_group", k = k, at = "product" } } }
end

return {
  policy = "access.aggregate-group-size",
  cases = {
    { name = "inside the organisation five are enough", input = ask({ group_size = 5 }, "internal"), expect = at_least(5) },
    { name = "four are not", input = ask({ group_size = 4 }, "internal"), expect = { deny = "GROUP_SIZE@product" } },
    { name = "in public it takes eleven", input = ask({ group_size = 11 }, "public"), expect = at_least(11) },
    { name = "ten are too few", input = ask({ group_size = 10 }, "public"), expect = { deny = "GROUP_SIZE" } },
    { name = "an unknown audience is the public", input = ask { group_size = 10 }, expect = { deny = "GROUP_SIZE" } },
    { name = "an unknown group size is bound by the obligation", input = ask({}, "internal"), expect = at_least(5) },
    { name = "a group size that is no whole number is refused", input = ask({ group_size = "many" }, "internal"), expect = { deny = "GROUP_SIZE" } },
    { name = "a product of aggregates gives no rows", input = ask(nil, "internal", true), expect = { deny = "AGGREGATES_ONLY@product.gov.aggregates_only" } },
    { name = "an aggregation that says nothing is none", input = ask(true, "internal", true), expect = { deny = "AGGREGATES_ONLY" } },
    { name = "a product of aggregates gives aggregates", input = ask({ group_size = 20 }, "internal", true), expect = at_least(5) },
    { name = "a guild may ask for more", input = ask({ group_size = 20 }, "internal"), params = { internal = 50 }, expect = { deny = "GROUP_SIZE" } },
    { name = "rows of other products are left alone", input = ask(nil, "public", false), applies = false },
    { name = "unknown counts as personal", input = ask({ group_size = 2 }, "public", nil, "unknown"), expect = { deny = "GROUP_SIZE" } },
    { name = "data that is not personal is left alone", input = ask({ group_size = 2 }, "public", nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
