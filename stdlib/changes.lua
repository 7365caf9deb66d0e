-- SPDX-License-Identifier: Apache-2.0
--
-- changes - what is different between two versions of a product, by meaning, and which new version that needs.
-- Source: Semantic Versioning 2.0.0, 4 and 6 to 8, applied to the product model: what readers relied on and lose is
-- breaking, what is new to them or binds somebody else is compatible, what only explains is documentation.
--
-- What breaks is said once: the structure by schema, the service levels by promises, and here the purposes. A more or less
-- strict classification, a shorter retention and other duties are compatible: to protect data better must not wait for a
-- major version. The two versions may be written in different dialects. No function raises an error.

local promises = require "promises"
local purpose = require "purpose"
local schema = require "schema"
local semver = require "semver"
local sets = require "sets"
local text = require "text"

local changes = {}

local DEPTH_MAX = 32

local function same(a, b, depth)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for _, pair in ipairs({ { a, b }, { b, a } }) do
    for key, value in pairs(pair[1]) do
      if depth > DEPTH_MAX or not same(value, pair[2][key], depth + 1) then
        return false
      end
    end
  end
  return true
end

-- `gone` is the place of what only the old version has; `at` then where it is missing.
local function put(list, class, code, message, at, gone)
  list[#list + 1] = { class = class, code = code, message = message, at = at, gone = gone }
end

local function is_list(value)
  return type(value) == "table" and (#value > 0 or next(value) == nil)
end

-- What a list gains and loses, in words.
local function gains_and_losses(before, after)
  local gained, lost = {}, {}
  for _, item in ipairs(after) do
    gained[#gained + 1] = not sets.contains(before, item) and text.quote(item) or nil
  end
  for _, item in ipairs(before) do
    lost[#lost + 1] = not sets.contains(after, item) and text.quote(item) or nil
  end
  local words = {}
  words[#words + 1] = #gained > 0 and "gains " .. table.concat(gained, ", ") or nil
  words[#words + 1] = #lost > 0 and "loses " .. table.concat(lost, ", ") or nil
  return #words > 0 and table.concat(words, " and ") or "has another order"
end

local function describe(what, before, after, is_prose)
  if before == nil or after == nil then
    local value = before == nil and after or before
    local shown = (is_prose or type(value) == "table") and "" or ": " .. text.quote(value)
    return what .. (before == nil and " is now stated" or " is no longer stated") .. shown
  end
  if is_list(before) and is_list(after) and type(before[1] or after[1]) ~= "table" then
    return what .. " " .. gains_and_losses(before, after)
  end
  local both = (is_prose or type(before) == "table" or type(after) == "table") and ""
    or " from " .. text.quote(before) .. " to " .. text.quote(after)
  return what .. " changes" .. both
end

local PROSE = { "description", "limitations" }

-- Compares members one by one. `rows` is class -> members.
local function compare_members(list, prefix, old, new, rows)
  for _, class in ipairs({ "compatible", "documentation" }) do
    for _, member in ipairs(rows[class] or {}) do
      local before, after = old[member], new[member]
      if not same(before, after, 1) then
        local what = prefix .. member:gsub("_", " ")
        local message = describe(what, before, after, sets.contains(PROSE, member))
        put(list, class, member:upper(), message, { new, member }, after == nil and { old, member } or nil)
      end
    end
  end
end

local function index(items, key)
  local found = {}
  for _, item in ipairs(items or {}) do
    local name = key(item)
    if name ~= nil and found[name] == nil then
      found[name] = item
    end
  end
  return found
end

-- Pairs the items of two lists by a key: `both(old, new)`, `added(new)`, `lost(old)`.
local function pair(old, new, key, on)
  local before, after = index(old, key), index(new, key)
  for name, item in pairs(after) do
    if before[name] == nil then
      on.added(item)
    elseif on.both ~= nil then
      on.both(before[name], item)
    end
  end
  for name, item in pairs(before) do
    if after[name] == nil and on.lost ~= nil then
      on.lost(item)
    end
  end
end

local COLUMN = {
  compatible = { "type", "format", "required", "key", "definition", "classification", "personal", "categories", "transforms_from" },
  documentation = { "description", "tags" },
}

local function compare_columns(list, old, new, seen)
  pair(old.columns, new.columns, function(column) return column.path end, {
    added = function(column)
      put(list, "compatible", "COLUMN_ADDED", "column " .. text.quote(column.path) .. " is new", column)
    end,
    both = function(before, after)
      local own = {}
      compare_members(own, "column " .. text.quote(after.path) .. ": ", before, after, COLUMN)
      for _, change in ipairs(own) do
        if not (seen[after.path] and seen[after.path][change.code:lower()]) then
          list[#list + 1] = change
        end
      end
    end,
  })
end

local PORT = { compatible = { "region", "contract", "version", "status", "personal", "auto_approve", "schema" } }

-- How long data is kept is no service level, though some specifications put it among them.
local function promise_key(promise)
  return promise.property ~= "retention" and promises.key(promise) or nil
end

local function compare_promises(list, prefix, old, new)
  pair(old.sla, new.sla, promise_key, {
    added = function(promise)
      put(list, "compatible", "SLA_ADDED", prefix .. "promises " .. text.quote(promise.property), promise)
    end,
    both = function(before, after)
      local kept = promises.keeps(before, after)
      if kept and not same(before, after, 1) then
        put(list, "compatible", "SLA_IMPROVED", prefix .. "promises a better " .. text.quote(after.property), after)
      elseif not kept then
        local how = kept == false and "a weaker " or "another, perhaps weaker "
        put(list, "breaking", "SLA_WEAKENED", prefix .. "promises " .. how .. text.quote(after.property), after)
      end
    end,
    lost = function(promise)
      put(list, "breaking", "SLA_REMOVED", prefix .. "no longer promises " .. text.quote(promise.property), { new, "sla" }, promise)
    end,
  })
end

local function compare_ports(list, old, new)
  pair(old.ports, new.ports, function(port) return port.id end, {
    added = function(port)
      put(list, "compatible", "PORT_ADDED", "port " .. text.quote(port.id) .. " is new", port)
    end,
    both = function(before, after)
      local prefix = "port " .. text.quote(after.id)
      compare_members(list, prefix .. ": ", before, after, PORT)
      compare_promises(list, prefix .. " ", before, after)
    end,
  })
end

-- Lists of small tables, of which one is there or not.
local function compare_items(list, member, noun, old, new, members)
  local code = noun:upper()
  local function name(item)
    local parts = {}
    for i, member in ipairs(members) do
      parts[i] = text.trim(item[member])
    end
    return table.concat(parts, " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
  end
  local function said(item, what)
    return "the " .. noun .. " " .. text.quote((name(item))) .. what
  end
  pair(old[member], new[member], function(item) return (name(item)) end, {
    added = function(item) put(list, "compatible", code .. "_ADDED", said(item, " is new"), item) end,
    lost = function(item) put(list, "compatible", code .. "_REMOVED", said(item, " is gone"), { new, member }, item) end,
  })
end

local PRODUCT = {
  compatible = { "kind", "status", "domain", "owner", "tenant", "limitations", "terms", "personal" },
  documentation = { "name", "description", "tags", "contacts" },
}
local RETENTION = { compatible = { "min", "max", "unlimited", "unclear", "element", "basis" } }
local LIFECYCLE = { compatible = { "deprecated", "end_of_support", "end_of_life" } }

-- The extension members of either version.
local function gov_members(old, new)
  local members = {}
  for _, gov in ipairs({ old, new }) do
    for member in pairs(gov) do
      members = sets.union(members, member)
    end
  end
  return { compatible = members }
end

-- Purposes that are codes; prose is compared as a whole.
local function codes(list)
  local found = {}
  for _, item in ipairs(list or {}) do
    found[#found + 1] = not purpose.is_prose(item) and purpose.canonical(item) or nil
  end
  return found
end

local function compare_purposes(list, old, new)
  local before, after = codes(old.purposes), codes(new.purposes)
  for _, code in ipairs(before) do
    if not sets.contains(after, code) then
      put(list, "breaking", "PURPOSE_REMOVED", "the purpose " .. text.quote(code) .. " is gone", { new, "purposes" }, { old, "purposes" })
    end
  end
  for _, code in ipairs(after) do
    if not sets.contains(before, code) then
      put(list, "compatible", "PURPOSE_ADDED", "the purpose " .. text.quote(code) .. " is new", { new, "purposes" })
    end
  end
  if #before == 0 and #after == 0 and not same(old.purposes, new.purposes, 1) then
    put(list, "documentation", "PURPOSES", "what the product is for is said in other words", { new, "purposes" })
  end
end

-- What readers lose, with the place of what is gone, and which members of which columns that is about.
local function compare_structure(list, old, new)
  local seen, members = {}, { RETYPED = "type", NO_LONGER_REQUIRED = "required", NO_LONGER_KEY = "key", REDEFINED = "definition" }
  for _, change in ipairs(schema.compatible(old, new)) do
    put(list, "breaking", change.code, change.message, change.at, change.gone)
    local path = change.at[1].path
    if path ~= nil and members[change.code] ~= nil then
      seen[path] = seen[path] or {}
      seen[path][members[change.code]] = true
    end
  end
  return seen
end

-- What is most serious first: the classes of changes, and the parts of a version that they need.
local CLASSES = { "breaking", "compatible", "documentation" }
local PARTS = { "major", "minor", "patch", "none" }
local RANK = {}

for _, names in ipairs({ CLASSES, PARTS }) do
  for rank, name in ipairs(names) do
    RANK[name] = rank
  end
end

local function sorted(list)
  local all = {}
  for _, class in ipairs(CLASSES) do
    for _, change in ipairs(list) do
      all[#all + 1] = change.class == class and change or nil
    end
  end
  return all
end

---What is different, what breaks first.
---@param old table a model
---@param new table a model
---@return { class: string, code: string, message: string, at: table, gone: table|nil }[] changes class is breaking, compatible or documentation; `at` is a place in the new version, `gone` that of what only the old one has
-- > changes.between({ columns = { { path = "t.a" } } }, {})[1].class --> "breaking"
-- > changes.between({}, { columns = { { path = "t.a" } } })[1].code --> "COLUMN_ADDED"
-- > changes.between({ purposes = { "charts" } }, { purposes = { "billing" } })[1].code --> "PURPOSE_REMOVED"
-- > changes.between({ tags = { "a" } }, { tags = { "a", "b" } })[1].message --> "tags gains 'b'"
-- > changes.between({ id = "a", status = "active" }, { id = "a", status = "active" }) --> {}
function changes.between(old, new)
  local list = {}
  if old.id ~= nil and new.id ~= nil and old.id ~= new.id then
    local both = "from " .. text.quote(old.id) .. " to " .. text.quote(new.id)
    put(list, "breaking", "ID_CHANGED", "the id changes " .. both .. ", so readers find another product", { new, "id" })
  end
  local seen = compare_structure(list, old, new)
  compare_purposes(list, old, new)
  compare_promises(list, "the product ", old, new)
  compare_columns(list, old, new, seen)
  compare_ports(list, old, new)
  compare_members(list, "", old, new, PRODUCT)
  compare_members(list, "retention: ", old.retention or {}, new.retention or {}, RETENTION)
  compare_members(list, "life cycle: ", old.lifecycle or {}, new.lifecycle or {}, LIFECYCLE)
  compare_members(list, "governance: ", old.gov or {}, new.gov or {}, gov_members(old.gov or {}, new.gov or {}))
  compare_items(list, "inputs", "input", old, new, { "product", "port", "contract" })
  compare_items(list, "quality", "rule", old, new, { "path", "rule", "dimension" })
  return sorted(list)
end

---The part of a version that the most serious change of a list needs to be raised.
---@param list table[] of changes.between
---@return string part major, minor, patch or none
-- > changes.needed({ { class = "documentation" }, { class = "compatible" } }) --> "minor"
-- > changes.needed({}) --> "none"
function changes.needed(list)
  local rank = RANK.none
  for _, change in ipairs(list) do
    rank = math.min(rank, RANK[change.class])
  end
  return PARTS[rank]
end

---Whether the step from one version to another announces what is needed. Before 1.0.0 a minor step announces what breaks,
---if that is allowed. A version that cannot be read announces nothing.
---@param from any
---@param to any
---@param needed string
---@param initial_minor boolean|nil not when it is false
---@return boolean
-- > changes.announced("1.4.0", "2.0.0", "major") --> true
-- > changes.announced("1.4.0", "1.5.0", "major") --> false
-- > changes.announced("0.4.0", "0.5.0", "major") --> true
-- > changes.announced("1", "2", "major") --> false
-- > changes.announced("1", "1", "none") --> true
function changes.announced(from, to, needed, initial_minor)
  local step, before, after = semver.step(from, to), semver.parse(from), semver.parse(to)
  if needed == "none" then
    return true
  end
  if step == nil or step == "lower" then
    return false
  end
  local initial = initial_minor ~= false and before.major == 0 and after.major == 0
  return RANK[step] <= RANK[initial and needed == "major" and "minor" or needed]
end

local function say_step(from, to, step)
  if step == "none" then
    return "the version stays " .. text.quote(to)
  end
  local both = "the version goes from " .. text.quote(from) .. " to " .. text.quote(to)
  return both .. (step == "lower" and ", which is back" or ", which is " .. (step or "no step that can be told"))
end

-- What a mesh does not count as breaking is a change all the same: a compatible one.
local function take_lightly(list, codes)
  for _, change in ipairs(list) do
    if change.class == "breaking" and not sets.contains(codes, change.code) then
      change.class = "compatible"
    end
  end
end

---Everything that `writ diff` shows.
---@param old table a model
---@param new table a model
---@param params table|nil those of interoperability.breaking-changes, where the mesh has that policy
---@return { changes: table[], needed: string, announced: boolean, why: string } report why is what the version did instead
-- > changes.report({ version = "1.0.0", columns = { { path = "t.a" } } }, { version = "1.1.0" }).announced --> false
-- > changes.report({ columns = { { path = "t.a" } } }, {}, { codes = { "RETYPED" } }).needed --> "minor"
function changes.report(old, new, params)
  local list = changes.between(old, new)
  if params ~= nil then
    take_lightly(list, params.codes)
  end
  local needed, step = changes.needed(list), semver.step(old.version, new.version)
  return {
    changes = list, needed = needed, announced = changes.announced(old.version, new.version, needed, params and params.initial_minor),
    why = "a " .. needed .. " version is needed, and " .. say_step(old.version, new.version, step),
  }
end

return changes
