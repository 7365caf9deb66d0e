-- SPDX-License-Identifier: Apache-2.0
--
-- classification - how sensitive data is, as an ordered ladder: public < internal < confidential < restricted.
-- Source: the four levels most guilds derive from ISO/IEC 27001:2022 Annex A 5.12 (classification of information); the
-- standard asks for a scheme and does not prescribe these names.
--
-- A word that is not on the ladder is unknown. Unknown is never "public": as a clearance it reaches nothing, as a
-- classification only the top of the ladder reaches it. No function raises an error.

local classification = {}

classification.ladder = { "public", "internal", "confidential", "restricted" }

local steps = {}

for step, name in ipairs(classification.ladder) do
  steps[name] = step
end

---The step of a level, 1 for public.
---@param level any
---@return integer|nil step nil when the level is unknown
-- > classification.rank("confidential") --> 3
-- > classification.rank("Public") --> 1
-- > classification.rank("sensitive") --> nil
function classification.rank(level)
  if type(level) ~= "string" then
    return nil
  end
  return steps[level] or steps[level:lower()]
end

---Whether a level is on the ladder.
---@param level any
---@return boolean
-- > classification.known("internal") --> true
-- > classification.known(nil) --> false
function classification.known(level)
  return classification.rank(level) ~= nil
end

---Whether what one has reaches what is needed.
---@param have any a clearance
---@param need any a classification
---@return boolean
-- > classification.at_least("confidential", "internal") --> true
-- > classification.at_least("internal", "confidential") --> false
-- > classification.at_least(nil, "public") --> false
-- > classification.at_least("confidential", "sensitive") --> false
-- > classification.at_least("restricted", "sensitive") --> true
function classification.at_least(have, need)
  local step = classification.rank(have)
  return step ~= nil and step >= (classification.rank(need) or #classification.ladder)
end

---The higher of two levels; an unknown one is higher than all known ones and is returned as it is.
---@param a any
---@param b any
---@return any
-- > classification.higher("internal", "confidential") --> "confidential"
-- > classification.higher("sensitive", "restricted") --> "sensitive"
function classification.higher(a, b)
  local top = #classification.ladder + 1
  if (classification.rank(a) or top) >= (classification.rank(b) or top) then
    return a
  end
  return b
end

---The most sensitive column of a list.
---@param columns table[]|nil
---@return table|nil column nil when none is classified
-- > classification.top({ { classification = "internal" }, { classification = "restricted" }, {} }).classification --> "restricted"
-- > classification.top({ {} }) --> nil
function classification.top(columns)
  local highest = nil
  for _, column in ipairs(columns or {}) do
    local level = column.classification
    local same = highest and highest.classification
    if level ~= nil and level ~= same and (same == nil or classification.higher(same, level) ~= same) then
      highest = column
    end
  end
  return highest
end

return classification
