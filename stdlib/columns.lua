-- SPDX-License-Identifier: Apache-2.0
--
-- columns - find columns of the product model.
-- Source: docs/reference/product-model.md. Descriptors name a column by its path ("plays.user_id") or by its name
-- alone ("user_id").
--
-- No function raises an error.

local names = require "names"

local columns = {}

---The columns that a decision is about: those the request asks for, else all of the product.
---@param input table
---@return table[]
-- > #columns.asked({ product = { columns = { { path = "t.a" }, { path = "t.b" } } } }) --> 2
-- > #columns.asked({ columns = { { path = "t.a" } }, product = {} }) --> 1
-- > columns.asked({ product = {} }) --> {}
function columns.asked(input)
  return input.columns or input.product.columns or {}
end

-- Columns by path, and by name (false when several have it). What is noted here lasts as long as one decision.
local indexes = {}

local function index_of(list)
  local index = indexes[list]
  if index == nil then
    index = { paths = {}, names = {} }
    for _, column in ipairs(list) do
      local name = names.last(column.path)
      if column.path ~= nil and index.paths[column.path] == nil then
        index.paths[column.path] = column
      end
      index.names[name] = index.names[name] == nil and column or false
    end
    indexes[list] = index
  end
  return index
end

---The column that a text names: the one with that path, else the only one with that name.
---@param list table[]|nil columns of the product model
---@param name any
---@return table|nil column nil when there is none, or more than one
-- > columns.find({ { path = "plays.user_id" } }, "user_id").path --> "plays.user_id"
-- > columns.find({ { path = "a.id" }, { path = "b.id" } }, "b.id").path --> "b.id"
-- > columns.find({ { path = "a.id" }, { path = "b.id" } }, "id") --> nil
-- > columns.find({ { path = "a.id" } }, nil) --> nil
-- > columns.find(nil, "id") --> nil
function columns.find(list, name)
  if list == nil or name == nil then
    return nil
  end
  local index = index_of(list)
  return index.paths[name] or index.names[name] or nil
end

---The schema (table, topic, definition) that a column belongs to.
---@param column table
---@return string
-- > columns.table_of({ path = "plays.device.os" }) --> "plays"
-- > columns.table_of({ path = "plays" }) --> "plays"
function columns.table_of(column)
  local path = tostring(column.path)
  local dot = path:find(".", 1, true)
  return dot ~= nil and path:sub(1, dot - 1) or path
end

return columns
