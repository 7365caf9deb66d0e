-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: ISO/IEC 27001:2022 Annex A 5.12 and 5.15 (classification, access control).
-- Unknown: a subject without a clearance reaches nothing. A column without a classification is read as
--          `unclassified_personal` when it may be personal, as `unclassified` when it is declared not to be. A word
--          that is not on the ladder needs the top of it.
-- Params: unclassified_personal, unclassified - levels of the ladder public < internal < confidential < restricted
--         attribute - the subject's attribute that holds the clearance.
--
-- One denial names the most sensitive column; the other columns follow from it.

local classification = require "classification"
local columns = require "columns"
local subject = require "subject"
local text = require "text"

local function level_of(column, params)
  if column.classification ~= nil then
    return column.classification
  end
  return column.personal == "no" and params.unclassified or params.unclassified_personal
end

-- The level that the request needs, and the column that needs it.
local function needed(input, params)
  local level, top = nil, nil
  for _, column in ipairs(columns.asked(input)) do
    local own = level_of(column, params)
    if level == nil or (own ~= level and classification.higher(own, level) == own) then
      level, top = own, column
    end
  end
  if level == nil then
    level = level_of(input.product, params)
  end
  return level, top
end

return policy {
  id      = "access.clearance",
  title   = "A subject's clearance reaches what it asks for",
  phase   = "access",
  level   = "mandatory",
  basis   = { "ISO/IEC 27001:2022 A.5.12", "ISO/IEC 27001:2022 A.5.15" },
  params  = { unclassified_personal = "confidential", unclassified = "internal", attribute = "clearance" },
  applies = function(input) return input.product ~= nil end,
  rule    = function(input, out, params)
    local level, column = needed(input, params)
    local clearance = subject.attribute(input, params.attribute)
    if classification.at_least(clearance, level) then
      return
    end
    local what = column and "column " .. text.quote(column.path) or "the product"
    local has = clearance == nil and "has no clearance" or "is cleared for " .. text.quote(clearance)
    local at = column and { column, "classification" } or input.product
    out.deny(what .. " is " .. text.quote(level) .. "; the subject " .. has,
             { code = "CLEARANCE", at = at, hint = "ask for less sensitive columns, or have the clearance raised" })
  end,
}
