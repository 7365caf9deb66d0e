-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e): moving data does not start its period again.
-- Unknown: a copy of data that may be personal needs an end; when neither the product nor the agreement gives one, the
--          answer is no. A date that cannot be read is a no. Data that is declared not personal may be kept without end.
-- Params: actions - the actions that make a copy.
--
-- The copy goes at the earliest of: the maximum retention counted from now (the youngest row is that old then), the end of
-- the agreement it rests on, the end of the product's life. Each is an obligation; the engine keeps the earliest.

local sets = require "sets"
local text = require "text"
local time = require "time"

-- An obligation to delete at the end of a date; true when there is one.
local function until_date(holder, member, what, out)
  local date = holder and holder[member]
  if date == nil then
    return false
  end
  local seconds, message = time.last_second(date)
  if seconds == nil then
    out.deny("the end of " .. what .. " cannot be read: " .. message,
             { code = "DEADLINE_MALFORMED", at = { holder, member }, hint = "write 2027-12-31" })
  else
    out.oblige { type = "retain_until", time = time.format(seconds), at = { holder, member } }
  end
  return true
end

-- The same for the product's maximum retention.
local function within_maximum(input, out)
  local kept = input.product.retention
  if kept == nil or kept.max == nil or kept.unlimited == true then
    return false
  end
  local deadline, message = time.add(input.time, kept.max)
  if deadline == nil then
    out.deny(message, { code = "RETENTION_MALFORMED", at = { kept, "max" }, hint = "write P2Y, P6M or P90D" })
  else
    out.oblige { type = "retain_until", time = deadline, at = { kept, "max" } }
  end
  return true
end

return policy {
  id      = "retention.copy-outlives-source",
  title   = "A copy is not kept longer than its source",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)" },
  params  = { actions = { "copy", "export" } },
  applies = function(input, params)
    return input.product ~= nil and sets.contains(params.actions, text.fold(input.action.name))
  end,
  rule    = function(input, out)
    local product = input.product
    local maximum = within_maximum(input, out)
    local agreement = until_date(input.agreement, "end_", "the agreement", out)
    until_date(product.lifecycle, "end_of_life", "the product's life", out)
    if not maximum and not agreement and product.personal ~= "no" then
      out.deny("nothing says when a copy of this product must go",
               { code = "COPY_WITHOUT_END", at = product.retention or product,
                 hint = "the owner states a maximum retention such as P2Y, or an end of the agreement" })
    end
  end,
}
