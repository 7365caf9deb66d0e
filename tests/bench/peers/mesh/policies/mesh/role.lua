-- SPDX-License-Identifier: Apache-2.0

local sets = require "sets"

local ROLES = { read = "readers", write = "writers" }

return policy {
  id     = "peers.role",
  title  = "An action needs one of its roles",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    local allowed = input.product.gov[ROLES[input.action.name]]
    for _, role in ipairs(input.subject.properties.roles) do
      if sets.contains(allowed, role) then return end
    end
    out.deny("none of the subject's roles may do this")
  end,
}
