-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: logic; a minimum comes from record-keeping law and a maximum from GDPR Art. 5(1)(e), often from two
--        documents.
-- Unknown: whether P1Y or P365D is longer depends on the year, so such a pair is a warning. One period alone
--          contradicts nothing.
-- Params: none.

local time = require "time"
local text = require "text"

return policy {
  id      = "retention.contradiction",
  title   = "Data need not be kept longer than it may be kept",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)" },
  applies = function(input)
    local retention = input.product.retention
    return retention ~= nil and retention.min ~= nil and retention.max ~= nil
  end,
  rule    = function(input, out)
    local retention = input.product.retention
    local both = "at least " .. text.quote(retention.min) .. " and at most " .. text.quote(retention.max)
    local order, message = time.compare_durations(retention.min, retention.max)
    if order == 1 then
      out.deny("data must be kept " .. both .. ", which is impossible",
               { code = "CONTRADICTION", at = { retention, "min" },
                 hint = "the maximum is stated elsewhere: settle which of the two is right" })
    elseif order == nil and (time.duration(retention.min) == nil or time.duration(retention.max) == nil) then
      local member = time.duration(retention.min) == nil and "min" or "max"
      out.deny(message, { code = "RETENTION_MALFORMED", at = { retention, member }, hint = "write P2Y, P6M or P90D" })
    elseif order == nil then
      out.warn("data is kept " .. both .. ": " .. message,
               { code = "RETENTION_UNCERTAIN", at = { retention, "min" }, hint = "use one unit for both" })
    end
  end,
}
