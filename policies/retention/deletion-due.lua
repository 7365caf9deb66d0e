-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e): what is past its period is deleted, and until it is, the period is not kept.
-- Unknown: nobody can see from a descriptor whether a job ran. Without an entry in the register of deletions the rows are
--          named and no date is; an entry that cannot be read is none. A maximum without the column that carries a row's
--          age, or one that is no duration, tells nobody what to delete: a no. Where the descriptor states no columns, the
--          name of that column is believed.
-- Params: file   - name of the data file with what has been deleted: product id -> { through }
--         action - what becomes of the rows: "delete", "archive" or "anonymise"
--         grace  - how long rows may stay past their period, because jobs do not run every second

local catalogue = require "catalogue"
local columns = require "columns"
local deletions = require "deletions"
local retained = require "retention"
local text = require "text"
local time = require "time"

-- The first moment at which rows that nobody has deleted are overdue; nil when nobody knows which are left.
local function deadline(input, params)
  local reached = time.add(deletions.recorded(input, params.file, "through"), input.product.retention.max)
  return time.add(reached, params.grace)
end

-- The column that carries a row's age, by its path; nil when there is none of that name, or several.
local function aged_by(product)
  local element, list = retained.element(product), product.columns or {}
  local column = element ~= nil and columns.find(list, element)
  return column and column.path or (#list == 0 and element or nil)
end

return policy {
  id      = "retention.deletion-due",
  title   = "Rows past the maximum retention are deleted",
  phase   = "sweep",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)" },
  params  = { file = "deletions", action = "delete", grace = "P30D" },
  applies = function(input)
    local product = input.product
    return product ~= nil and product.retention ~= nil and product.retention.max ~= nil and not catalogue.is_part(input)
  end,
  rule    = function(input, out, params)
    local kept, column = input.product.retention, aged_by(input.product)
    local oldest, message = time.subtract(input.time, kept.max)
    if deletions.recorded(input, params.file, "whole") ~= nil then
      return
    end
    if oldest == nil then
      out.deny(message, { code = "RETENTION_MALFORMED", at = { kept, "max" }, hint = "write P2Y, P6M or P90D" })
    elseif column == nil then
      out.deny("no column tells which rows are past " .. text.quote(kept.max),
               { code = "NO_ELEMENT", at = { kept, "max" }, hint = "name the timestamp column of the retention period" })
    else
      out.oblige {
        type = "dispose", action = params.action, column = column, before = oldest, due = deadline(input, params),
        why = "kept at most " .. text.quote(kept.max), at = { kept, "max" },
      }
    end
  end,
}
