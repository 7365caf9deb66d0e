-- SPDX-License-Identifier: Apache-2.0
--
-- Unknown: who is not registered may not use Trino.

local subject = require "subject"

return policy {
  id     = "guild.trino",
  title  = "Everybody who is registered may use Trino",
  phase  = "access",
  level  = "mandatory",
  grants = true,
  target = { resource = "trino", action = { "execute", "discover" } },
  rule   = function(input, out)
    if subject.registered(input) ~= nil then
      out.permit("a registered subject")
    end
  end,
}
