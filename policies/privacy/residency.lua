-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 44 to 46 (transfers to third countries).
-- Unknown: personal data is not processed at a place nobody names. A place where the product's own ports are is no
--          transfer, but a port whose region is unknown allows nothing.
-- Params: allowed - codes of ISO 3166, "EEA", and "adequate" (countries with an adequacy decision that has no
--                   condition).
--
-- context.destination (where the result goes) is held to the same rule as context.processing_location when the request
-- names it.

local country = require "country"
local sets = require "sets"
local text = require "text"
local transfer = require "transfer"

local function allowed(code, product, params)
  return sets.contains(params.allowed, code)
    or (country.eea(code) and sets.contains(params.allowed, "EEA"))
    or (country.adequate(code) and sets.contains(params.allowed, "adequate"))
    or transfer.at_home(product, code)
end

local function check(place, what, input, out, params)
  local code = country.of_region(place)
  local at = { input.product, "ports" }
  if code == nil then
    out.deny("the " .. what .. " " .. text.quote(place) .. " is not certainly one country",
             { code = "LOCATION_UNKNOWN", at = at, hint = "give a code of ISO 3166 or the region of a cloud provider" })
  elseif not allowed(code, input.product, params) then
    local decision = country.adequacy(code)
    local hint = decision and decision.condition and "its adequacy decision covers only " .. decision.condition
      or "process the data in one of " .. text.list(params.allowed)
    out.deny("personal data may not go to " .. text.quote(code) .. ", the " .. what,
             { code = "RESIDENCY", at = at, hint = hint })
  end
end

return policy {
  id      = "privacy.residency",
  title   = "Personal data is processed only where that is allowed",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 44", "GDPR Art. 45", "GDPR Art. 46" },
  params  = { allowed = { "EEA", "adequate" } },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local context = input.context
    if context.processing_location == nil then
      out.deny("the request does not say where the data is processed",
               { code = "LOCATION_MISSING", at = { input.product, "ports" },
                 hint = "give context.processing_location, such as 'FI'" })
    else
      check(context.processing_location, "processing location", input, out, params)
    end
    if context.destination ~= nil then
      check(context.destination, "destination", input, out, params)
    end
  end,
}
