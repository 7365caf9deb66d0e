-- SPDX-License-Identifier: Apache-2.0
--
-- datatype - what a column's type says, in whichever words of SQL, JSON Schema, Avro or the contract standards.
-- Source: the types of ODCS 3.1 and DCS 1.2, and common names of databases.
--
-- No function raises an error.

local text = require "text"

local fold = text.fold

local datatype = {}

local beginnings = {
  { "interval", false }, { "bool", "boolean" }, { "timestamp", "timestamp" }, { "datetime", "timestamp" }, { "date", "date" },
  { "tinyint", "integer" }, { "smallint", "integer" }, { "bigint", "integer" }, { "int", "integer" },
  { "long", "integer" }, { "short", "integer" },
}

local formats = { date = "date", ["date-time"] = "timestamp" }
local documents = { clob = true, nclob = true, ntext = true, longtext = true, mediumtext = true }

-- By the name of a type, false for what is none of them; noted for one decision.
local kinds = {}

local function kind_of(name)
  if documents[name] then
    return "document"
  end
  for _, entry in ipairs(beginnings) do
    if name:find(entry[1], 1, true) == 1 then
      return entry[2]
    end
  end
  return false
end

---The kind of a column's values.
---@param column table
---@return string|nil kind boolean, date, timestamp, integer or document; nil for everything else
-- > datatype.of({ type = "BOOLEAN" }) --> "boolean"
-- > datatype.of({ type = "timestamp_tz" }) --> "timestamp"
-- > datatype.of({ type = "string", format = "date" }) --> "date"
-- > datatype.of({ type = "longtext" }) --> "document"
-- > datatype.of({ type = "interval" }) --> nil
-- > datatype.of({ type = "varchar" }) --> nil
-- > datatype.of({}) --> nil
function datatype.of(column)
  local name, format = fold(column.type), column.format
  local kind = kinds[name]
  if kind == nil then
    kind = kind_of(name)
    kinds[name] = kind
  end
  return kind or (format ~= nil and formats[fold(format)] or nil)
end

return datatype
