-- SPDX-License-Identifier: Apache-2.0
--
-- Daff's guild names pairs of purposes that never go together, not even inside one domain and not even when a product
-- declares both.
-- Basis: GDPR Art. 5(1)(b) and 6(4), compatibility of a further purpose.
-- Unknown: a purpose that cannot be compared matches no pair; privacy.purpose-limitation refuses it.
-- Params: file - name of the data file with the pairs; vocabulary - name of the one with the purposes.

local purpose = require "purpose"
local text = require "text"

local function collected_for(product, collected, vocabulary)
  for _, declared in ipairs(product.purposes or {}) do
    if purpose.covers(collected, declared, vocabulary) then
      return declared
    end
  end
  return nil
end

return policy {
  id      = "daff.incompatible-purposes",
  title   = "Data collected for one purpose is not used for one that contradicts it",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)", "GDPR Art. 6(4)" },
  params  = { file = "incompatible_purposes", vocabulary = "purposes" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local asked, vocabulary = input.context.purpose, input.data[params.vocabulary]
    local list = input.data[params.file]
    for _, pair in ipairs(list and list.pairs or {}) do
      local declared = purpose.covers(pair.refused, asked, vocabulary)
        and collected_for(input.product, pair.collected, vocabulary)
      if declared then
        local both = text.quote(declared) .. " is not used for " .. text.quote(asked)
        out.deny("data collected for " .. both .. ": " .. tostring(pair.why),
                 { code = "INCOMPATIBLE_PURPOSE", at = { input.product, "purposes" } })
      end
    end
  end,
}
