-- SPDX-License-Identifier: Apache-2.0
--
-- datatype - what a column's type says, in whichever words of SQL, JSON Schema, Avro or the contract standards.
-- Source: the types of ODCS 3.1 and DCS 1.2, and common names of databases.
--
-- No function raises an error.

local text = require "text"

local datatype = {}

local beginnings = {
  { "bool", "boolean" }, { "timestamp", "timestamp" }, { "datetime", "timestamp" }, { "date", "date" },
  { "tinyint", "integer" }, { "smallint", "integer" }, { "bigint", "integer" }, { "int", "integer" },
  { "long", "integer" }, { "short", "integer" },
}

local formats = { date = "date", ["date-time"] = "timestamp" }
local documents = { clob = true, nclob = true, ntext = true, longtext = true, mediumtext = true }

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
  local name = text.fold(column.type)
  if documents[name] then
    return "document"
  end
  for _, entry in ipairs(beginnings) do
    if text.starts_with(name, entry[1]) and not text.starts_with(name, "interval") then
      return entry[2]
    end
  end
  return formats[text.fold(column.format)]
end

return datatype
