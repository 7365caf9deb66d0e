-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: none yet. Name the law, standard or decision that this rests on.
-- Unknown: a request without a purpose is refused. Say here what the policy does about what is not declared.
-- Params: least_group - how many people an answer is about at least

local text = require "text"

return policy {
  id      = "guild.example",
  title   = "Who asks says why",
  phase   = "access",        -- asked by `writ decide`
  level   = "mandatory",     -- no waiver lifts it
  state   = "draft",         -- only shown; { grace_until = "2027-01-01" } would warn until then, "enforced" refuses
  params  = { least_group = 5 },
  target  = { resource = "data_product", action = { "read", "query" } },
  applies = function(input) return input.product ~= nil end,
  rule    = function(input, out, params)
    local purpose = input.context.purpose
    if text.blank(purpose) then
      out.deny("the request has no purpose",
               { code = "NO_PURPOSE", at = input.context, hint = "say in context.purpose what the data is for" })
    elseif purpose == "statistics" then
      out.oblige { type = "min_group", k = params.least_group, at = { input.context, "purpose" } }
    end
  end,
}
