-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: a decision of the guild: whoever reads one customer's data can be asked which request of that customer it was for.
-- Unknown: a request that names no ticket is refused.
-- Params: none.

local text = require "text"

return policy {
  id      = "guild.ticket",
  title   = "Customer data is read for a ticket",
  phase   = "access",
  level   = "waivable",
  state   = "draft",
  target  = { resource = "data_product" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out)
    if text.blank(input.context.ticket) then
      out.deny("the request names no ticket",
               { code = "NO_TICKET", at = input.context, hint = "say in context.ticket which ticket the data is for" })
    end
  end,
}
