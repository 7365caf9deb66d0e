-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: 45 CFR 164.514(b)(2)(i) (A) to (R): the eighteen identifiers that de-identified data is without.
-- Unknown: a column without a category that is not declared "not personal" may be "any other unique identifying
--          number" (R), so it is left out, unless it is a date. A product without columns cannot be cut down, so the
--          answer is no. A request without a comparable purpose did not ask for de-identified data.
-- Params: purposes   - the purposes that take de-identified data
--         removed    - categories that are left out, with everything below them
--         kept       - categories below a removed one that may stay
--         vocabulary - name of the data file with the mesh's purposes
--
-- (C) Dates keep their year; dates of birth and ages go, because a year can tell that somebody is over 89. (B) Postal
-- codes go altogether: three digits may stay only where more than 20 000 people live, which nothing here knows.
-- Pseudonyms go: a code made from an identifier is one (164.514(c)). Free text goes, whatever its category.

local category = require "category"
local columns = require "columns"
local datatype = require "datatype"
local freetext = require "freetext"
local holdings = require "holdings"
local projection = require "projection"
local requester = require "requester"

local removed_by_default = {
  "user.name", "user.contact", "user.unique_id", "user.government_id", "user.account.username", "user.account.id",
  "user.device", "user.financial", "user.biometric", "user.location", "user.content", "user.demographic.date_of_birth",
  "user.demographic.birth_date", "user.demographic.age", "identifier",
}

local function removes(params)
  local listed, kept = holdings.below(params.removed), holdings.below(params.kept)
  return { test = function(code) return listed(code) and not kept(code) end, nouns = {} }
end

-- "drop" or "year" for a column that may identify somebody; nothing for another.
local function treatment(column, removed)
  local kind = datatype.of(column)
  if column.personal == "no" then
    return
  elseif holdings.says(column, removed) or holdings.says(column, holdings.identifier) or freetext.is(column) then
    return "drop"
  elseif kind == "date" or kind == "timestamp" then
    return "year"
  elseif category.first(column.categories, category.is_personal) == nil then
    return "drop"
  end
end

return policy {
  id      = "privacy.hipaa-safe-harbor",
  title   = "De-identified data is without the eighteen identifiers",
  phase   = "access",
  level   = "mandatory",
  basis   = { "45 CFR 164.514(b)(2)" },
  params  = {
    purposes = { "de-identified" }, removed = removed_by_default,
    kept = { "user.contact.address.state", "user.contact.address.country", "user.contact.organization" },
    vocabulary = "purposes",
  },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and requester.is_for(input, params.purposes, params.vocabulary)
  end,
  rule    = function(input, out, params)
    local dropped, years, removed = {}, {}, removes(params)
    for _, column in ipairs(columns.asked(input)) do
      local what = treatment(column, removed)
      local list = what == "drop" and dropped or (what == "year" and years or {})
      list[#list + 1] = column
    end
    local hint = "ask for columns that identify nobody; give those that do not a category, or tag them 'pii:false'"
    if #columns.asked(input) == 0 then
      out.deny("the product lists no columns, so nothing can be de-identified",
               { code = "SAFE_HARBOR", at = input.product, hint = hint })
    end
    projection.withhold(input, out, dropped,
      { message = "nothing that was asked for may be in de-identified data",
        code = "SAFE_HARBOR", hint = hint })
    for _, column in ipairs(years) do
      out.oblige { type = "mask", column = column.path, kind = "MASK_DATE_SHOW_YEAR", at = column }
    end
  end,
}
