-- SPDX-License-Identifier: Apache-2.0
--
-- profiles - which columns of a product somebody needs, as the mesh's data files say.
-- Source: this project's data files: key -> id of a product -> list of columns, each by its path or its name. A key is
-- a purpose or a role.
--
-- No profile is not an empty one: nobody has said what is needed. No function raises an error.

local names = require "names"
local purpose = require "purpose"
local sets = require "sets"
local subject = require "subject"

local profiles = {}

local function entry_of(profile, id)
  local list = type(profile) == "table" and id ~= nil and profile[id]
  return list or nil
end

---The columns that the request's purpose needs of the product: those of the nearest purpose with a profile.
---@param input table
---@param file any the profiles by purpose
---@param vocabulary table|nil the mesh's purposes
---@return string|string[]|nil
-- > profiles.for_purpose({ product = { id = "p" }, context = { purpose = "care.call" } }, { care = { p = { "id" } } }) --> { "id" }
-- > profiles.for_purpose({ product = { id = "q" }, context = { purpose = "care" } }, { care = { p = { "id" } } }) --> nil
-- > profiles.for_purpose({ product = { id = "p" }, context = { purpose = "care" } }, nil) --> nil
function profiles.for_purpose(input, file, vocabulary)
  for _, term in ipairs(purpose.lineage(input.context.purpose, vocabulary)) do
    local list = entry_of(purpose.entry(term, file), input.product.id)
    if list ~= nil then
      return list
    end
  end
  return nil
end

---The columns that the subject's roles need of the product, taken together.
---@param input table
---@param file any the profiles by role
---@return string[]|nil nil when no role has a profile for the product
-- > profiles.for_roles({ product = { id = "p" }, subject = { properties = { roles = { "a", "b" } } } }, { a = { p = { "x" } }, b = { p = { "y" } } }) --> { "x", "y" }
-- > profiles.for_roles({ product = { id = "p" }, subject = {} }, { a = { p = { "x" } } }) --> nil
function profiles.for_roles(input, file)
  local needed = nil
  for _, role in ipairs(sets.union(subject.attribute(input, "roles"), nil)) do
    local list = entry_of(type(file) == "table" and file[role], input.product.id)
    needed = list ~= nil and sets.union(needed, list) or needed
  end
  return needed
end

---Whether some profile of the file is about a product.
---@param file any
---@param id any
---@return boolean
-- > profiles.mention({ care = { p = { "x" } } }, "p") --> true
-- > profiles.mention({ care = { p = { "x" } } }, "q") --> false
function profiles.mention(file, id)
  for _, profile in pairs(type(file) == "table" and file or {}) do
    if entry_of(profile, id) ~= nil then
      return true
    end
  end
  return false
end

---Whether a profile names a column, by its path or its name.
---@param profile string|string[]|nil
---@param column table
---@return boolean
-- > profiles.names({ "orders.id" }, { path = "orders.id" }) --> true
-- > profiles.names({ "id" }, { path = "orders.id" }) --> true
-- > profiles.names({ "customers.id" }, { path = "orders.id" }) --> false
-- > profiles.names(nil, { path = "orders.id" }) --> false
function profiles.names(profile, column)
  return sets.contains(profile, column.path) or sets.contains(profile, names.last(column.path))
end

return profiles
