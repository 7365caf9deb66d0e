-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 10 (criminal convictions and offences: under the control of official authority, or where law
--        authorises it).
-- Unknown: a subject whose organisation is not known is no authority. A body without a law that authorises it is none.
--          A column without a category that is not declared "not personal" is judged by its name (`conviction`).
-- Params: file      - name of the data file with the bodies: organisation -> { law = TEXT }
--         attribute - the subject's attribute that names its organisation
--         by_name   - whether uncategorised columns are judged by their names

local columns = require "columns"
local gov = require "gov"
local holdings = require "holdings"
local subject = require "subject"
local text = require "text"

-- The law that authorises the subject's organisation, or nil.
local function authority(input, params)
  local bodies, own = input.data[params.file], subject.attribute(input, params.attribute)
  local body = type(bodies) == "table" and own ~= nil and bodies[own]
  return type(body) == "table" and not text.blank(body.law) and body.law or nil
end

local function evidence(input, params)
  local column = holdings.all(columns.asked(input), holdings.criminal, params.by_name)[1]
  if column ~= nil then
    return "column " .. text.quote(column.path), column
  end
  local code = holdings.product_says(input.product, holdings.criminal)
  return code and "the product", gov.at(input.product, "categories")
end

return policy {
  id      = "privacy.criminal-offence-data",
  title   = "Data about criminal offences is given only to bodies that a law authorises",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 10" },
  params  = { file = "criminal_offence_bodies", attribute = "organisation", by_name = true },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no" and evidence(input, params) ~= nil
  end,
  rule    = function(input, out, params)
    if authority(input, params) == nil then
      local what, at = evidence(input, params)
      out.deny(what .. " is about criminal offences, and no law is known that lets the subject's organisation have it",
               { code = "CRIMINAL_OFFENCE", at = at,
                 hint = "leave the column out, or write the organisation and its law into data/" .. params.file .. ".yaml" })
    end
  end,
}
