-- SPDX-License-Identifier: Apache-2.0
--
-- usability - what makes a data product usable, as far as a descriptor can say so: asked by the policies of that name one by
-- one, and by score all at once.
-- Source: Dehghani, Data Mesh (2022), chapter 3; the names of service-level properties are those of the Open Data Contract
-- Standard and of public descriptors, letters and digits only, folded.
--
-- What is not stated is not promised. No function raises an error.

local columns = require "columns"
local gov = require "gov"
local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

local usability = {}

---The service-level properties that say how fresh, and how available, a product is.
usability.properties = {
  freshness = { "freshness", "frequency", "latency", "timeliness", "intervalofchange", "updatefrequency" },
  availability = { "availability", "uptime" },
}

---Whether a member of the model says nothing: absent, blank, or an empty list.
---@param value any
---@return boolean
-- > usability.missing({}) --> true
-- > usability.missing(" ") --> true
-- > usability.missing({ "a" }) --> false
function usability.missing(value)
  if type(value) == "table" then
    return #value == 0
  end
  return text.blank(value)
end

local function states(list, properties)
  for _, item in ipairs(list or {}) do
    if item.value ~= nil and sets.contains(properties, (text.fold(item.property):gsub("[^%w]", ""))) then
      return true
    end
  end
  return false
end

---Whether a product promises one of some properties: for itself, for an output port, or as the extension gov.NAME.
---@param product table
---@param name string of the extension
---@param properties string[]
---@return boolean
-- > usability.promises({ sla = { { property = "Up-Time", value = 99 } } }, "availability", { "uptime" }) --> true
-- > usability.promises({ gov = { freshness = "daily" } }, "freshness", {}) --> true
-- > usability.promises({ sla = { { property = "uptime" } } }, "availability", { "uptime" }) --> false
function usability.promises(product, name, properties)
  if gov.value(product, name) ~= nil or states(product.sla, properties) then
    return true
  end
  for _, port in ipairs(product.ports or {}) do
    if port.direction == "output" and states(port.sla, properties) then
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

---The data sets of a product that no quality rule checks: { name = …, at = its first column } for each. A rule without a
---path counts for all; a product without columns is one data set, whose name is empty.
---@param product table
---@return table[]
-- > usability.unchecked({ columns = { { path = "t.a" }, { path = "u.a" } }, quality = { { path = "t.a" } } })[1].name --> "u"
-- > usability.unchecked({ quality = { { rule = "unique" } } }) --> {}
function usability.unchecked(product)
  local found = {}
  for _, set in ipairs(data_sets(product)) do
    found[#found + 1] = not is_checked(product, set.name) and set or nil
  end
  return found
end

-- Whether a column is one of the source's, unchanged.
local function is_copied(column, source)
  if #(column.transforms_from or {}) > 1 then
    return false
  end
  local other = columns.find(source.columns, names.last(column.path))
  local before, after = other and types.family(other.type), types.family(column.type)
  return other ~= nil and (before == nil or after == nil or before == after)
end

---Whether all columns of a product are those of a source, by name and by family of type.
---@param product table with columns
---@param source table
---@return boolean
-- > usability.is_copy({ columns = { { path = "t.a" } } }, { columns = { { path = "s.a" } } }) --> true
-- > usability.is_copy({ columns = { { path = "t.a" } } }, { columns = { { path = "s.b" } } }) --> false
function usability.is_copy(product, source)
  for _, column in ipairs(product.columns) do
    if not is_copied(column, source) then
      return false
    end
  end
  return true
end

return usability
