-- SPDX-License-Identifier: Apache-2.0
--
-- text - small things that messages and descriptors need.
-- Source: none; bytes of UTF-8 pass through unchanged, and case is folded for ASCII only.
--
-- Every function takes anything: what is not a text, number or boolean is read as "".

local text = {}

local CUT_MAX = 80
local SPACE = 32 -- the last byte that may be white space

-- Policies ask about the same few words again and again; what is noted here lasts as long as one decision.
local folds = {}

local function as_text(value)
  local kind = type(value)
  if kind == "string" then
    return value
  end
  return (kind == "number" or kind == "boolean") and tostring(value) or ""
end

---Without white space at both ends.
---@param value any
---@return string
-- > text.trim("  a b ") --> "a b"
-- > text.trim(nil) --> ""
function text.trim(value)
  local whole = as_text(value)
  local first, last = whole:byte(1), whole:byte(-1)
  if first == nil or (first > SPACE and last > SPACE) then -- as most are already
    return whole
  end
  return (whole:match("^%s*(.-)%s*$"))
end

---Trimmed, in lower case: the form in which codes are compared.
---@param value any
---@return string
-- > text.fold(" Confidential ") --> "confidential"
function text.fold(value)
  local folded = folds[value]
  if folded == nil then
    folded = text.trim(value):lower()
    if type(value) == "string" then
      folds[value] = folded
    end
  end
  return folded
end

---Whether there is nothing but white space, or nothing at all.
---@param value any
---@return boolean
-- > text.blank("  ") --> true
-- > text.blank("a") --> false
function text.blank(value)
  return as_text(value):find("%S") == nil
end

---Whether a text begins with another.
---@param value any
---@param prefix string
---@return boolean
-- > text.starts_with("urn:x", "urn:") --> true
function text.starts_with(value, prefix)
  return as_text(value):sub(1, #prefix) == prefix
end

---Whether a text ends with another.
---@param value any
---@param suffix string
---@return boolean
-- > text.ends_with("orders.id", ".id") --> true
-- > text.ends_with("id", ".id") --> false
function text.ends_with(value, suffix)
  local whole = as_text(value)
  return #whole >= #suffix and whole:sub(#whole - #suffix + 1) == suffix
end

---The parts between separators; the separator is plain text, not a pattern. An empty separator splits nothing.
---@param value any
---@param separator string
---@return string[]
-- > text.split("a.b..c", ".") --> { "a", "b", "", "c" }
-- > text.split("a", "") --> { "a" }
function text.split(value, separator)
  local whole, parts, from = as_text(value), {}, 1
  while separator ~= "" do
    local first, last = whole:find(separator, from, true)
    if first == nil then
      break
    end
    parts[#parts + 1] = whole:sub(from, first - 1)
    from = last + 1
  end
  parts[#parts + 1] = whole:sub(from)
  return parts
end

---A value as a message quotes it: in single quotes, on one line, at most 80 bytes.
---@param value any
---@return string
-- > text.quote("user_id") --> "'user_id'"
-- > text.quote(nil) --> "''"
function text.quote(value)
  local line = as_text(value)
  if line:find("%c") then
    line = line:gsub("%c", " ")
  end
  if #line > CUT_MAX then
    line = line:sub(1, CUT_MAX):gsub("[\192-\255]?[\128-\191]*$", "") .. "..."
  end
  return "'" .. line .. "'"
end

---A list as a message shows it.
---@param list any[]|nil
---@return string
-- > text.list({ "draft", "active" }) --> "'draft', 'active'"
-- > text.list(nil) --> ""
function text.list(list)
  local quoted = {}
  for _, item in ipairs(list or {}) do
    quoted[#quoted + 1] = text.quote(item)
  end
  return table.concat(quoted, ", ")
end

return text
