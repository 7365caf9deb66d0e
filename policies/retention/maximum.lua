-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e) (storage limitation) and Art. 13(2)(a) (people are told the period).
-- Unknown: a product that may hold personal data needs a maximum. A minimum is no maximum, and a number without a unit
--          is no period.
-- Params: none.

local time = require "time"
local text = require "text"

local hint = "say how long it is kept at most, such as P2Y; "
  .. "DCS states a minimum, so it needs the extension retentionMax as well"

local function problem(retention)
  if retention.unlimited == true then
    return "personal data is kept without limit", "UNLIMITED", "unlimited"
  end
  if retention.max ~= nil then
    if time.duration(retention.max) == nil then
      return "the retention " .. text.quote(retention.max) .. " is not a duration", "RETENTION_MALFORMED", "max"
    end
    return nil
  end
  if retention.unclear then
    return "the retention period has no unit, so it is no maximum", "RETENTION_UNCLEAR", "unclear"
  end
  if retention.min ~= nil then
    return "only a minimum retention is stated", "MAXIMUM", "min"
  end
  return "no maximum retention is stated", "MAXIMUM", "max"
end

return policy {
  id      = "retention.maximum",
  title   = "Personal data is kept for a stated maximum",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)", "GDPR Art. 13(2)(a)" },
  applies = function(input) return input.product.personal ~= "no" end,
  rule    = function(input, out)
    local retention = input.product.retention
    local message, code, member = problem(retention or {})
    if message ~= nil then
      local at = retention and { retention, member } or { input.product, "retention" }
      out.deny(message, { code = code, at = at, hint = hint })
    end
  end,
}
