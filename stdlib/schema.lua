-- SPDX-License-Identifier: Apache-2.0
--
-- schema - whether what reads the last version of a product can still read the next one.
-- Source: the rules of Semantic Versioning 2.0.0 (what is incompatible needs a new major version), applied to what a
-- reader relies on: that a port and a column are there, keep their type and their meaning, and stay filled where that was
-- promised, and that a port is reached as it was.
--
-- New columns and ports, and columns that become required, break no reader. Types are compared by family (types), so
-- VARCHAR(10) and text are one; a type that is in no family, or not stated, is compared with nothing.
-- No function raises an error.

local text = require "text"
local types = require "types"

local schema = {}

local function by_path(columns)
  local index = {}
  for _, column in ipairs(columns or {}) do
    if column.path ~= nil then
      index[column.path] = column
    end
  end
  return index
end

local function change(code, message, holder, member, gone)
  return { code = code, message = message, at = { holder, member }, gone = gone }
end

local function compare_columns(old, new, changes)
  local name, before, after = "column " .. text.quote(old.path), types.family(old.type), types.family(new.type)
  if before ~= nil and after ~= nil and before ~= after then
    local both = "from " .. text.quote(old.type) .. " to " .. text.quote(new.type)
    changes[#changes + 1] = change("RETYPED", name .. " changes its type " .. both, new, "type")
  end
  if old.required == true and new.required ~= true then
    changes[#changes + 1] = change("NO_LONGER_REQUIRED", name .. " may now be empty", new, "required")
  end
  if old.key == true and new.key ~= true then
    changes[#changes + 1] = change("NO_LONGER_KEY", name .. " is no longer a key", new, "key")
  end
  if old.definition ~= nil and new.definition ~= nil and old.definition ~= new.definition then
    changes[#changes + 1] = change("REDEFINED", name .. " links another definition, so it means another thing", new, "definition")
  end
end

local function find_port(model, id)
  for _, port in ipairs(model.ports or {}) do
    if port.id == id then
      return port
    end
  end
  return nil
end

local function compare_ports(old, new, changes)
  for _, member in ipairs({ "protocol", "format", "location" }) do
    local before, after = old[member], new[member]
    if before ~= nil and after ~= nil and text.fold(before) ~= text.fold(after) then
      local both = "from " .. text.quote(before) .. " to " .. text.quote(after)
      changes[#changes + 1] = change("PORT_CHANGED", "port " .. text.quote(old.id) .. " changes its " .. member .. " " .. both, new, member)
    end
  end
end

---What a reader of the old version would miss in the new one. An empty list means that the two are compatible.
---@param old table a model
---@param new table a model
---@return { code: string, message: string, at: table, gone: table|nil }[] changes code is REMOVED, RETYPED, REDEFINED, NO_LONGER_REQUIRED, NO_LONGER_KEY, PORT_REMOVED or PORT_CHANGED; `gone` is what only the old version has
-- > schema.compatible({ columns = { { path = "t.a" } } }, { columns = { { path = "t.a" }, { path = "t.b" } } }) --> {}
-- > schema.compatible({ columns = { { path = "t.a" } } }, {})[1].code --> "REMOVED"
-- > schema.compatible({ columns = { { path = "t.a", type = "text" } } }, { columns = { { path = "t.a", type = "int" } } })[1].code --> "RETYPED"
-- > schema.compatible({ columns = { { path = "t.a", type = "text" } } }, { columns = { { path = "t.a", type = "varchar(9)" } } }) --> {}
-- > schema.compatible({ columns = { { path = "t.a", definition = "d1" } } }, { columns = { { path = "t.a", definition = "d2" } } })[1].code --> "REDEFINED"
-- > schema.compatible({ ports = { { id = "p", direction = "output", protocol = "s3" } } }, { ports = { { id = "p", protocol = "kafka" } } })[1].code --> "PORT_CHANGED"
function schema.compatible(old, new)
  local changes, present = {}, by_path(new.columns)
  for _, port in ipairs(old.ports or {}) do
    local now = find_port(new, port.id)
    if port.direction == "output" and port.id ~= nil and now ~= nil then
      compare_ports(port, now, changes)
    elseif port.direction == "output" and port.id ~= nil then
      changes[#changes + 1] = change("PORT_REMOVED", "port " .. text.quote(port.id) .. " is gone", new, "ports", port)
    end
  end
  for _, column in ipairs(old.columns or {}) do
    local now = present[column.path]
    if now ~= nil then
      compare_columns(column, now, changes)
    elseif column.path ~= nil then
      changes[#changes + 1] = change("REMOVED", "column " .. text.quote(column.path) .. " is gone", new, "columns", column)
    end
  end
  return changes
end

return schema
