-- SPDX-License-Identifier: Apache-2.0

local function ask(domain, group_size, personal)
  return {
    product = { domain = "listener", personal = personal or "yes" },
    subject = { id = "someone", properties = { domain = domain } },
    context = { aggregation = group_size and { group_size = group_size } },
  }
end

return {
  policy = "listener.ads-aggregates-only",
  cases = {
    { name = "rows are refused", input = ask("advertising"), expect = { deny = "AGGREGATES_ONLY" } },
    { name = "small groups are refused", input = ask("advertising", 49), expect = { deny = "AGGREGATES_ONLY" } },
    { name = "a group size that is no number is refused", input = ask("advertising", "many"), expect = { deny = "AGGREGATES_ONLY" } },
    { name = "large groups pass, and stay large", input = ask("advertising", 50), expect = { oblige = { { type = "min_group", k = 50 } } } },
    { name = "an unknown domain is treated alike", input = ask(nil), expect = { deny = "AGGREGATES_ONLY" } },
    { name = "other domains are not limited here", input = ask("playlist"), applies = false },
    { name = "data that is not personal is not limited", input = ask("advertising", nil, "no"), applies = false },
  },
}
