-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 44 (every transfer to a third country, onward transfers included, keeps to chapter V).
-- Unknown: this policy is about nothing else. A port without a region, or with one that is not certainly in one
--          country, may be anywhere; so from there data goes nowhere but to `within`. A request that does not say where
--          it takes the data may take it across a border.
-- Params: within - where data of unknown origin may still go: codes of ISO 3166, and "EEA"
--
-- Only the port that the request names counts; without one, every output port does.

local country = require "country"
local requester = require "requester"
local sets = require "sets"
local text = require "text"
local transfer = require "transfer"

-- A port of unknown region that the request may mean; true when there is no port at all.
local function unknown_port(input)
  local wanted, any = requester.port(input), false
  for _, port in ipairs(input.product.ports or {}) do
    local meant = wanted == nil and (port.direction == nil or port.direction == "output") or port.id == wanted
    if meant and country.of_region(port.region) == nil then
      return port
    end
    any = any or meant
  end
  return not any
end

local function allowed(code, params)
  return code ~= nil and (sets.contains(params.within, code) or (country.eea(code) and sets.contains(params.within, "EEA")))
end

return policy {
  id      = "privacy.unknown-region",
  title   = "Personal data of unknown origin crosses no border",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 44" },
  params  = { within = { "EEA" } },
  applies = function(input)
    return input.product ~= nil and input.product.personal ~= "no" and unknown_port(input) ~= false
  end,
  rule    = function(input, out, params)
    local port = unknown_port(input)
    local options = {
      code = "UNKNOWN_REGION", at = type(port) == "table" and { port, "region" } or { input.product, "ports" },
      hint = "say in which region the port is, such as 'eu-north-1', as the extension 'region'",
    }
    local places = transfer.places(input.context)
    for _, place in ipairs(places) do
      if not allowed(place.code, params) then
        out.deny("nobody says where the data is, so it does not go to " .. text.quote(place.place)
                   .. ", the " .. place.what, options)
      end
    end
    if #places == 0 then
      out.deny("nobody says where the data is, nor where the request takes it", options)
    end
  end,
}
