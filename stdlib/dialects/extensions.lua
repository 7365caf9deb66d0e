-- SPDX-License-Identifier: Apache-2.0
-- The extension profile: what a descriptor says beyond its specification (customProperties,
-- custom, x-*) becomes members of the model. No public specification carries a lawful basis, a
-- legal hold or a transfer mechanism, so these come from here. What the specification itself
-- gives is never overwritten, but for purposes: codes of the mesh are better than prose.

local node = require "node"
local shape = require "dialects/shape"

local GOV = shape.set [[lawful_basis art9_condition subject_key consent_key legal_hold
  transfer_mechanism dpia embargo_until jurisdiction record_class processing_region
  declassification]]

local DEFAULT = {
  purposes = "purposes", region = "region",
  retention_min = "retention_min", retention_max = "retention_max",
  personal = "personal", pii = "personal", contains_pii = "personal",
  categories = "categories", category = "categories", data_category = "categories",
  classification = "classification", owner = "owner", domain = "domain", status = "status",
}
for name in pairs(GOV) do DEFAULT[name] = "gov." .. name end

-- Members that hold a yes or a no where they hold a flag at all.
local FLAG = { legal_hold = true, dpia = true }
local TRUTH = { ["true"] = true, ["false"] = true }

-- "x-lawfulBasis", "gov.lawfulBasis" and "lawful-basis" as "lawful_basis".
local function snake(name)
  local s = name:gsub("^[xX]%-", ""):gsub("^gov[%.%-_]", "")
  s = s:gsub("([%l%d])(%u)", "%1_%2"):gsub("[%s%-]+", "_")
  return s:lower()
end

-- A value with its texts trimmed and the texts "true" and "false" as booleans.
local function clean(value, flag)
  if type(value) == "table" then
    local copy = {}
    if node.kind(value) == "array" then
      for _, item in node.items(value) do copy[#copy + 1] = clean(item) end
    else
      for key, item in pairs(value) do copy[key] = clean(item) end
    end
    if next(copy) == nil then return nil end
    return node.place(value, copy)
  end
  local text = node.text(value)
  if not text then return nil end
  local bool = node.bool(value)
  if bool ~= nil and (flag or TRUTH[text:lower()]) then return node.place(value, bool) end
  if node.kind(value) == "number" then return value end
  return node.place(value, text)
end

-- Sets a member that is not there yet.
local function fill(holder, member, value)
  if holder and holder[member] == nil then holder[member] = value end
end

-- Sets gov.<member>. A flag on a column (subjectKey: true) names that column.
local function set_gov(draft, member, ext)
  local value = clean(ext.value, FLAG[member])
  if ext.column and node.value(value) == true then
    value = node.place(ext.value, node.text(ext.column))
  end
  fill(draft.gov, member, value)
end

-- The region of the port that has the extension, else of every port, else of the product.
local function set_region(draft, ext)
  if ext.port then return fill(draft.port_by_id[node.text(ext.port)], "region", ext.value) end
  for _, port in ipairs(draft.ports) do fill(port, "region", ext.value) end
  if #draft.ports == 0 then set_gov(draft, "region", ext) end
end

local COLUMN_MEMBER = { personal = true, categories = true, classification = true }
local PORT_MEMBER = { personal = true, status = true }
local RENAMED = { categories = true, classification = true }

-- Puts one extension where its target says, seen from where it was found.
local function put(draft, target, ext)
  local gov = target:match("^gov%.(.+)$")
  if gov then return set_gov(draft, gov, ext) end
  if ext.column then
    if COLUMN_MEMBER[target] then
      fill(draft.column_by_path[node.text(ext.column)], target, ext.value)
    end
  elseif ext.table then
    return
  elseif target == "region" then
    set_region(draft, ext)
  elseif ext.port then
    if PORT_MEMBER[target] then fill(draft.port_by_id[node.text(ext.port)], target, ext.value) end
  elseif target == "purposes" then
    draft.purposes = ext.value
  elseif RENAMED[target] then
    set_gov(draft, target, ext)
  else
    fill(draft, target, ext.value)
  end
end

-- The default targets with those of profile.extensions, by snake-case name.
local function targets(profile)
  local all = {}
  for name, target in pairs(DEFAULT) do all[name] = target end
  for name, target in pairs(profile.extensions or {}) do all[snake(name)] = node.text(target) end
  return all
end

-- An extension named `gov` with an object holds one extension for each of its members.
local function spread(list)
  local flat = {}
  for _, ext in ipairs(list or {}) do
    if snake(ext.name) == "gov" and node.kind(ext.value) == "object" then
      for name, value in node.pairs(ext.value) do
        flat[#flat + 1] = {
          name = name, value = value, column = ext.column, port = ext.port, table = ext.table,
        }
      end
    else
      flat[#flat + 1] = ext
    end
  end
  return flat
end

-- Applies a list of extensions to a draft: the members of the model before they are normalised,
-- with `gov`, `ports`, `columns`, `port_by_id` and `column_by_path`.
local function apply(draft, list, profile)
  local by_name = targets(profile)
  for _, ext in ipairs(spread(list)) do
    local target = by_name[snake(ext.name)]
    if target and ext.value ~= nil then put(draft, target, ext) end
  end
end

return { apply = apply, clean = clean, snake = snake }
