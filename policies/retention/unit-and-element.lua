-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e) cannot be kept with a number without a unit, or without a column that tells a row's age. Public
--        descriptors have both: `retention: 3`.
-- Unknown: a period without a unit is refused, it is not guessed. Where retention.maximum refuses it already (personal
--          data without another maximum), it is not reported twice. A maximum without its column is refused when the data
--          may be personal, because retention.expired-rows then refuses every access; else it is a warning. A minimum
--          needs no column. A column is looked for only when the descriptor states columns; a column without a type is
--          believed.
-- Params: none.
--
-- Where a specification has no place for the column (Witboost, DPROD), map an extension to gov.retention_element.

local columns = require "columns"
local retention = require "retention"
local text = require "text"
local types = require "types"

local hint = "name the timestamp column that a row's age is counted from"

local function check_unit(product, out)
  local kept = product.retention
  if kept.unclear and (kept.max ~= nil or product.personal == "no") then
    out.deny("the retention period has no unit that is known",
             { code = "RETENTION_UNCLEAR", at = { kept, "unclear" }, hint = "write P3Y, P6M or P90D" })
  end
end

local function place(product)
  return product.retention.element ~= nil and { product.retention, "element" } or { product.gov, "retention_element" }
end

local function check_element(product, element, out)
  local list = product.columns or {}
  local column = columns.find(list, element)
  if column == nil and #list > 0 then
    out.deny("the column " .. text.quote(element) .. " of the retention period does not exist or is not unique",
             { code = "NO_SUCH_ELEMENT", at = place(product), hint = hint .. ", as table.column" })
  elseif column ~= nil and column.type ~= nil and types.family(column.type) ~= nil and not types.is_temporal(column.type) then
    out.deny("the column " .. text.quote(element) .. " of the retention period is a " .. text.quote(column.type) .. ", no time",
             { code = "ELEMENT_TYPE", at = { column, "type" }, hint = hint })
  end
end

return policy {
  id      = "retention.unit-and-element",
  title   = "A retention period has a unit, and a column that tells a row's age",
  phase   = "publish",
  level   = "waivable",
  basis   = { "GDPR Art. 5(1)(e)" },
  applies = function(input) return input.product.retention ~= nil end,
  rule    = function(input, out)
    local product = input.product
    local element = retention.element(product)
    check_unit(product, out)
    if element ~= nil then
      check_element(product, element, out)
    elseif product.retention.max ~= nil then
      local say = product.personal == "no" and out.warn or out.deny
      say("the retention period names no column that tells a row's age",
          { code = "NO_ELEMENT", at = { product.retention, "max" }, hint = hint })
    end
  end,
}
