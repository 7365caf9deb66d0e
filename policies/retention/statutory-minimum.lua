-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: record-keeping law, as the guild writes it into its retention schedule: for accounts, for example, Sarbanes-Oxley
--        Act s. 802 and the German Abgabenordnung s. 147.
-- Unknown: a product that states no minimum may be deleted at any time, so for a class with a minimum that is a no, unless
--          it is kept without limit. Whether P1Y or P365D is longer depends on the year, so such a pair is a warning. A
--          class that the schedule does not have is the concern of retention.schedule.
-- Params: file - name of the data file with the schedule: class -> { min, max, basis }

local retention = require "retention"
local text = require "text"
local time = require "time"

local function hint_for(entry)
  return "write retentionMin: " .. entry.min .. ", or more" .. (text.blank(entry.basis) and "" or " (" .. entry.basis .. ")")
end

-- One of the two stated periods must not be shorter than the schedule's minimum.
local function check(kept, member, entry, out)
  local order, message = time.compare_durations(kept[member], entry.min)
  local what = (member == "min" and "at least " or "at most ") .. text.quote(kept[member])
  if order == -1 then
    out.deny("data is kept " .. what .. "; the law asks for " .. text.quote(entry.min),
             { code = member == "min" and "STATUTORY_MINIMUM" or "MAXIMUM_BELOW_STATUTORY", at = { kept, member }, hint = hint_for(entry) })
  elseif order == nil and time.duration(kept[member]) == nil then
    out.deny(message, { code = "RETENTION_MALFORMED", at = { kept, member }, hint = "write P2Y, P6M or P90D" })
  elseif order == nil then
    out.warn(message, { code = "RETENTION_UNCERTAIN", at = { kept, member }, hint = "use the unit of the schedule" })
  end
end

return policy {
  id      = "retention.statutory-minimum",
  title   = "Records are kept as long as the law asks for their class",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "Sarbanes-Oxley Act s. 802", "Abgabenordnung s. 147" },
  basis_checked = false,
  params  = { file = "retention_schedule" },
  applies = function(input, params)
    local entry = retention.scheduled(input.product, input.data[params.file])
    return entry ~= nil and entry.min ~= nil
  end,
  rule    = function(input, out, params)
    local entry, kept = retention.scheduled(input.product, input.data[params.file]), input.product.retention or {}
    if time.duration(entry.min) == nil then
      out.deny("the schedule's minimum " .. text.quote(entry.min) .. " is no duration",
               { code = "SCHEDULE_MALFORMED", at = { entry, "min" }, hint = "write P6Y, P6M or P90D" })
      return
    end
    if kept.min ~= nil then
      check(kept, "min", entry, out)
    elseif kept.unlimited ~= true then
      out.deny("no minimum retention is stated; the law asks for " .. text.quote(entry.min),
               { code = "MINIMUM", at = input.product.retention or { input.product.gov, "record_class" }, hint = hint_for(entry) })
    end
    if kept.max ~= nil then
      check(kept, "max", entry, out)
    end
  end,
}
