-- SPDX-License-Identifier: Apache-2.0
--
-- choice - the rows of people who have not said no.
-- Source: the right to opt out and the right to limit of the California Civil Code 1798.120 and 1798.121.
--
-- A column carries the choice: a boolean is true for who has said no; a date or timestamp is when they said it, and is
-- null for who has not. A row whose boolean is null has an unknown choice and does not pass. Errors: none, but those of
-- `filter` for a column without a path.

local columns = require "columns"
local datatype = require "datatype"
local filter = require "filter"
local gov = require "gov"

local choice = {}

---The column that carries a choice: the one that a member of gov names, else the only one with a usual name.
---@param product table
---@param member string
---@param usual string[]
---@return table|nil
-- > choice.column({ gov = { opt_out_key = "no_sale" }, columns = { { path = "t.no_sale" } } }, "opt_out_key", {}).path --> "t.no_sale"
-- > choice.column({ columns = { { path = "t.opt_out" } } }, "opt_out_key", { "opt_out" }).path --> "t.opt_out"
-- > choice.column({ gov = { opt_out_key = "gone" }, columns = { { path = "t.opt_out" } } }, "opt_out_key", { "opt_out" }) --> nil
function choice.column(product, member, usual)
  if gov.value(product, member) ~= nil then
    return columns.find(product.columns, gov.text(product, member))
  end
  for _, name in ipairs(usual) do
    local column = columns.find(product.columns, name)
    if column ~= nil then
      return column
    end
  end
  return nil
end

---The predicate for the rows of people who have not said no.
---@param column table
---@param now string the time of the decision
---@return table|nil predicate nil when the column's type cannot carry a choice
-- > choice.rows({ path = "t.a", type = "boolean" }, "2026-11-02T09:00:00Z") --> { op = "eq", column = "t.a", value = false }
-- > choice.rows({ path = "t.a", type = "date" }, "2026-11-02T09:00:00Z").args[2].value --> "2026-11-02"
-- > choice.rows({ path = "t.a", type = "string" }, "2026-11-02T09:00:00Z") --> nil
function choice.rows(column, now)
  local kind = datatype.of(column)
  if kind == "boolean" then
    return filter.eq(column.path, false)
  end
  if kind == "date" or kind == "timestamp" then
    local at = kind == "date" and now:sub(1, 10) or now
    return filter.any { filter.is_null(column.path), filter.gt(column.path, at) }
  end
  return nil
end

return choice
