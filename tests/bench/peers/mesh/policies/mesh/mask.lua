-- SPDX-License-Identifier: Apache-2.0

local sets = require "sets"

return policy {
  id     = "peers.mask",
  title  = "Personal columns are masked but for those who may see them",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if input.context.purpose == "billing" and sets.contains(input.subject.properties.roles, "pii-reader") then return end
    for _, column in ipairs(input.columns) do
      if column.personal == "yes" then
        out.oblige { type = "mask", column = column.path, kind = "MASK_NULL" }
      end
    end
  end,
}
