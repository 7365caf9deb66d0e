-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e) (storage limitation): data past its period is not used, even before it is deleted.
-- Unknown: a maximum without the column that carries a row's age cannot be enforced, so the answer is no (see
--          `no_element`). A row without an age does not pass. A product without a maximum is the concern of
--          retention.maximum.
-- Params: no_element - "deny" or "warn", when no column carries the age of a row.

local columns = require "columns"
local filter = require "filter"
local retained = require "retention"
local text = require "text"
local time = require "time"

local function report(input, out, params)
  local element = retained.element(input.product)
  local what = element == nil and "the product names no column that carries the age of a row"
    or "the column " .. text.quote(element) .. " that carries the age of a row does not exist or is not unique"
  local say = params.no_element == "warn" and out.warn or out.deny
  say(what .. ", so expired rows cannot be left out",
      { code = "NO_ELEMENT", at = { input.product.retention, "element" }, hint = "name the timestamp column of the retention period" })
end

return policy {
  id      = "retention.expired-rows",
  title   = "Rows older than the maximum retention are left out",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)" },
  params  = { no_element = "deny" },
  applies = function(input)
    local product = input.product
    return product ~= nil and product.personal ~= "no" and product.retention ~= nil and product.retention.max ~= nil
  end,
  rule    = function(input, out, params)
    local retention = input.product.retention
    local oldest, message = time.subtract(input.time, retention.max)
    if oldest == nil then
      out.deny(message, { code = "RETENTION_MALFORMED", at = { retention, "max" }, hint = "write P2Y, P6M or P90D" })
      return
    end
    local element = retained.element(input.product)
    local column = element ~= nil and columns.find(input.product.columns, element)
    if not column then
      report(input, out, params)
      return
    end
    if text.fold(column.type) == "date" then
      oldest = oldest:sub(1, 10)
    end
    out.oblige { type = "row_filter", predicate = filter.ge(column.path, oldest), at = { retention, "max" } }
  end,
}
