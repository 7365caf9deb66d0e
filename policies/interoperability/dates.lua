-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: ISO 8601-1:2019 and RFC 3339: a date is a date for every tool, and a time says its zone.
-- Unknown: a column without a type, or of a type that nobody knows, cannot be judged. A column is taken for a date by its
--          type, or by its name: `..._at`, `..._on`, `..._date`, `date_of_...`, `..._timestamp`. Whether a timestamp has a
--          zone is unknown when neither its type, its format nor its description says so: a warning.
-- Params: words - words that end the name of a column with a date
--         zones - words in a type, format or description that tell the zone, in lower case
--         zone  - whether a missing zone is a warning

local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

local hint = "type it date or timestamp; a text needs the format date or date-time"

local iso_formats = { date = true, ["date-time"] = true, datetime = true, iso8601 = true, ["iso-8601"] = true, rfc3339 = true, timestamp = true }

-- Whether a format writes the year first: a name of JSON Schema, or a pattern such as yyyy-MM-dd.
local function is_iso(format)
  local folded = text.fold(format)
  return iso_formats[folded] == true or folded:find("^'?yyyy%-?mm%-?dd") ~= nil or folded:find("^%%y%-?%%m%-?%%d") ~= nil
    or folded:find("^uuuu%-mm%-dd") ~= nil
end

local function is_named_like_date(path, words)
  if words[names.ending(path)] then
    return true
  end
  local first, second = names.beginning(path)
  return first == "date" and second == "of"
end

local function says_zone(column, params)
  local all = text.fold(column.type) .. " " .. text.fold(column.format) .. " " .. text.fold(column.description)
  if text.fold(column.type):find("ntz") or all:find("without time zone", 1, true) then
    all = text.fold(column.description)
  end
  for _, word in ipairs(params.zones) do
    if all:find(word, 1, true) then
      return true
    end
  end
  return (text.trim(column.format):find("[Xx'Z]+$")) ~= nil
end

local function check_typed(column, out, params)
  local name = "column " .. text.quote(column.path)
  if column.format ~= nil and not is_iso(column.format) then
    out.deny(name .. " has the format " .. text.quote(column.format) .. ", which is not ISO 8601",
             { code = "DATE_FORMAT", at = { column, "format" }, hint = "write yyyy-MM-dd, or leave the format out" })
  elseif params.zone and types.family(column.type) == "timestamp" and not says_zone(column, params) then
    out.warn(name .. " does not say its time zone",
             { code = "NO_ZONE", at = column, hint = "say it in the type, or in the description: 'in UTC'" })
  end
end

local function check_untyped(column, out)
  if types.family(column.type) == "text" and column.format ~= nil then
    if not is_iso(column.format) then
      out.deny("column " .. text.quote(column.path) .. " has the format " .. text.quote(column.format) .. ", which is not ISO 8601",
               { code = "DATE_FORMAT", at = { column, "format" }, hint = "use the format date or date-time" })
    end
  elseif types.family(column.type) == "text" or types.is_numeric(column.type) then
    out.deny("column " .. text.quote(column.path) .. " is named like a date, and its type is " .. text.quote(column.type),
             { code = "UNTYPED_DATE", at = { column, "type" }, hint = hint })
  end
end

return policy {
  id     = "interoperability.dates",
  title  = "Dates are typed as dates, in ISO 8601, and times say their zone",
  phase  = "publish",
  level  = "waivable",
  basis  = { "ISO 8601-1:2019", "RFC 3339" },
  params = {
    words = { "at", "on", "date", "datetime", "timestamp", "ts" },
    zones = { "utc", "gmt", "zone", "tz", "ltz", "offset", "date-time", "rfc3339", "local time" },
    zone = true,
  },
  rule   = function(input, out, params)
    local words = sets.of(params.words)
    for _, column in ipairs(input.product.columns or {}) do
      if types.is_temporal(column.type) then
        check_typed(column, out, params)
      elseif is_named_like_date(column.path, words) then
        check_untyped(column, out)
      end
    end
  end,
}
