-- SPDX-License-Identifier: Apache-2.0
--
-- Duties that are fulfilled around Trino, and one that is not.

local subject = require "subject"

local DUTIES = {
  notified = { type = "notify", who = "owner" },
  counted = { type = "watermark", text = "counted" },
  aggregator = { type = "min_group", k = 10 },
}

return policy {
  id    = "fixture.duties",
  title = "Some may read on conditions",
  phase = "access",
  level = "mandatory",
  rule  = function(input, out)
    local duty = DUTIES[subject.attribute(input, "role")]
    if duty ~= nil and input.product ~= nil then
      out.oblige { type = duty.type, who = duty.who, text = duty.text, k = duty.k, at = input.product }
    end
  end,
}
