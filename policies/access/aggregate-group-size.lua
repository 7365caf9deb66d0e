-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the cell size of five in common use inside organisations, and of eleven for public release in the US
--        (El Emam); GDPR recital 162 (statistics are no longer personal data).
-- Unknown: an aggregate whose audience is not said to be internal is treated as public. One that does not say how large
--          its groups are is bound by the obligation. A group size that is no whole number is none.
-- Params: internal, public - the smallest group for each audience
--
-- It concerns requests for aggregates (context.aggregation, whose audience is context.audience) and products that give
-- nothing else (gov.aggregates_only). The obligation makes the enforcement point leave small groups out.

local gov = require "gov"

local function aggregation(input)
  local asked = input.context.aggregation
  return type(asked) == "table" and asked or nil
end

return policy {
  id      = "access.aggregate-group-size",
  title   = "Aggregates are of enough people",
  phase   = "access",
  level   = "mandatory",
  basis   = { "Smallest cell: 5 inside an organisation, 11 in public (El Emam)", "GDPR recital 162" },
  params  = { internal = 5, public = 11 },
  applies = function(input)
    return input.product ~= nil and input.product.personal ~= "no"
      and (input.context.aggregation ~= nil or gov.value(input.product, "aggregates_only") == true)
  end,
  rule    = function(input, out, params)
    local asked = aggregation(input)
    if asked == nil then
      out.deny("the product gives aggregates only, and the request is not for one",
               { code = "AGGREGATES_ONLY", at = gov.at(input.product, "aggregates_only"),
                 hint = "give context.aggregation.group_size" })
      return
    end
    local k = input.context.audience == "internal" and params.internal or params.public
    local size = asked.group_size
    if size ~= nil and (math.type(size) ~= "integer" or size < k) then
      out.deny("the groups of the aggregate have fewer than " .. k .. " people",
               { code = "GROUP_SIZE", at = input.product, hint = "ask for groups of at least " .. k .. ", a whole number" })
      return
    end
    out.oblige { type = "min_group", k = k, at = input.product }
  end,
}
