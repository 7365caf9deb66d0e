-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 7(3): consent can be withdrawn at any time, as easily as it was given. The law names no number of
--        days; `max` is the guild's.
-- Unknown: a product that does not promise how fresh it is may hold rows of people who withdrew long ago, so it is
--          refused. A promise whose period cannot be read is none; the unit `m` is read as months.
-- Params: max        - how long a withdrawal may take to arrive, an ISO 8601 duration
--         properties - the service-level properties that say how fresh the data is. One with an element counts only
--                      when that is the column of the consent
--
-- privacy.consent-rows filters by what the consent column says; this policy asks how old that may be. In a sweep it is
-- asked again about what is already published.

local basis = require "basis"
local columns = require "columns"
local gov = require "gov"
local sets = require "sets"
local text = require "text"
local time = require "time"
local units = require "vocabularies/units"

-- The promised period: a number of units as a duration, anything else as it is stated.
local function period(promise)
  local unit, number = units[text.fold(promise.unit)], tonumber(promise.value)
  local whole = number ~= nil and math.tointeger(number)
  return unit and whole and unit.before .. whole .. unit.after or promise.value
end

local function is_about_consent(promise, product, params)
  if not sets.contains(params.properties, promise.property) then
    return false
  end
  if promise.element == nil then
    return true
  end
  local key = columns.find(product.columns, gov.text(product, "consent_key"))
  local element = columns.find(product.columns, promise.element)
  return key ~= nil and element ~= nil and element.path == key.path
end

-- Whether a promise is short enough; else the last that is not.
local function is_promised(product, params)
  local long = nil
  for _, promise in ipairs(product.sla or {}) do
    if is_about_consent(promise, product, params) then
      local order = time.compare_durations(period(promise), params.max)
      if order == -1 or order == 0 then
        return true
      end
      long = promise
    end
  end
  return false, long
end

return policy {
  id      = "privacy.consent-withdrawal",
  title   = "Withdrawn consent takes effect within a promised time",
  phase   = { "publish", "sweep" },
  level   = "mandatory",
  basis   = { "GDPR Art. 7(3)" },
  params  = { max = "P7D", properties = { "consentwithdrawal", "freshness", "frequency", "latency" } },
  applies = function(input)
    local product = input.product
    return product ~= nil and product.personal ~= "no" and basis.code(gov.value(product, "lawful_basis")) == "consent"
  end,
  rule    = function(input, out, params)
    local product = input.product
    local promised, long = is_promised(product, params)
    if promised then
      return
    end
    local hint = "promise a service level such as 'frequency' of at most " .. params.max
      .. " for the data that carries the consent"
    if long == nil then
      out.deny("the product rests on consent and does not promise how soon a withdrawal takes effect",
               { code = "CONSENT_WITHDRAWAL", at = { product, "sla" }, hint = hint })
    else
      out.deny("the promised " .. text.quote(long.property) .. " is not within " .. params.max
                 .. ", the longest that a withdrawal of consent may take",
               { code = "CONSENT_WITHDRAWAL_LATE", at = long, hint = hint })
    end
  end,
}
