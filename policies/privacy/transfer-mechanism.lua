-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 45 to 47 and Art. 49 (adequacy decisions, appropriate safeguards, binding corporate rules,
--        derogations).
-- Unknown: a mechanism that is in no table is none. A place that is not certainly one country is refused by
--          privacy.residency.
-- Params: accepted    - the kinds of mechanism that this mesh accepts (see transfer.mechanism). A derogation of Art. 49
--                       is for single cases, so it is not accepted unless the guild says so
--         conditional - kinds that are enough where an adequacy decision covers only some recipients
--
-- privacy.residency says where data may go at all; where it may go outside the EEA and the adequate countries, this
-- policy asks for the paper that makes it lawful, in gov.transfer_mechanism. Where the product's own ports are, nothing
-- is transferred.

local country = require "country"
local gov = require "gov"
local sets = require "sets"
local text = require "text"
local transfer = require "transfer"

local function third_country(code, product)
  return code ~= nil and not country.eea(code) and not country.adequate(code) and not transfer.at_home(product, code)
end

local function covered(code, product, params)
  for _, reference in ipairs(gov.list(product, "transfer_mechanism")) do
    local kind = transfer.mechanism(reference)
    if sets.contains(params.accepted, kind)
      or (country.adequacy(code) ~= nil and sets.contains(params.conditional, kind)) then
      return true
    end
  end
  return false
end

return policy {
  id      = "privacy.transfer-mechanism",
  title   = "A transfer to a third country rests on a named mechanism",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 45", "GDPR Art. 46", "GDPR Art. 47", "GDPR Art. 49" },
  params  = { accepted = { "scc", "bcr", "code-of-conduct", "certification", "instrument" }, conditional = { "dpf" } },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local product = input.product
    for _, place in ipairs(transfer.places(input.context)) do
      if third_country(place.code, product) and not covered(place.code, product, params) then
        out.deny("no mechanism lets personal data go to " .. text.quote(place.code) .. ", the " .. place.what,
                 { code = "TRANSFER_MECHANISM", at = gov.at(product, "transfer_mechanism"),
                   hint = "name the clauses or rules, such as 'SCC 2021/914 module 2, signed 2026-01-10', "
                     .. "as the extension that the mesh maps to gov.transfer_mechanism" })
      end
    end
  end,
}
