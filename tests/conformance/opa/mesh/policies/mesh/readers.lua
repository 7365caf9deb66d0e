-- SPDX-License-Identifier: Apache-2.0
--
-- Alice, and whoever is in the group of readers, may read; what is masked comes with a duty.

local sets = require "sets"

return policy {
  id     = "fixture.readers",
  title  = "Readers read",
  phase  = "access",
  level  = "mandatory",
  grants = true,
  target = { resource = "data_product", action = "read" },
  rule   = function(input, out)
    local properties = input.subject.properties or {}
    if input.subject.id == "alice" or sets.contains(properties.groups or {}, "readers") then
      out.permit("a reader")
    end
    if input.product ~= nil and input.product.id == "masked" then
      out.oblige { type = "mask", column = "orders.email", kind = "MASK_NULL", at = input.product }
    end
  end,
}
