-- SPDX-License-Identifier: Apache-2.0
--
-- time - points in time, and durations added to them.
-- Source: RFC 3339 (date-time and full-date), ISO 8601-1:2019 (durations), XML Schema 1.1 part 2 appendix E for the
-- arithmetic of months and for comparing durations. Everything is computed in UTC with the Gregorian calendar.
--
-- There is no clock here: the time of a decision is `input.time`.
-- Limits: years 0001 to 9999; seconds are whole, a fraction is dropped; a leap second counts as the second before; a
-- number of a duration has at most 6 digits and no fraction. What cannot be read gives nil and a message; nothing
-- raises an error.

local time = {}

local DAY = 86400
local DAYS_BEFORE_1970 = 719468 -- days from 0000-03-01 to 1970-01-01
local YEAR_MIN, YEAR_MAX = 1, 9999
local month_days = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function days_in_month(year, month)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return month == 2 and leap and 29 or month_days[month]
end

-- Days since 1970-01-01. Years are counted from March, so that the leap day is the last day of a year.
local function days_from_date(year, month, day)
  if month <= 2 then
    year = year - 1
  end
  local era, of_era = year // 400, year % 400
  local of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
  return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - DAYS_BEFORE_1970
end

local function date_from_days(days)
  days = days + DAYS_BEFORE_1970
  local era, of_era = days // 146097, days % 146097
  local years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
  local of_year = of_era - (365 * years + years // 4 - years // 100)
  local from_march = (5 * of_year + 2) // 153
  local day = of_year - (153 * from_march + 2) // 5 + 1
  local month = (from_march + 2) % 12 + 1
  return era * 400 + years + (month <= 2 and 1 or 0), month, day
end

local function parse_date(text)
  local year, month, day = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
  if year == nil then
    return nil
  end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if year < YEAR_MIN or month < 1 or month > 12 or day < 1 or day > days_in_month(year, month) then
    return nil
  end
  return days_from_date(year, month, day) * DAY
end

local function parse_offset(text)
  if text == "Z" or text == "z" then
    return 0
  end
  local sign, hours, minutes = text:match("^([+-])(%d%d):(%d%d)$")
  if sign == nil or tonumber(hours) > 23 or tonumber(minutes) > 59 then
    return nil
  end
  local seconds = tonumber(hours) * 3600 + tonumber(minutes) * 60
  return sign == "-" and -seconds or seconds
end

local function parse_clock(text)
  local hour, minute, second, rest = text:match("^[Tt ](%d%d):(%d%d):(%d%d)(.*)$")
  if hour == nil then
    return nil
  end
  hour, minute, second = tonumber(hour), tonumber(minute), tonumber(second)
  local offset = parse_offset(rest:match("^%.%d+(.*)$") or rest)
  if offset == nil or hour > 23 or minute > 59 or second > 60 then
    return nil
  end
  return hour * 3600 + minute * 60 + math.min(second, 59) - offset
end

-- Policies ask about the same few times again and again; what is noted here lasts as long as one decision.
local parsed = {}

---Whether a text is a date without a time of day.
---@param text any
---@return boolean
-- > time.is_date("2026-11-02") --> true
-- > time.is_date("2026-11-02T09:00:00Z") --> false
function time.is_date(text)
  return type(text) == "string" and #text == 10 and time.parse(text) ~= nil
end

---Seconds since 1970-01-01T00:00:00Z. A date without a time of day is its first second in UTC.
---@param text any
---@return integer|nil seconds
---@return string|nil message
-- > time.parse("1970-01-02T00:00:00Z") --> 86400
-- > time.parse("1970-01-01T02:00:00+02:00") --> 0
-- > time.parse("2026-11-02T09:00:00.5Z") --> 1793610000
-- > time.parse("2023-02-29T00:00:00Z") --> nil
-- > time.parse("tomorrow") --> nil
function time.parse(text)
  local seconds = parsed[text]
  if seconds ~= nil then
    return seconds
  end
  if type(text) ~= "string" then
    return nil, "a time is a text"
  end
  local date, clock = parse_date(text), #text == 10 and 0 or parse_clock(text:sub(11))
  if date == nil or clock == nil then
    return nil, "'" .. text:sub(1, 40) .. "' is not a time of RFC 3339"
  end
  parsed[text] = date + clock
  return date + clock
end

---The last second that a time names: of a whole day for a date, the time itself for the rest. For "valid until".
---@param text any
---@return integer|nil seconds
---@return string|nil message
-- > time.last_second("1970-01-01") --> 86399
-- > time.last_second("1970-01-01T00:00:00Z") --> 0
function time.last_second(text)
  local seconds, message = time.parse(text)
  if seconds ~= nil and time.is_date(text) then
    return seconds + DAY - 1
  end
  return seconds, message
end

---The text of a time, in UTC.
---@param seconds integer since 1970-01-01T00:00:00Z
---@return string|nil text nil when the year is not within 0001 and 9999
---@return string|nil message
-- > time.format(0) --> "1970-01-01T00:00:00Z"
-- > time.format(1793610000) --> "2026-11-02T09:00:00Z"
-- > time.format(1e300) --> nil
function time.format(seconds)
  local whole = math.tointeger(seconds)
  if whole == nil or whole < -62135596800 or whole > 253402300799 then
    return nil, "a time lies within the years 0001 and 9999"
  end
  local year, month, day = date_from_days(whole // DAY)
  local of_day = whole % DAY
  return string.format("%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, of_day // 3600, of_day // 60 % 60, of_day % 60)
end

---Which of two times is later: -1, 0 or 1.
---@param a any
---@param b any
---@return integer|nil order nil when one of them is not a time
---@return string|nil message
-- > time.compare("2026-01-01", "2026-01-01T00:00:01Z") --> -1
-- > time.compare("2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z") --> 0
-- > time.compare("2026-01-01", "soon") --> nil
function time.compare(a, b)
  local left, left_message = time.parse(a)
  local right, right_message = time.parse(b)
  if left == nil or right == nil then
    return nil, left_message or right_message
  end
  return left == right and 0 or (left < right and -1 or 1)
end

local function read_units(text, units)
  local sums, last = { Y = 0, M = 0, W = 0, D = 0, H = 0, S = 0 }, 0
  while text ~= "" do
    local digits, unit, rest = text:match("^(%d+)(%a)(.*)$")
    local place = unit and units:find(unit, last + 1, true)
    if place == nil or #digits > 6 then
      return nil
    end
    sums[unit], last, text = tonumber(digits), place, rest
  end
  return sums
end

---A duration as whole months and seconds: a month has no fixed length, everything shorter has.
---@param text any
---@return { months: integer, seconds: integer }|nil duration
---@return string|nil message
-- > time.duration("P1Y2M") --> { months = 14, seconds = 0 }
-- > time.duration("P1W") --> { months = 0, seconds = 604800 }
-- > time.duration("PT1H30M") --> { months = 0, seconds = 5400 }
-- > time.duration("3 years") --> nil
-- > time.duration("P") --> nil
function time.duration(text)
  local date, clock = nil, ""
  if type(text) == "string" then
    date = text:match("^P([%dYMWD]*)$")
    if date == nil then
      date, clock = text:match("^P([%dYMWD]*)T([%dHMS]+)$")
    end
  end
  local days = date and read_units(date, "YMWD")
  local hours = date and read_units(clock, "HMS")
  if days == nil or hours == nil or date .. clock == "" then
    return nil, "'" .. tostring(text):sub(1, 40) .. "' is not a duration of ISO 8601 such as P2Y or P30D"
  end
  return {
    months = days.Y * 12 + days.M,
    seconds = (days.W * 7 + days.D) * DAY + hours.H * 3600 + hours.M * 60 + hours.S,
  }
end

local function shift(seconds, months, more)
  local year, month, day = date_from_days(seconds // DAY)
  local count = year * 12 + month - 1 + months
  year, month = count // 12, count % 12 + 1
  if year < YEAR_MIN or year > YEAR_MAX then
    return nil
  end
  day = math.min(day, days_in_month(year, month))
  return days_from_date(year, month, day) * DAY + seconds % DAY + more
end

local function move(text, duration, sign)
  local seconds, message = time.parse(text)
  local length, length_message = time.duration(duration)
  if seconds == nil or length == nil then
    return nil, message or length_message
  end
  local moved = shift(seconds, sign * length.months, sign * length.seconds)
  if moved == nil then
    return nil, "a time lies within the years 0001 and 9999"
  end
  return time.format(moved)
end

---A time and a duration after it. Months first (the 31st becomes the last day of a shorter month), then the rest.
---@param text string
---@param duration string
---@return string|nil text
---@return string|nil message
-- > time.add("2024-01-31T12:00:00Z", "P1M") --> "2024-02-29T12:00:00Z"
-- > time.add("2026-11-02", "P1DT1H") --> "2026-11-03T01:00:00Z"
-- > time.add("2026-11-02", "a while") --> nil
function time.add(text, duration)
  return move(text, duration, 1)
end

---A time and a duration before it.
---@param text string
---@param duration string
---@return string|nil text
---@return string|nil message
-- > time.subtract("2026-11-02T09:00:00Z", "P2Y") --> "2024-11-02T09:00:00Z"
-- > time.subtract("2024-03-31", "P1M") --> "2024-02-29T00:00:00Z"
-- > time.subtract("0001-01-01", "P1Y") --> nil
function time.subtract(text, duration)
  return move(text, duration, -1)
end

---Which of two durations is longer: -1, 0 or 1. A year against 365 days depends on the year: nil.
---@param a string
---@param b string
---@return integer|nil order nil when a duration cannot be read, or when the order depends on the calendar
---@return string|nil message
-- > time.compare_durations("P1Y", "P12M") --> 0
-- > time.compare_durations("P30D", "P1Y") --> -1
-- > time.compare_durations("P1Y", "P365D") --> nil
function time.compare_durations(a, b)
  local left, left_message = time.duration(a)
  local right, right_message = time.duration(b)
  if left == nil or right == nil then
    return nil, left_message or right_message
  end
  local order = nil
  for _, start in ipairs({ "1696-09-01", "1697-02-01", "1903-03-01", "1903-07-01" }) do
    local from = time.parse(start)
    local one = shift(from, left.months, left.seconds)
    local two = shift(from, right.months, right.seconds)
    local here = one and two and (one == two and 0 or (one < two and -1 or 1))
    if here == nil or (order ~= nil and order ~= here) then
      return nil, "which of '" .. a .. "' and '" .. b .. "' is longer depends on the calendar"
    end
    order = here
  end
  return order
end

return time
