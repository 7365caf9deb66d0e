-- SPDX-License-Identifier: Apache-2.0
--
-- transfer - where a request takes data, and what makes a transfer to a third country lawful.
-- Source: GDPR Art. 44 to 47; docs/reference/request.md (context.processing_location, context.destination).
--
-- No function raises an error.

local country = require "country"
local text = require "text"

local transfer = {}

---Whether some port of the product already is in a country.
---@param product table
---@param code string|nil a code of ISO 3166-1
---@return boolean
-- > transfer.at_home({ ports = { { region = "us-east-1" } } }, "US") --> true
-- > transfer.at_home({ ports = { { region = "somewhere" } } }, "US") --> false
-- > transfer.at_home({}, nil) --> false
function transfer.at_home(product, code)
  for _, port in ipairs(product.ports or {}) do
    if code ~= nil and country.of_region(port.region) == code then
      return true
    end
  end
  return false
end

---The places that a request names.
---@param context table
---@return { what: string, place: any, code: string|nil }[] places code: nil when it is not certainly one country
-- > #transfer.places({ processing_location = "FI", destination = "IN" }) --> 2
-- > transfer.places({ destination = "eu-north-1" })[1].code --> "SE"
-- > transfer.places({}) --> {}
function transfer.places(context)
  local places = {}
  for _, member in ipairs { "processing_location", "destination" } do
    local place = context[member]
    if place ~= nil then
      places[#places + 1] = { what = member:gsub("_", " "), place = place, code = country.of_region(place) }
    end
  end
  return places
end

local mechanisms = {
  { "%f[%w]sccs?%f[%W]", "scc" }, { "standard contractual clauses", "scc" }, { "2021/914", "scc" },
  { "%f[%w]bcrs?%f[%W]", "bcr" }, { "binding corporate rules", "bcr" },
  { "%f[%w]dpf%f[%W]", "dpf" }, { "data privacy framework", "dpf" },
  { "code of conduct", "code-of-conduct" }, { "certification", "certification" },
  { "%f[%w]instrument%f[%W]", "instrument" }, { "derogation", "derogation" }, { "%f[%d]49%f[%D]", "derogation" },
}

---The kind of a transfer mechanism, from the reference to it.
---@param reference any
---@return string|nil code scc, bcr, dpf, code-of-conduct, certification, instrument or derogation
-- > transfer.mechanism("SCC 2021/914 module 2, signed 2026-01-10") --> "scc"
-- > transfer.mechanism("Binding corporate rules of the group") --> "bcr"
-- > transfer.mechanism("GDPR Art. 49(1)(a)") --> "derogation"
-- > transfer.mechanism("trust us") --> nil
function transfer.mechanism(reference)
  local folded = text.fold(reference):gsub("[%s_-]+", " ")
  for _, entry in ipairs(mechanisms) do
    if folded:find(entry[1]) then
      return entry[2]
    end
  end
  return nil
end

return transfer
