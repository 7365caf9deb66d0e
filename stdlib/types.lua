-- SPDX-License-Identifier: Apache-2.0
--
-- types - the families that the types of columns belong to, whatever a store or a specification calls them.
-- Source: ODCS logicalType, JSON Schema type, the type names of SQL:2016 and of common warehouses and lakes.
--
-- A name in no family is unknown: nothing can be said of it. No function raises an error.

local types = {}

local families = {
  text = { "string", "text", "varchar", "char", "character", "nvarchar", "nchar", "varchar2", "clob", "uuid", "enum",
    "character varying", "bpchar", "uri", "url", "email", "keyword" },
  integer = { "integer", "int", "bigint", "smallint", "tinyint", "long", "short", "byte", "int2", "int4", "int8", "int16",
    "int32", "int64", "serial", "bigserial", "uint8", "uint16", "uint32", "uint64", "mediumint" },
  number = { "number", "numeric", "decimal", "float", "double", "real", "double precision", "float4", "float8", "float32",
    "float64", "bignumeric", "money", "dec" },
  boolean = { "boolean", "bool", "bit" },
  date = { "date" },
  timestamp = { "timestamp", "datetime", "datetime2", "timestamptz", "timestamp_tz", "timestamp_ntz", "timestamp_ltz",
    "timestampntz", "smalldatetime", "datetimeoffset", "date-time", "timestamp with time zone",
    "timestamp without time zone", "timestamp with local time zone" },
  time = { "time", "timetz", "time with time zone", "time without time zone" },
  binary = { "binary", "varbinary", "blob", "bytes", "bytea", "image", "raw", "fixed" },
  object = { "object", "record", "struct", "map", "json", "jsonb", "variant", "super", "row" },
  array = { "array", "list" },
}

local by_name = {}
local answers = {} -- by name as it is written; noted for one decision

for family, list in pairs(families) do
  for _, name in ipairs(list) do
    by_name[name] = family
  end
end

-- Without what is in brackets, and with single spaces.
local function bare(name)
  return (name:gsub("%b()", " "):gsub("%b<>", " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

---The family of a type: text, integer, number, boolean, date, timestamp, time, binary, object or array.
---@param name any
---@return string|nil
-- > types.family("VARCHAR(12)") --> "text"
-- > types.family("decimal(10, 2)") --> "number"
-- > types.family("timestamp(6) with time zone") --> "timestamp"
-- > types.family("array<string>") --> "array"
-- > types.family("geography") --> nil
-- > types.family(nil) --> nil
function types.family(name)
  local family = answers[name]
  if family == nil then
    if type(name) ~= "string" then
      return nil
    end
    local folded = name:lower()
    family = by_name[folded] or by_name[bare(folded)] or false
    answers[name] = family
  end
  return family or nil
end

---Whether a type holds numbers.
---@param name any
---@return boolean
-- > types.is_numeric("bigint") --> true
-- > types.is_numeric("text") --> false
function types.is_numeric(name)
  local family = answers[name] or types.family(name)
  return family == "integer" or family == "number"
end

---Whether a type holds points in time: dates or timestamps.
---@param name any
---@return boolean
-- > types.is_temporal("DATE") --> true
-- > types.is_temporal("string") --> false
function types.is_temporal(name)
  local family = answers[name] or types.family(name)
  return family == "date" or family == "timestamp"
end

return types
