-- SPDX-License-Identifier: Apache-2.0

local RANK = { public = 0, internal = 1, confidential = 2, restricted = 3 }

return policy {
  id     = "peers.clearance",
  title  = "Nobody reads above their clearance",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    local clearance = input.subject.properties.clearance
    for _, column in ipairs(input.columns) do
      if RANK[column.classification] > clearance then
        out.deny("a column is classified higher than the subject is cleared for")
        return
      end
    end
  end,
}
