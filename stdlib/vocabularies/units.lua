-- SPDX-License-Identifier: Apache-2.0
-- Units of a retention period, and the ISO 8601 designators around its number.
-- `m` is months: that is how the ODCS tools read it for retention (for freshness it is minutes).
-- Keys are lower case.

local YEARS   = { before = "P",  after = "Y" }
local MONTHS  = { before = "P",  after = "M" }
local WEEKS   = { before = "P",  after = "W" }
local DAYS    = { before = "P",  after = "D" }
local HOURS   = { before = "PT", after = "H" }
local MINUTES = { before = "PT", after = "M" }
local SECONDS = { before = "PT", after = "S" }

return {
  y = YEARS, yr = YEARS, yrs = YEARS, year = YEARS, years = YEARS,
  m = MONTHS, mo = MONTHS, mon = MONTHS, month = MONTHS, months = MONTHS,
  w = WEEKS, wk = WEEKS, week = WEEKS, weeks = WEEKS,
  d = DAYS, day = DAYS, days = DAYS,
  h = HOURS, hr = HOURS, hrs = HOURS, hour = HOURS, hours = HOURS,
  min = MINUTES, mins = MINUTES, minute = MINUTES, minutes = MINUTES,
  s = SECONDS, sec = SECONDS, secs = SECONDS, second = SECONDS, seconds = SECONDS,
}
