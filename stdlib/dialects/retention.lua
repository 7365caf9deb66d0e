-- SPDX-License-Identifier: Apache-2.0
-- Retention periods: what a dialect read becomes ISO 8601 `min` or `max`. The specifications
-- disagree about which of the two their one period means, so the dialect says (`reading`).
-- A number without a unit is never guessed; its text is `unclear`, and a finding.

local node = require "node"
local shape = require "dialects/shape"
local units = require "vocabularies/units"

local FOREVER = { unlimited = true, forever = true, indefinite = true, indefinitely = true }

-- True for P1Y, P1Y6M, PT36H, P2W …: at least one number, each designator once and in order.
local function is_iso(text)
  local date, time = text:match("^P([^T]*)(T?.*)$")
  if not date or text == "P" or time == "T" then return false end
  local day = date:gsub("^[%d%.,]+Y", ""):gsub("^[%d%.,]+M", ""):gsub("^[%d%.,]+W", "")
    :gsub("^[%d%.,]+D", "")
  local clock = time:gsub("^T", ""):gsub("^[%d%.,]+H", ""):gsub("^[%d%.,]+M", "")
    :gsub("^[%d%.,]+S", "")
  return day == "" and clock == ""
end

-- A text and perhaps a unit as ISO 8601, or nil.
local function iso(text, unit)
  local upper = text:upper()
  if is_iso(upper) then return upper end
  local number, own = text:match("^(%d+%.?%d*)%s*(%a*)$")
  if not number then return nil end
  local known = units[(own ~= "" and own or unit or ""):lower()]
  return known and known.before .. number .. known.after
end

-- The finding for a period that has no unit, or none that is known, or is no period at all.
local function no_unit(text, unit, at)
  local what = "has no unit"
  if unit then
    what = "has the unit '" .. unit .. "', which is not known"
  elseif not text:match("^[%d%.,]+$") then
    what = "is not one number with a unit that is known"
  end
  return {
    code = "RETENTION_UNIT",
    message = "the retention period '" .. text .. "' " .. what .. "; it is not guessed",
    hint = "write the period as P3Y, P6M or P90D, or give a unit such as y, mo or d",
    at = at,
  }
end

-- Puts one period into out[reading], or says in out that it is unclear or unlimited.
local function put_period(out, reading, period, unit, findings)
  if type(period) == "table" then
    findings[#findings + 1] = shape.wrong("retention", "string", period)
    return
  end
  local text, unit_text = node.text(period), type(unit) ~= "table" and node.text(unit) or nil
  if not text then return end
  local known = iso(text, unit_text)
  if known then
    out[reading] = node.place(period, known)
  elseif FOREVER[text:lower()] then
    out.unlimited = node.place(period, true)
  else
    out.unclear = out.unclear or node.place(period, text)
    findings[#findings + 1] = no_unit(text, unit_text, period)
  end
end

-- The text of a scalar with its place.
local function text_of(n)
  if n == nil or type(n) == "table" then return nil end
  return node.place(n, node.text(n))
end

-- The retention of the model from what a dialect read (may be nil) and the extension members
-- `min` and `max`; nil when there is nothing.
local function finish(raw, bounds, findings)
  local out = {}
  raw = raw or {}
  if raw.period ~= nil then
    put_period(out, node.text(raw.reading) or "max", raw.period, raw.unit, findings)
  end
  for _, reading in ipairs { "min", "max" } do
    if bounds[reading] ~= nil and out[reading] == nil then
      put_period(out, reading, bounds[reading], nil, findings)
    end
  end
  local unlimited = raw.unlimited
  if unlimited ~= nil and node.bool(unlimited) ~= nil then
    out.unlimited = node.place(unlimited, node.bool(unlimited))
  end
  if next(out) == nil then return nil end
  out.element, out.basis = text_of(raw.element), text_of(raw.basis)
  return node.place(raw.period or bounds.max or bounds.min or unlimited, out)
end

return { finish = finish, iso = iso }
