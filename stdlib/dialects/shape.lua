-- SPDX-License-Identifier: Apache-2.0
-- Tolerant reading of documents whose members may have any shape: a member of the wrong type is
-- a finding and is treated as absent, so a dialect reads on without ever failing.
-- A reader also collects the extensions (customProperties, custom, x-*) that it passes.

local node = require "node"

-- Text for a shape in a message: "an array", "a string", …
local function a(kind)
  return (kind:find("^[aeiou]") and "an " or "a ") .. kind
end

-- The finding for a member whose shape its dialect does not allow.
local function wrong(name, wanted, n)
  return {
    code = "WRONG_TYPE",
    message = "'" .. name .. "' is " .. a(node.kind(n) or "value") .. " where " .. a(wanted)
      .. " belongs; it is treated as unknown",
    hint = "write " .. a(wanted),
    at = n,
  }
end

-- Only those of a list's items that are objects; the others are findings.
local function objects_of(items, name, findings)
  local found = {}
  for _, item in ipairs(items) do
    if node.kind(item) == "object" then
      found[#found + 1] = item
    else
      findings[#findings + 1] = wrong(name .. "[]", "object", item)
    end
  end
  return found
end

-- A reader with empty lists of findings and extensions.
local function reader()
  local r = { findings = {}, extensions = {} }

  -- The member when it has that kind, else nil; another kind is a finding.
  local function member(parent, key, kind)
    local n = parent and parent[key]
    if n == nil or node.kind(n) == kind then return n end
    r.findings[#r.findings + 1] = wrong(key, kind, n)
    return nil
  end

  -- The object under key, or nil.
  function r.object(parent, key) return member(parent, key, "object") end

  -- The objects in the array under key; an empty list when there is no array.
  function r.objects(parent, key)
    return objects_of(node.list(member(parent, key, "array")), key, r.findings)
  end

  -- Records one extension; scope may give the `column`, `port` or `table` that it was found on.
  function r.extension(name, value, scope)
    r.extensions[#r.extensions + 1] = {
      name = name, value = value, column = scope.column, port = scope.port, table = scope.table,
    }
  end

  -- Collects what an object carries beyond its specification: customProperties (name and value
  -- pairs), custom (an object), keys that start with x-, and the keys that `known` does not have.
  function r.extend(n, scope, known)
    if n == nil then return end
    for _, item in ipairs(r.objects(n, "customProperties")) do
      local name = node.text(item.property)
      if name and item.value ~= nil then r.extension(name, item.value, scope) end
    end
    for key, value in node.pairs(r.object(n, "custom")) do r.extension(key, value, scope) end
    for key, value in pairs(n) do
      if key:find("^[xX]%-") or (known and not known[key]) then r.extension(key, value, scope) end
    end
  end

  -- Records a finding.
  function r.note(code, message, hint, at)
    r.findings[#r.findings + 1] = { code = code, message = message, hint = hint, at = at }
  end

  -- The text of a column's name; a column without one cannot be read and is a finding.
  function r.name(n, key)
    local name = node.text(n[key])
    if not name then
      r.note("WRONG_TYPE", "a column has no '" .. key .. "'; it is not read", "name the column", n)
    end
    return name
  end

  return r
end

-- The first of an object's members that is there and not empty.
local function first(n, keys)
  for _, key in ipairs(keys) do
    local found = n and n[key]
    if found ~= nil and node.text(found) then return found end
  end
  return nil
end

-- The first of an object's members that is there, whatever its shape: a member of the wrong type is
-- not passed over for another one, the model says so.
local function given(n, keys)
  for _, key in ipairs(keys) do
    local found = n and n[key]
    if type(found) == "table" or node.text(found) then return found end
  end
  return nil
end

-- What stands before the names of a server's tables in a query, outermost first; nil when its schema
-- is not given.
local function namespace(server)
  local inner = first(server, { "schema", "dataset" })
  local outer = first(server, { "catalog", "database", "project" })
  if inner == nil then return nil end
  return outer and { outer, inner } or { inner }
end

-- A set of the words of a text.
local function set(words)
  local found = {}
  for word in words:gmatch("%S+") do found[word] = true end
  return found
end

return {
  reader = reader, first = first, given = given, namespace = namespace, set = set, wrong = wrong,
}
