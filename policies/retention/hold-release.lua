-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e): when the reason to preserve ends, the period counts again, and what is overdue goes.
-- Unknown: a release that cannot be read is none (retention.legal-hold). While another hold is in force nothing is
--          recomputed. A release long ago is past: the deadline it set has gone by. Without a maximum there is no deadline to
--          recompute: a warning when the data may be personal.
-- Params: file  - name of the data file with the holds
--         grace - how long after a release overdue rows may stay
--         notify - whether the owner is told

local holds = require "holds"
local text = require "text"
local time = require "time"

-- The last release, and the text of the time until which overdue rows may stay.
local function last_release(input, params)
  local last = nil
  for _, hold in ipairs(holds.registered(input, params.file)) do
    if hold.released ~= nil and (last == nil or hold.released > last.released) then
      last = hold
    end
  end
  return last, last and time.add(time.format(last.released), params.grace)
end

return policy {
  id      = "retention.hold-release",
  title   = "When a legal hold ends, what is overdue is deleted",
  phase   = "sweep",
  level   = "waivable",
  basis   = { "GDPR Art. 5(1)(e)" },
  params  = { file = "legal_holds", grace = "P30D", notify = true },
  applies = function(input, params)
    return input.product ~= nil and #holds.registered(input, params.file) > 0 and #holds.in_force(input, params.file) == 0
  end,
  rule    = function(input, out, params)
    local product = input.product
    local hold, deadline = last_release(input, params)
    if time.compare(deadline, input.time) == -1 then
      return
    end
    local at = { hold.entry, "released" }
    if product.retention == nil or product.retention.max == nil then
      if product.personal ~= "no" then
        out.warn("the legal hold " .. text.quote(hold.id) .. " has ended, and no maximum says which rows are overdue",
                 { code = "RELEASED_WITHOUT_MAXIMUM", at = at, hint = "state a maximum retention such as P2Y" })
      end
      return
    end
    out.oblige { type = "retain_until", time = deadline, at = at }
    if params.notify and product.owner ~= nil then
      out.oblige { type = "notify", who = product.owner, at = at }
    end
  end,
}
