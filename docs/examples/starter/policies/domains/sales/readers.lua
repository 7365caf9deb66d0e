-- SPDX-License-Identifier: Apache-2.0
--
-- A policy of the sales domain: it binds this domain's products only. Access needs a grant from the owner's side; here
-- the sales team grants its own members. Everybody else needs an agreement (agreements/), which grants by itself.
-- Unknown: a subject whose team is not known gets nothing.

local subject = require "subject"

return policy {
  id     = "sales.readers",
  title  = "The sales team reads its own products",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product", action = { "read", "query" } },
  rule   = function(input, out)
    if subject.attribute(input, "team") == "sales-team" then
      out.permit("the subject is in the owning team")
    end
  end,
}
