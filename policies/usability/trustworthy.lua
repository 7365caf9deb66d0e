-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "trustworthy", one of the usability attributes of a data product (Dehghani, Data Mesh, 2022): it says how fresh and
--        how available it is, and its data is checked.
-- Unknown: what is not stated is not promised. Only a product that calls itself active promises anything. A quality rule
--          without a path counts for all data sets; a product without columns needs one rule.
-- Params: freshness, availability - names of the service-level properties that state them, letters and digits only, folded
--         quality - whether each data set needs a quality rule
--
-- Where a specification has no place for one of them (DPROD, Witboost), map an extension to gov.freshness, gov.availability
-- or gov.quality.

local catalogue = require "catalogue"
local columns = require "columns"
local gov = require "gov"
local sets = require "sets"
local text = require "text"

local hints = {
  freshness = "add a service level `freshness`, `frequency` or `latency`",
  availability = "add a service level `availability`, such as 99.5 percent",
}

local function states(list, properties)
  for _, item in ipairs(list or {}) do
    if item.value ~= nil and sets.contains(properties, (text.fold(item.property):gsub("[^%w]", ""))) then
      return true
    end
  end
  return false
end

local function promises(product, what, params)
  if gov.value(product, what) ~= nil or states(product.sla, params[what]) then
    return true
  end
  for _, port in ipairs(product.ports or {}) do
    if port.direction == "output" and states(port.sla, params[what]) then
      return true
    end
  end
  return false
end

-- The data sets of a product, each with its first column; "" when it states no columns.
local function data_sets(product)
  local list, seen = {}, {}
  for _, column in ipairs(product.columns or {}) do
    local name = columns.table_of(column)
    if not seen[name] then
      seen[name] = true
      list[#list + 1] = { name = name, at = column }
    end
  end
  return #list > 0 and list or { { name = "", at = product } }
end

local function is_checked(product, name)
  for _, rule in ipairs(product.quality or {}) do
    if rule.path == nil or name == "" or columns.table_of(rule) == name then
      return true
    end
  end
  return gov.value(product, "quality") ~= nil
end

return policy {
  id      = "usability.trustworthy",
  title   = "An active product says how fresh and available it is, and its data is checked",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes" },
  params  = {
    freshness = { "freshness", "frequency", "latency", "timeliness", "intervalofchange", "updatefrequency" },
    availability = { "availability", "uptime" }, quality = true,
  },
  applies = function(input) return input.product.status == "active" and not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local product = input.product
    for _, what in ipairs({ "freshness", "availability" }) do
      if not promises(product, what, params) then
        out.deny("the product is active and does not state its " .. what,
                 { code = "NO_" .. what:upper(), at = { product, "sla" }, hint = hints[what] })
      end
    end
    for _, set in ipairs(params.quality and data_sets(product) or {}) do
      if not is_checked(product, set.name) then
        out.deny(set.name == "" and "no quality rule checks the product" or "no quality rule checks " .. text.quote(set.name),
                 { code = "NO_QUALITY", at = set.at, hint = "add a quality rule, for example that a key is unique" })
      end
    end
  end,
}
