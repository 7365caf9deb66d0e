-- SPDX-License-Identifier: Apache-2.0
--
-- retention - how long a product's rows are kept, and what the guild's schedule says of them.
-- Source: docs/reference/product-model.md (`retention`, `gov.record_class`). A schedule is a data file of the mesh: record
-- class -> { min = duration, max = duration, basis = text }, durations of ISO 8601.
--
-- No function raises an error.

local gov = require "gov"
local text = require "text"
local units = require "vocabularies/units"

local retention = {}

---The class of records that a product says it holds, folded.
---@param product table
---@return string|nil
-- > retention.class({ gov = { record_class = " Accounting " } }) --> "accounting"
-- > retention.class({}) --> nil
function retention.class(product)
  local class = text.fold(gov.value(product, "record_class"))
  return class ~= "" and class or nil
end

---What a schedule says of the product's class.
---@param product table
---@param schedule table|nil
---@return table|nil entry nil when there is no schedule, or no such class in it
-- > retention.scheduled({ gov = { record_class = "Tax" } }, { tax = { max = "P10Y" } }).max --> "P10Y"
-- > retention.scheduled({ gov = { record_class = "Tax" } }, nil) --> nil
-- > retention.scheduled({}, { tax = { max = "P10Y" } }) --> nil
function retention.scheduled(product, schedule)
  local class = retention.class(product)
  for name, entry in pairs(type(schedule) == "table" and class and schedule or {}) do
    if text.fold(name) == class then
      return type(entry) == "table" and entry or nil
    end
  end
  return nil
end

---The name of the column that carries a row's age: the descriptor's own word, or, where its specification has no place
---for one, the extension `gov.retention_element`.
---@param product table
---@return any
-- > retention.element({ retention = { element = "plays.played_at" } }) --> "plays.played_at"
-- > retention.element({ retention = { max = "P1Y" }, gov = { retention_element = "month" } }) --> "month"
-- > retention.element({}) --> nil
function retention.element(product)
  local own = product.retention and product.retention.element
  return own or gov.value(product, "retention_element")
end

---A period as a duration of ISO 8601. Without a unit only a text that is a duration already is one; nothing is guessed.
---@param value any
---@param unit any
---@return string|nil
-- > retention.period(7, "d") --> "P7D"
-- > retention.period("7 days") --> "P7D"
-- > retention.period("P7D") --> "P7D"
-- > retention.period(7) --> nil
function retention.period(value, unit)
  local written = text.trim(value):upper()
  if written:find("^P[%dYMWDTHS]+$") then
    return written
  end
  local number, own = written:match("^(%d+)%s*(%a*)$")
  local known = number and units[text.fold(own ~= "" and own or unit)]
  return known and known.before .. number .. known.after or nil
end

return retention
