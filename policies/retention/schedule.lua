-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the guild's retention schedule; ISO 15489-1:2016, 8.5 (disposition authorities) asks for one, GDPR Art. 5(1)(e)
--        for the limit in it.
-- Unknown: a product that states no class is not judged, unless `class_required`. A class without a maximum in the
--          schedule has no limit here. A product whose class has one must state its own: unlimited, unclear and absent
--          are each a no. Whether P1Y or P365D is longer depends on the year, so such a pair is a warning. Without a
--          schedule a class means nothing: a warning.
-- Params: file           - name of the data file with the schedule: class -> { min, max, basis }
--         class_required - whether products that may hold personal data must state a class

local retention = require "retention"
local text = require "text"
local time = require "time"

local function no_class(input, out, params)
  if params.class_required and input.product.personal ~= "no" then
    out.deny("the product states no class of records",
             { code = "RECORD_CLASS_MISSING", at = input.product, hint = "write recordClass, a class of the retention schedule" })
  end
end

local function no_entry(input, out, params)
  local class, schedule = retention.class(input.product), input.data[params.file]
  local at = { input.product.gov, "record_class" }
  if schedule == nil then
    out.warn("the mesh has no retention schedule, so the class " .. text.quote(class) .. " means nothing",
             { code = "NO_SCHEDULE", at = at, hint = "write data/" .. params.file .. ".yaml" })
    return
  end
  out.deny("the retention schedule has no class " .. text.quote(class),
           { code = "RECORD_CLASS", at = at, hint = "use a class of the schedule, or have this one added" })
end

local function compare(kept, entry, class, out)
  local order, message = time.compare_durations(kept.max, entry.max)
  local both = "kept for " .. text.quote(kept.max) .. "; the schedule allows " .. text.quote(entry.max) .. " for " .. text.quote(class)
  if order == 1 then
    out.deny("data is " .. both, { code = "SCHEDULE_EXCEEDED", at = { kept, "max" }, hint = "write " .. entry.max .. " or less" })
  elseif order == nil and time.duration(kept.max) == nil then
    out.deny(message, { code = "RETENTION_MALFORMED", at = { kept, "max" }, hint = "write P2Y, P6M or P90D" })
  elseif order == nil then
    out.warn("data is " .. both .. ": " .. message,
             { code = "RETENTION_UNCERTAIN", at = { kept, "max" }, hint = "use the unit of the schedule" })
  end
end

return policy {
  id     = "retention.schedule",
  title  = "Data is kept no longer than the retention schedule allows for its class of records",
  phase  = "publish",
  level  = "mandatory",
  basis  = { "ISO 15489-1:2016, 8.5", "GDPR Art. 5(1)(e)" },
  basis_checked = false,
  params = { file = "retention_schedule", class_required = false },
  rule   = function(input, out, params)
    local product = input.product
    local class, entry = retention.class(product), retention.scheduled(product, input.data[params.file])
    local kept = product.retention
    if class == nil then
      no_class(input, out, params)
    elseif entry == nil then
      no_entry(input, out, params)
    elseif entry.max ~= nil and time.duration(entry.max) == nil then
      out.deny("the schedule's maximum for " .. text.quote(class) .. " is no duration",
               { code = "SCHEDULE_MALFORMED", at = { entry, "max" }, hint = "write P2Y, P6M or P90D" })
    elseif entry.max ~= nil and (kept == nil or kept.max == nil or kept.unlimited == true) then
      out.deny("no maximum retention is stated; the schedule allows " .. text.quote(entry.max) .. " for " .. text.quote(class),
               { code = "SCHEDULE_NO_MAXIMUM", at = kept or { product.gov, "record_class" },
                 hint = "say how long it is kept at most: " .. entry.max .. " or less" })
    elseif entry.max ~= nil then
      compare(kept, entry, class, out)
    end
  end,
}
