-- SPDX-License-Identifier: Apache-2.0
--
-- jurisdiction - whether a law of some country concerns a product.
-- Source: ISO 3166-1 alpha-2 and ISO 3166-2 codes, and "EU" and "EEA", in gov.jurisdiction (one or a list).
--
-- "US-CA" lies in "US", and what is declared as "US" may be in "US-CA". A product that declares nothing, or a word that
-- is no such code, may lie anywhere, unless the guild says otherwise. No function raises an error.

local country = require "country"
local gov = require "gov"
local text = require "text"

local jurisdiction = {}

local unions = { EU = true, EEA = true }

local function known(code)
  return unions[code] == true or country.known(code:match("^(%a%a)%-%w+$") or code)
end

local function overlap(a, b)
  return a == b or text.starts_with(a, b .. "-") or text.starts_with(b, a .. "-")
end

---Whether a product may lie in one of some jurisdictions.
---@param product table
---@param codes string[]
---@param unknown boolean|nil the answer for a product of unknown jurisdiction; true when absent
---@return boolean
-- > jurisdiction.may_be({ gov = { jurisdiction = "US" } }, { "US-CA" }) --> true
-- > jurisdiction.may_be({ gov = { jurisdiction = { "FI", "us-ca" } } }, { "US" }) --> true
-- > jurisdiction.may_be({ gov = { jurisdiction = "US-NY" } }, { "US-CA" }) --> false
-- > jurisdiction.may_be({ gov = { jurisdiction = "EU" } }, { "US" }) --> false
-- > jurisdiction.may_be({ gov = { jurisdiction = "California" } }, { "US-CA" }) --> true
-- > jurisdiction.may_be({}, { "US" }) --> true
-- > jurisdiction.may_be({}, { "US" }, false) --> false
function jurisdiction.may_be(product, codes, unknown)
  local declared = gov.list(product, "jurisdiction")
  for _, item in ipairs(declared) do
    local code = text.trim(item):upper()
    if not known(code) and unknown ~= false then
      return true
    end
    for _, wanted in ipairs(codes) do
      if overlap(code, wanted) then
        return true
      end
    end
  end
  return #declared == 0 and unknown ~= false
end

return jurisdiction
