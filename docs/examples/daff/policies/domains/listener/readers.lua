-- SPDX-License-Identifier: Apache-2.0
--
-- The listener domain grants its own members and holders of an agreement; what the advertising team gets is limited in
-- ads-aggregates-only.
-- Unknown: a subject of unknown domain and without an agreement gets nothing.

local grants = require "lib/grants"

return policy {
  id     = "listener.readers",
  title  = "Listener products are read by their domain and under an agreement",
  phase  = "access",
  level  = "mandatory",
  target = { action = { "read", "query" } },
  rule   = function(input, out)
    grants.own_domain(input, out)
    grants.agreement(input, out)
  end,
}
