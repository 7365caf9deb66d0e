-- SPDX-License-Identifier: Apache-2.0
-- Whether a column, a port or a product is personal data: "yes", "no" or "unknown".
-- Not being tagged never means "no"; the tag `pii:false` does, and so does the text "false".

local node = require "node"

local NAMES = {
  pii = true, personal = true, personal_data = true, contains_pii = true, containspii = true,
}
local NEGATED = { no = true, non = true, ["not"] = true }
local NO = { ["false"] = true, no = true, n = true, ["0"] = true, none = true }

-- "yes" or "no" when a word such as PII, pii:false, PII.Sensitive, non-pii says so, else nil.
local function word(text)
  local s = text:lower():gsub("[%s%-]+", "_")
  local name, value = s:match("^(.-)_*[:=%.]_*(.*)$")
  name = name or s
  if NAMES[name] then return (value and NO[value]) and "no" or "yes" end
  local negation, rest = name:match("^(%l+)_(.+)$")
  if negation and NEGATED[negation] and NAMES[rest] then return "no" end
  return nil
end

-- What one declared value says, with its place; nil when it says nothing.
local function declared(n)
  if n == nil or type(n) == "table" then return nil end
  local flag = node.bool(n)
  if flag ~= nil then return node.place(n, flag and "yes" or "no") end
  local text = node.text(n)
  if not text then return nil end
  local plain = text:lower()
  if plain == "unknown" then return node.place(n, "unknown") end
  if plain == "none" then return node.place(n, "no") end
  local answer = word(text)
  return answer and node.place(n, answer)
end

-- What a list of tags says: one "yes" is enough; nil when no tag is about it.
local function tagged(tags)
  local no
  for _, tag in ipairs(tags or {}) do
    local text = node.text(tag)
    local answer = text and word(text)
    if answer == "yes" then return node.place(tag, "yes") end
    if answer == "no" then no = no or node.place(tag, "no") end
  end
  return no
end

-- A column's answer, from what it declares (a finished answer) or else from its finished tags; nil
-- when neither says.
local function of_column(answer, tags)
  return answer or tagged(tags)
end

-- The first member of the list whose `personal` is that answer, as the place to point at.
local function any(list, answer)
  for _, item in ipairs(list or {}) do
    if node.text(item.personal) == answer then return item.personal end
  end
  return nil
end

-- Whether an output port is known to have no personal data: it says so, or its columns do.
local function port_is_clear(port, columns)
  if port.personal ~= nil then return node.text(port.personal) == "no" end
  for _, column in ipairs(columns or {}) do
    if column.port == nil or node.text(column.port) == node.text(port.id) then return true end
  end
  return false
end

-- A product's answer from its finished columns and ports, and what it says itself.
local function of_product(columns, ports, own)
  local yes = any(columns, "yes") or any(ports, "yes")
  if yes then return yes end
  if own ~= nil and node.text(own) ~= "unknown" then return own end
  if any(columns, "unknown") then return "unknown" end
  local no = any(columns, "no") or any(ports, "no")
  for _, port in ipairs(ports or {}) do
    if node.text(port.direction) == "output" and not port_is_clear(port, columns) then
      return "unknown"
    end
  end
  return no or "unknown"
end

return { declared = declared, of_column = of_column, of_product = of_product }
