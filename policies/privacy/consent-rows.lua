-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 6(1)(a) and Art. 7 (consent, demonstrable for the purpose it was given for).
-- Unknown: without a column that carries consent nothing can be filtered, so the answer is no. A row without a value
--          has no consent.
-- Params: vocabulary - name of the data file with the mesh's purposes.
--
-- gov.consent_key names the column. What it holds follows from its type: a boolean is the consent itself; a date or
-- timestamp is how long the consent lasts; anything else is the purpose that was consented to, so rows for the asked
-- purpose or one above it pass.

local basis = require "basis"
local columns = require "columns"
local filter = require "filter"
local purpose = require "purpose"
local text = require "text"

local function predicate(column, input, params)
  local kind = text.fold(column.type)
  if text.starts_with(kind, "bool") then
    return filter.eq(column.path, true)
  end
  if kind == "date" then
    return filter.ge(column.path, input.time:sub(1, 10))
  end
  if text.starts_with(kind, "timestamp") or text.fold(column.format) == "date-time" then
    return filter.ge(column.path, input.time)
  end
  local lineage = purpose.lineage(input.context.purpose, input.data[params.vocabulary])
  return #lineage > 0 and filter.one_of(column.path, lineage) or nil
end

return policy {
  id      = "privacy.consent-rows",
  title   = "Data collected by consent gives only the rows of people who consent",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 6(1)(a)", "GDPR Art. 7" },
  params  = { vocabulary = "purposes" },
  applies = function(input)
    local gov = input.product ~= nil and input.product.gov or {}
    return gov.lawful_basis ~= nil and input.product.personal ~= "no" and basis.code(gov.lawful_basis) == "consent"
  end,
  rule    = function(input, out, params)
    local gov = input.product.gov
    local column = columns.find(input.product.columns, gov.consent_key)
    if column == nil then
      local what = gov.consent_key == nil and "names no column that carries it"
        or "names the column " .. text.quote(gov.consent_key) .. ", which does not exist or is not unique"
      out.deny("the data is collected by consent, but the product " .. what,
               { code = "CONSENT_KEY", at = { gov, "consent_key" }, hint = "name one column as gov.consent_key" })
      return
    end
    local rows = predicate(column, input, params)
    if rows == nil then
      out.deny("consent is given per purpose, and the request names no purpose that can be compared",
               { code = "CONSENT_PURPOSE", at = column, hint = "give context.purpose" })
      return
    end
    out.oblige { type = "row_filter", predicate = rows, at = { gov, "consent_key" } }
  end,
}
