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

-- Whether xs from i on becomes ys from j on by inserting, deleting, replacing or swapping letters at most so many times.
local function is_within(most, xs, i, ys, j)
  while xs[i] and xs[i] == ys[j] do i, j = i + 1, j + 1 end
  local x, y = xs[i], ys[j]
  if not (x and y) then return #xs - i + #ys - j + 2 <= most end
  if most == 0 then return false end
  return is_within(most - 1, xs, i + 1, ys, j + 1) or is_within(most - 1, xs, i + 1, ys, j)
    or is_within(most - 1, xs, i, ys, j + 1)
    or x == ys[j + 1] and y == xs[i + 1] and is_within(most - 1, xs, i + 2, ys, j + 2)
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

local KEY_MAX = 64 -- letters; no governance key is nearly as long

-- What is compared of a key: folded, without its plural, and its letters.
local function form_of(key)
  local fold = folded(key)
  local form = { key = key, fold = fold, singular = singular(fold), bytes = { fold:byte(1, KEY_MAX) }, has = {} }
  for _, letter in ipairs(form.bytes) do form.has[letter] = true end
  return form
end

-- Whether more letters of wanted are not in the key at all than may differ: each is an edit of its own. Finding that out
-- is many times cheaper than the distance.
local function is_far(form, wanted, most)
  for _, letter in ipairs(wanted.bytes) do
    if not form.has[letter] then most = most - 1 end
    if most < 0 then return true end
  end
  return false
end

local EDITS_MAX = 2 -- and as far lengths may be apart, with and without a plural

-- Whether a key looks like a governance key (both as forms).
local function looks_like(form, wanted)
  if form.singular == wanted.singular then return true end
  local most = #wanted.fold <= 7 and 1 or EDITS_MAX
  if #wanted.fold < 4 or is_far(form, wanted, most) then return false end
  return is_within(most, form.bytes, 1, wanted.bytes, 1)
end

-- A function from a key to the governance key it looks like, or false; it remembers.
local function matcher(dialect)
  local right, seen, near = {}, {}, {} -- near: by length, the governance keys that are not much longer or shorter
  for _, key in ipairs(dialect.known_keys or {}) do right[key] = true end
  for _, key in ipairs(dialect.governance_keys) do
    local form = form_of(key)
    right[key] = true
    for length = #form.fold - EDITS_MAX, #form.fold + EDITS_MAX do
      near[length] = near[length] or {}
      table.insert(near[length], form)
    end
  end
  return function(key)
    if seen[key] ~= nil then return seen[key] end
    seen[key] = false
    if right[key] or key:find("^[xX]%-") then return false end
    local form = form_of(key)
    for _, wanted in ipairs(near[#form.fold] or {}) do
      if looks_like(form, wanted) then
        seen[key] = wanted.key
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

return { find = find }
