-- SPDX-License-Identifier: Apache-2.0
--
-- sets - lists of texts or numbers read as sets.
-- Source: elementary set theory; nothing to cite.
--
-- nil is the empty set and a single value is a set of one, so members that a descriptor leaves out or writes without a
-- list need no special case. Order of the first appearance is kept. No function raises an error.

local sets = {}

local function as_list(value)
  if value == nil then
    return {}
  end
  if type(value) == "table" then
    return value
  end
  return { value }
end

---The values of a list as the keys of a table: for asking many times.
---@param list any
---@return table<any, boolean>
-- > sets.of({ "a", "b" }) --> { a = true, b = true }
-- > sets.of(nil) --> {}
function sets.of(list)
  local set = {}
  for _, item in ipairs(as_list(list)) do
    set[item] = true
  end
  return set
end

---Whether a value is in a list.
---@param list any
---@param value any
---@return boolean
-- > sets.contains({ "a", "b" }, "b") --> true
-- > sets.contains("a", "a") --> true
-- > sets.contains(nil, "a") --> false
function sets.contains(list, value)
  if type(list) ~= "table" then return list ~= nil and list == value end
  for _, item in ipairs(list) do
    if item == value then return true end
  end
  return false
end

local function add_missing(result, seen, list)
  for _, item in ipairs(as_list(list)) do
    if not seen[item] then
      seen[item] = true
      result[#result + 1] = item
    end
  end
end

---What is in either list, each value once.
---@param a any
---@param b any
---@return any[]
-- > sets.union({ "a", "b" }, { "b", "c" }) --> { "a", "b", "c" }
-- > sets.union(nil, "c") --> { "c" }
function sets.union(a, b)
  local result, seen = {}, {}
  add_missing(result, seen, a)
  add_missing(result, seen, b)
  return result
end

---What is in both lists, in the order of the first.
---@param a any
---@param b any
---@return any[]
-- > sets.intersection({ "a", "b" }, { "b", "a", "c" }) --> { "a", "b" }
function sets.intersection(a, b)
  local result = {}
  for _, item in ipairs(sets.union(a, nil)) do
    if sets.contains(b, item) then
      result[#result + 1] = item
    end
  end
  return result
end

---Whether everything in the first list is in the second. The empty set is a subset of every set.
---@param a any
---@param b any
---@return boolean
-- > sets.subset({ "a" }, { "a", "b" }) --> true
-- > sets.subset({ "a", "c" }, { "a", "b" }) --> false
-- > sets.subset(nil, nil) --> true
function sets.subset(a, b)
  for _, item in ipairs(as_list(a)) do
    if not sets.contains(b, item) then
      return false
    end
  end
  return true
end

return sets
