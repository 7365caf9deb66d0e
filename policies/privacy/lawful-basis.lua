-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 6(1) (processing needs a lawful basis) and Art. 30 (record of processing).
-- Unknown: a product whose columns are not all declared as not personal is treated as personal.
-- Params: accepted - the bases that this mesh accepts, in the words of GDPR Art. 6(1).

local basis = require "basis"
local sets = require "sets"
local text = require "text"

local function missing(product, out, params)
  local message = "personal data has no lawful basis"
  local hint = "name one of " .. text.list(params.accepted) .. " as the extension that the mesh maps to gov.lawful_basis"
  if product.personal ~= "yes" then
    message = "no lawful basis is named, and it is not declared that there is no personal data"
    hint = hint .. ", or tag every column 'pii:false'"
  end
  out.deny(message, { code = "LAWFUL_BASIS", at = { product, "personal" }, hint = hint })
end

return policy {
  id      = "privacy.lawful-basis",
  title   = "Every product with personal data names a lawful basis",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 6(1)", "GDPR Art. 30" },
  params  = {
    accepted = { "consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests" },
  },
  applies = function(input) return input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local gov = input.product.gov or {}
    if gov.lawful_basis == nil then
      missing(input.product, out, params)
      return
    end
    if not sets.contains(params.accepted, basis.code(gov.lawful_basis)) then
      out.deny(text.quote(gov.lawful_basis) .. " is not a lawful basis that this mesh accepts",
               { code = "LAWFUL_BASIS_UNKNOWN", at = { gov, "lawful_basis" }, hint = "one of " .. text.list(params.accepted) })
    end
  end,
}
