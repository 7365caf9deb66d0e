-- SPDX-License-Identifier: Apache-2.0
--
-- joins - which columns of two products are the same thing, so that records are matched by them.
-- Source: docs/reference/product-model.md (`key`, `definition`) and the register of global identifiers of the mesh
-- (data/identifiers.yaml: identifier -> { columns: names }).
--
-- Two definitions decide; where one is missing, the names do. One of the two has to be a key, or a global identifier: a date
-- that both have matches no records. No function raises an error.

local names = require "names"
local sets = require "sets"

local joins = {}

---The global identifier that each name of a column stands for.
---@param register any the data file, or nothing
---@return table<string, string>
-- > joins.identifiers({ listener = { columns = { "user_id" } }, track_id = { type = "string" } }) --> { track_id = "track_id", user_id = "listener" }
-- > joins.identifiers(nil) --> {}
function joins.identifiers(register)
  local by_name = {}
  for identifier, entry in pairs(type(register) == "table" and register or {}) do
    for _, name in ipairs(sets.union(type(entry) == "table" and entry.columns or identifier, nil)) do
      by_name[name] = identifier
    end
  end
  return by_name
end

-- A key takes the place of another column of the same name.
local function note(map, word, handle)
  if word ~= nil and (map[word] == nil or handle.is_key) then
    map[word] = handle
  end
end

---What may be matched with the columns of a list, for joins.partner.
---@param list table[] columns
---@param identifiers table<string, string> of joins.identifiers
---@param generic string[] names that mean something else in every product
---@return table
-- > joins.partner(joins.index({ { path = "a.user_id", key = true } }, {}, {}), { path = "b.user_id" }).path --> "a.user_id"
function joins.index(list, identifiers, generic)
  local index = { names = {}, definitions = {}, identifiers = identifiers }
  for _, column in ipairs(list) do
    local name = names.last(column.path)
    local handle = { column = column, is_key = column.key == true or identifiers[name] ~= nil }
    note(index.definitions, column.definition, handle)
    note(index.names, not sets.contains(generic, name) and (identifiers[name] or name) or nil, handle)
  end
  return index
end

---The column of an index that a column of another product is matched with.
---@param index table of joins.index
---@param column table
---@return table|nil
-- > joins.partner(joins.index({ { path = "a.id", key = true } }, {}, { "id" }), { path = "b.id" }) --> nil
-- > joins.partner(joins.index({ { path = "a.day" } }, {}, {}), { path = "b.day" }) --> nil
-- > joins.partner(joins.index({ { path = "a.x", definition = "urn:person" } }, {}, {}), { path = "b.y", definition = "urn:person", key = true }).path --> "a.x"
-- > joins.partner(joins.index({ { path = "a.x", definition = "urn:person", key = true } }, {}, {}), { path = "b.x", definition = "urn:parcel" }) --> nil
-- > joins.partner(joins.index({ { path = "a.user_id" } }, { user_id = "listener", uid = "listener" }, {}), { path = "b.uid" }).path --> "a.user_id"
function joins.partner(index, column)
  local name = names.last(column.path)
  local identifier = index.identifiers[name]
  local found = column.definition ~= nil and index.definitions[column.definition] or index.names[identifier or name]
  if found == nil or not (found.is_key or column.key == true or identifier ~= nil) then
    return nil
  end
  local defined = column.definition ~= nil and found.column.definition ~= nil
  return (not defined or column.definition == found.column.definition) and found.column or nil
end

return joins
