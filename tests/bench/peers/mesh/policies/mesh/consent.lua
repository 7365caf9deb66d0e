-- SPDX-License-Identifier: Apache-2.0

local sets = require "sets"

return policy {
  id     = "peers.consent",
  title  = "Special categories need consent",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if input.context.consent.special_category then return end
    for _, column in ipairs(input.columns) do
      if sets.contains(column.tags, "special") then
        out.deny("a column of a special category, and no consent")
        return
      end
    end
  end,
}
