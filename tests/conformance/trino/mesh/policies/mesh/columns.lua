-- SPDX-License-Identifier: Apache-2.0
--
-- A restricted column is for stewards; what the others read is masked and filtered.

local filter = require "filter"
local subject = require "subject"

local MASKS = {
  ["restricted_table.user_phone"] = "MASK_NULL",
  ["restricted_table.user_name"] = "MASK_SHOW_LAST_4",
  ["restricted_table.born"] = "MASK_DATE_SHOW_YEAR",
  ["restricted_table.score"] = "MASK_HASH",
  ["restricted_table.address.street"] = "MASK",
}

return policy {
  id      = "fixture.columns",
  title   = "Restricted columns are for stewards",
  phase   = "access",
  level   = "mandatory",
  applies = function(input) return input.product ~= nil and subject.attribute(input, "role") ~= "steward" end,
  rule    = function(input, out)
    local filtered = false
    for _, column in ipairs(input.columns) do
      if column.classification == "restricted" then
        out.deny("restricted columns are for stewards", { code = "RESTRICTED", at = column })
      end
      if MASKS[column.path] then
        out.oblige { type = "mask", column = column.path, kind = MASKS[column.path], at = column }
      end
      filtered = filtered or column.path == "restricted_table.user_type"
    end
    if filtered then
      out.oblige { type = "row_filter", predicate = filter.ne("restricted_table.user_type", "customer"), at = input.product }
    end
  end,
}
