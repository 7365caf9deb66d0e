-- SPDX-License-Identifier: Apache-2.0
--
-- country - where data is, and whether personal data of the EEA may go there.
-- Source: ISO 3166-1 alpha-2, the EEA Agreement, adequacy decisions under GDPR Art. 45 as of early 2026, region lists
-- of cloud providers (all in vocabularies/countries).
--
-- Adequacy decisions are made and struck down: an entry here is a default a guild reviews, not legal advice. A name
-- that is not certainly one country ("EU", "us", "global") gives nil. No function raises an error.

local vocabulary = require "vocabularies/countries"

local country = {}

---The code of a country in upper case. "UK" is read as "GB", "EL" as "GR".
---@param text any
---@return string|nil code nil when it is no assigned ISO 3166-1 alpha-2 code
-- > country.code("de") --> "DE"
-- > country.code("UK") --> "GB"
-- > country.code("EU") --> nil
function country.code(text)
  if type(text) ~= "string" or not text:find("^%a%a$") then
    return nil
  end
  local code = text:upper()
  code = code == "UK" and "GB" or (code == "EL" and "GR" or code)
  return vocabulary.codes:find(code .. " ", 1, true) and code or nil
end

---Whether a text is the code of a country.
---@param text any
---@return boolean
-- > country.known("FI") --> true
-- > country.known("ZZ") --> false
function country.known(text)
  return country.code(text) ~= nil
end

---Whether a country is a member of the European Economic Area.
---@param text any
---@return boolean
-- > country.eea("NO") --> true
-- > country.eea("CH") --> false
function country.eea(text)
  local code = country.code(text)
  return code ~= nil and vocabulary.eea:find(code .. " ", 1, true) ~= nil
end

---The adequacy decision for a country.
---@param text any
---@return { basis: string, condition: string|nil, until_: string|nil }|nil decision a condition: it covers only some recipients
-- > country.adequacy("UY").basis --> "Implementing Decision 2012/484/EU"
-- > country.adequacy("US").condition --> "organisations certified under the EU-US Data Privacy Framework"
-- > country.adequacy("IN") --> nil
function country.adequacy(text)
  local code = country.code(text)
  return code and vocabulary.adequacy[code]
end

---Whether a decision covers a country without a condition on the recipient.
---@param text any
---@return boolean
-- > country.adequate("GB") --> true
-- > country.adequate("US") --> false
-- > country.adequate("IN") --> false
function country.adequate(text)
  local decision = country.adequacy(text)
  return decision ~= nil and decision.condition == nil
end

---The country of a cloud region, or of a country's own code.
---@param region any
---@return string|nil code nil when it is not certain
-- > country.of_region("eu-central-1") --> "DE"
-- > country.of_region("WestEurope") --> "NL"
-- > country.of_region("europe-west1") --> "BE"
-- > country.of_region("fi") --> "FI"
-- > country.of_region("eu") --> nil
-- > country.of_region("theshire") --> nil
function country.of_region(region)
  if type(region) ~= "string" then
    return nil
  end
  local name = region:lower():match("^%s*([%w-]+)%s*$")
  if name == nil then
    return nil
  end
  local _, last = vocabulary.regions:find(" " .. name .. ":", 1, true)
  return last and vocabulary.regions:sub(last + 1, last + 2) or country.code(name)
end

return country
