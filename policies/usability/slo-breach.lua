-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: who builds on a product is told when it does not keep its service levels; observability is part of a data product
--        (Dehghani, Data Mesh, 2022).
-- Unknown: without results nothing is said: nobody measured. A result that does not say whether the level was met is none.
--          One whose time cannot be read counts as recent; one that lies in the future was not known yet.
-- Params: file   - name of the data file with the results: product id -> list of { property, time, met }
--         window - how long a breach is worth a warning
--
-- Reading is not refused: old data may be better than none, and the consumer decides.

local text = require "text"
local time = require "time"

local function results(input, params)
  local all = input.data[params.file]
  local own = type(all) == "table" and input.product ~= nil and input.product.id ~= nil and all[input.product.id]
  return type(own) == "table" and own or {}
end

-- Whether a time lies within the window that ends now.
local function is_recent(moment, from, now)
  local seconds = time.parse(moment)
  return seconds == nil or (from ~= nil and seconds >= from and seconds <= now)
end

return policy {
  id      = "usability.slo-breach",
  title   = "Consumers are told when a product did not keep its service levels",
  phase   = "access",
  level   = "advisory",
  basis   = { "Dehghani, Data Mesh (2022), observability" },
  params  = { file = "slo_results", window = "P7D" },
  applies = function(input, params) return #results(input, params) > 0 end,
  rule    = function(input, out, params)
    local now, from = time.parse(input.time), time.parse(time.subtract(input.time, params.window))
    for _, result in ipairs(results(input, params)) do
      if type(result) == "table" and result.met == false and is_recent(result.time, from, now) then
        out.warn("the product did not keep its " .. text.quote(result.property) .. ", measured at " .. text.quote(result.time),
                 { code = "SLO_BREACH", at = result, hint = "ask " .. text.quote(input.product.owner or "the owner") .. " what happened" })
      end
    end
  end,
}
