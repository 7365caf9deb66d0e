-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 17(2) and Art. 19 (who has received the data is told of an erasure).
-- Unknown: an action that is not in `no_copy` may leave a copy behind, so it carries the duty.
-- Params: no_copy - the actions that leave no copy with the consumer
--
-- Who takes a copy must be able to delete people from it: an enforcement point that cannot promise that refuses.

local sets = require "sets"
local text = require "text"

return policy {
  id      = "privacy.erasure-callback",
  title   = "Who copies personal data deletes from the copy on notice",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 17(2)", "GDPR Art. 19" },
  params  = { no_copy = { "read", "query", "write", "delete", "dsar" } },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and not sets.contains(params.no_copy, text.fold(input.action.name))
  end,
  rule    = function(input, out) out.oblige { type = "delete_on_notice", at = input.product } end,
}
