-- SPDX-License-Identifier: Apache-2.0
--
-- freetext - columns into which people write what they like.
-- Source: this project's own list of English words, made from columns of public descriptors. Standards call every text
-- a string, so the name of a column says more than its type; a type of unlimited length (`clob`, `longtext`) says it
-- alone.
--
-- No function raises an error.

local datatype = require "datatype"
local names = require "names"
local sets = require "sets"

local freetext = {}

freetext.words = {
  "comment", "comments", "note", "notes", "remark", "remarks", "memo", "feedback", "message", "freetext", "narrative",
  "transcript", "anamnesis", "correspondence",
}

-- Types that hold no sentences.
local short = { boolean = true, date = true, timestamp = true, integer = true }

---Whether a column may hold free text: its last word says so, or its type does.
---@param column table
---@param words string[]|nil freetext.words when absent
---@return boolean
-- > freetext.is({ path = "t.agent_notes", type = "string" }) --> true
-- > freetext.is({ path = "t.note_count", type = "integer" }) --> false
-- > freetext.is({ path = "t.body", type = "clob" }) --> true
-- > freetext.is({ path = "t.message", type = "bigint" }) --> false
-- > freetext.is({ path = "t.country", type = "string" }) --> false
-- > freetext.is({ path = "t.diary" }, { "diary" }) --> true
function freetext.is(column, words)
  local kind = datatype.of(column)
  if kind == "document" then
    return true
  end
  return not short[kind] and sets.contains(words or freetext.words, (names.ending(column.path)))
end

return freetext
