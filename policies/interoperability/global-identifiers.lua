-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: polysemes, things that several domains speak of, are joined by one identifier that the guild defines (Dehghani,
--        Data Mesh, 2022).
-- Unknown: without a register nothing is a global identifier. A column with a registered name and no definition may be
--          something else of that name, so it is refused: link the definition, or rename the column. A registered identifier
--          without a definition asks for the type only; a column without a type, or of a type nobody knows, is not compared.
-- Params: file - name of the data file with the register: identifier -> { columns: names, definition: URL, type }

local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

local function check_definition(column, name, entry, out)
  if entry.definition == nil or column.definition == entry.definition then
    return
  end
  local has = column.definition == nil and "links no definition" or "links another definition, " .. text.quote(column.definition)
  out.deny("column " .. text.quote(column.path) .. " is the identifier " .. text.quote(name) .. " and " .. has,
           { code = column.definition == nil and "NO_DEFINITION" or "OTHER_DEFINITION", at = { column, "definition" },
             hint = "link " .. entry.definition .. ", or give the column another name" })
end

local function check_type(column, name, entry, out)
  local own, wanted = types.family(column.type), types.family(entry.type)
  if own ~= nil and wanted ~= nil and own ~= wanted then
    out.deny("column " .. text.quote(column.path) .. " is " .. text.quote(column.type) .. "; the identifier " .. text.quote(name)
               .. " is " .. text.quote(entry.type),
             { code = "IDENTIFIER_TYPE", at = { column, "type" }, hint = "use the type " .. text.quote(entry.type) })
  end
end

return policy {
  id      = "interoperability.global-identifiers",
  title   = "What several domains speak of has one identifier, defined once",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Dehghani, Data Mesh (2022), polysemes and global identifiers" },
  params  = { file = "identifiers" },
  applies = function(input, params) return type(input.data[params.file]) == "table" end,
  rule    = function(input, out, params)
    for _, column in ipairs(input.product.columns or {}) do
      for name, entry in pairs(input.data[params.file]) do
        if type(entry) == "table" and sets.contains(entry.columns or name, names.last(column.path)) then
          check_definition(column, name, entry, out)
          check_type(column, name, entry, out)
        end
      end
    end
  end,
}
