-- SPDX-License-Identifier: Apache-2.0
--
-- promises - service levels compared: is what a product promises now weaker than what it promised before?
-- Source: docs/reference/product-model.md (`sla[]`); the names of properties are those of the Open Data Contract Standard,
-- as stdlib/vocabularies/sla.lua folds them.
--
-- A property that is in neither table below, or a value that is no number and no period, cannot be compared; then nothing
-- says that the promise still holds. No function raises an error.

local retention = require "retention"
local text = require "text"
local time = require "time"

local promises = {}

-- More of these is better, and less of those.
local more = { availability = true, uptime = true, throughput = true, completeness = true, accuracy = true }
local less = {
  latency = true, frequency = true, freshness = true, updatefrequency = true, errorrate = true, timetodetect = true,
  timetonotify = true, timetorepair = true, consentwithdrawal = true, responsetime = true, interval = true,
}

---What makes two promises the same one, with other values perhaps.
---@param promise table an item of `sla`
---@return string
-- > promises.key({ property = "latency", element = "t.a", value = 1 }) --> "latency|t.a"
function promises.key(promise)
  return text.fold(promise.property) .. "|" .. text.fold(promise.element)
end

-- -1, 0 or 1 as the first value is less, equal or more; nil when that cannot be said.
local function order(before, after)
  local a, b = tonumber((text.trim(before.value):gsub("%%$", ""))), tonumber((text.trim(after.value):gsub("%%$", "")))
  if a ~= nil and b ~= nil and text.fold(before.unit) == text.fold(after.unit) then
    return a == b and 0 or (a < b and -1 or 1)
  end
  local from, to = retention.period(before.value, before.unit), retention.period(after.value, after.unit)
  return from ~= nil and to ~= nil and time.compare_durations(from, to) or nil
end

---Whether a promise still holds for who relied on it: it is the same or a better one.
---@param before table an item of `sla`
---@param after table
---@return boolean|nil kept nil when it cannot be said
-- > promises.keeps({ property = "availability", value = 99 }, { property = "availability", value = "99.9" }) --> true
-- > promises.keeps({ property = "latency", value = 1, unit = "d" }, { property = "latency", value = "P2D" }) --> false
-- > promises.keeps({ property = "frequency", value = "P7D" }, { property = "frequency", value = 1, unit = "d" }) --> true
-- > promises.keeps({ property = "support", value = "8x5" }, { property = "support", value = "24x7" }) --> nil
function promises.keeps(before, after)
  local property, direction = text.fold(before.property), order(before, after)
  if before.value == after.value and before.unit == after.unit or direction == 0 then
    return true
  end
  if direction == nil or not (more[property] or less[property]) then
    return nil
  end
  return (direction == -1) == (more[property] == true)
end

return promises
