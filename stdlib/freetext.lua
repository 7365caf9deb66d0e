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

local ending = names.ending

local freetext = {}

freetext.words = {
  "comment", "comments", "note", "notes", "remark", "remarks", "memo", "feedback", "message", "freetext", "narrative",
  "transcript", "anamnesis", "correspondence",
}

-- The same as sets, by list; what is noted here lasts as long as one decision.
local word_sets = {}

local function set_of(words)
  local set = sets.of(words)
  word_sets[words] = set
  return set
end

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
  local list = words or freetext.words
  return not short[kind] and (word_sets[list] or set_of(list))[ending(column.path)] == true
end

return freetext
