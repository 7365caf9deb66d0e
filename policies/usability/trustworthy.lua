-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "trustworthy", one of the usability attributes of a data product (Dehghani, Data Mesh, 2022): it says how fresh and
--        how available it is, and its data is checked.
-- Unknown: what is not stated is not promised. Only a product that calls itself active promises anything. A quality rule
--          without a path counts for all data sets; a product without columns needs one rule.
-- Params: freshness, availability - names of the service-level properties that state them, letters and digits only, folded
--         quality - whether each data set needs a quality rule
--
-- Where a specification has no place for one of them (DPROD, Witboost), map an extension to gov.freshness, gov.availability
-- or gov.quality.

local catalogue = require "catalogue"
local text = require "text"
local usability = require "usability"

local hints = {
  freshness = "add a service level `freshness`, `frequency` or `latency`",
  availability = "add a service level `availability`, such as 99.5 percent",
}

return policy {
  id      = "usability.trustworthy",
  title   = "An active product says how fresh and available it is, and its data is checked",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes" },
  params  = {
    freshness = usability.properties.freshness, availability = usability.properties.availability, quality = true,
  },
  applies = function(input) return input.product.status == "active" and not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local product = input.product
    for _, what in ipairs({ "freshness", "availability" }) do
      if not usability.promises(product, what, params[what]) then
        out.deny("the product is active and does not state its " .. what,
                 { code = "NO_" .. what:upper(), at = { product, "sla" }, hint = hints[what] })
      end
    end
    for _, set in ipairs(params.quality and usability.unchecked(product) or {}) do
      out.deny(set.name == "" and "no quality rule checks the product" or "no quality rule checks " .. text.quote(set.name),
               { code = "NO_QUALITY", at = set.at, hint = "add a quality rule, for example that a key is unique" })
    end
  end,
}
