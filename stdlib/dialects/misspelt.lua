-- SPDX-License-Identifier: Apache-2.0
-- Keys that look like a governance key of the dialect but are not: a misspelt `clasification`
-- would otherwise be silently ignored, as it is in the standards' own examples.
-- Compared by Damerau-Levenshtein distance (one letter for short keys, two for long ones) and
-- without regard to case, `_`, `-` and plural.

local node = require "node"
local shape = require "dialects/shape"

-- Below these keys anything may stand: data, settings of tools, extensions.
local FREE = shape.set [[examples example sampleValues customProperties custom config links enum
  const default implementation arguments schemaProperties additionalProperties variables]]

-- The keys of these objects are names chosen by the author; only what is below them is looked at.
local NAMED = shape.set [[models fields servers definitions properties patternProperties schemas
  components keys values $defs]]

-- The rows' minimum of deletion, insertion and substitution at one cell.
local function cell(above, here, j, cost)
  return math.min(above[j] + 1, here[j - 1] + 1, above[j - 1] + cost)
end

-- The number of letters to insert, delete, replace or swap to get from a to b.
local function distance(a, b)
  local before, above, here = nil, {}, {}
  for j = 0, #b do above[j] = j end
  for i = 1, #a do
    here = { [0] = i }
    for j = 1, #b do
      local x, y = a:byte(i), b:byte(j)
      here[j] = cell(above, here, j, x == y and 0 or 1)
      if before and j > 1 and x == b:byte(j - 1) and a:byte(i - 1) == y then
        here[j] = math.min(here[j], before[j - 2] + 1)
      end
    end
    before, above = above, here
  end
  return above[#b]
end

-- A key without regard to case and separators.
local function folded(key)
  local s = key:gsub("[_%-%s]", "")
  return s:lower()
end

-- A folded key without the ending of a plural.
local function singular(key)
  local stem = key:match("^(.+)ies$")
  return stem and stem .. "y" or key:match("^(.+[^s])s$") or key
end

-- Whether key looks like the governance key wanted (both folded).
local function looks_like(key, wanted)
  if singular(key) == singular(wanted) then return true end
  if #wanted < 4 or math.abs(#key - #wanted) > 2 then return false end
  return distance(key, wanted) <= (#wanted <= 7 and 1 or 2)
end

-- A function from a key to the governance key it looks like, or false; it remembers.
local function matcher(dialect)
  local right, seen = {}, {}
  for _, key in ipairs(dialect.known_keys or {}) do right[key] = true end
  for _, key in ipairs(dialect.governance_keys) do right[key] = true end
  return function(key)
    if seen[key] ~= nil then return seen[key] end
    seen[key] = false
    if right[key] or key:find("^[xX]%-") then return false end
    for _, wanted in ipairs(dialect.governance_keys) do
      if looks_like(folded(key), folded(wanted)) then
        seen[key] = wanted
        break
      end
    end
    return seen[key]
  end
end

-- The finding for one key.
local function finding(key, wanted, at)
  return {
    code = "MISSPELT_KEY",
    message = "'" .. key .. "' is not a key of this specification; it looks like '"
      .. wanted .. "'",
    hint = "did you mean '" .. wanted .. "'?",
    at = at,
  }
end

-- Looks at n and everything below it. `named` says that the keys of n are the author's names.
local function walk(n, named, match, findings)
  for key, child in node.pairs(n) do
    local wanted = not named and match(key)
    if wanted then findings[#findings + 1] = finding(key, wanted, child) end
    if type(child) == "table" and (named or not (FREE[key] or key:find("^[xX]%-"))) then
      walk(child, not named and NAMED[key] and node.kind(child) == "object", match, findings)
    end
  end
  for _, child in node.items(n) do
    if type(child) == "table" then walk(child, false, match, findings) end
  end
end

-- Adds a finding for every misspelt key of the document.
local function find(dialect, doc, findings)
  if dialect.governance_keys then walk(doc, false, matcher(dialect), findings) end
end

return { find = find, distance = distance }
