-- SPDX-License-Identifier: Apache-2.0
--
-- projection - leave columns out of an answer.
-- Source: docs/reference/obligations.md (drop_column, which stands above every mask).
--
-- An answer without any column is none, so when nothing would remain the answer is a denial that says why.

local columns = require "columns"

local projection = {}

---Whether something of what was asked for remains without some of its columns.
---@param input table
---@param list table[] columns that were asked for
---@return boolean
-- > projection.remains({ columns = { { path = "t.a" }, { path = "t.b" } } }, { { path = "t.a" } }) --> true
-- > projection.remains({ columns = { { path = "t.a" } } }, { { path = "t.a" } }) --> false
function projection.remains(input, list)
  return #list < #columns.asked(input)
end

---Oblige to drop columns; deny when nothing would remain.
---@param input table
---@param out table
---@param list table[] columns that were asked for
---@param denial { message: string, code: string, hint: string, at: table|nil } `at`: else the first of the columns
-- > projection.withhold({ columns = {} }, {}, {}, {}) --> nil
function projection.withhold(input, out, list, denial)
  if #list > 0 and not projection.remains(input, list) then
    out.deny(denial.message, { code = denial.code, at = denial.at or list[1], hint = denial.hint })
    return
  end
  for _, column in ipairs(list) do
    out.oblige { type = "drop_column", column = column.path, at = column }
  end
end

return projection
