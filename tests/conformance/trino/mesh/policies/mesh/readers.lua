-- SPDX-License-Identifier: Apache-2.0
--
-- Known people may do anything with open products, and with what is Trino's own.

local subject = require "subject"

return policy {
  id     = "fixture.readers",
  title  = "Known people use open products",
  phase  = "access",
  level  = "mandatory",
  grants = true,
  rule   = function(input, out)
    local role = subject.attribute(input, "role")
    if role ~= nil and (input.product == nil or input.product.domain == "open") then
      out.permit("a known " .. role)
    end
  end,
}
