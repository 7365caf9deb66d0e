-- SPDX-License-Identifier: Apache-2.0
--
-- The advertising team gets aggregates over enough listeners, never rows. A domain can only tighten: this limits what
-- listener.readers grants.
-- Unknown: a request that does not say how large its groups are asks for rows. A subject of unknown domain is treated
--          as the advertising team.
-- Params: domains - the domains that get aggregates only; k - the smallest group.

local sets = require "sets"
local subject = require "subject"

return policy {
  id      = "listener.ads-aggregates-only",
  title   = "The advertising team gets aggregates only",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(c)" },
  params  = { domains = { "advertising" }, k = 50 },
  applies = function(input, params)
    local domain = subject.attribute(input, "domain")
    return input.product.personal ~= "no" and (domain == nil or sets.contains(params.domains, domain))
  end,
  rule    = function(input, out, params)
    local aggregation = input.context.aggregation
    local size = type(aggregation) == "table" and math.type(aggregation.group_size) and aggregation.group_size or 0
    if size < params.k then
      out.deny("the advertising team gets groups of at least " .. params.k .. " listeners only",
               { code = "AGGREGATES_ONLY", at = input.product, hint = "ask for an aggregate: context.aggregation.group_size" })
      return
    end
    out.oblige { type = "min_group", k = params.k }
  end,
}
