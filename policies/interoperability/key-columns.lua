-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: joins: a key that is a text here and a number there finds no partner.
-- Unknown: a column is taken for the same thing as another product's when it links the same definition, or has the name of
--          its key; so this is advice, given where a key is used. A type that is not stated, or in no family, is compared
--          with nothing. That a key is required is assumed until a descriptor says otherwise.
-- Params: generic - names that mean something else in every product

local catalogue = require "catalogue"
local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

-- What a column is joined with: what has its definition, else the key of its name, unless that has another definition.
local function partner(input, own, generic)
  local name = names.last(own.path)
  local same = catalogue.defined(input, own.definition)
  local key = not generic[name] and catalogue.key(input, name) or nil
  local conflict = key ~= nil and own.definition ~= nil and key.column.definition ~= nil
  return same or (not conflict and key or nil)
end

local function check_type(own, other, out)
  local type_here, type_there = types.family(own.type), types.family(other.column.type)
  if type_here ~= nil and type_here ~= type_there then
    out.warn("column " .. text.quote(own.path) .. " is " .. text.quote(own.type) .. "; " .. text.quote(other.column.path) .. " of "
               .. text.quote(other.model.id) .. " is " .. text.quote(other.column.type),
             { code = "KEY_TYPE", at = { own, "type" }, hint = "give what is joined one type" })
  end
end

return policy {
  id      = "interoperability.key-columns",
  title   = "Columns that are joined have one type, and keys are never empty",
  phase   = "publish",
  level   = "advisory",
  basis   = { "house rule" },
  params  = { generic = { "id", "key", "code", "name", "version" } },
  applies = function(input) return not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local generic = sets.of(params.generic)
    for _, column in ipairs(input.product.columns or {}) do
      local other = partner(input, column, generic)
      if other ~= nil then
        check_type(column, other, out)
      end
      if column.key == true and column.required == false then
        out.warn("column " .. text.quote(column.path) .. " is a key and may be empty",
                 { code = "KEY_NULLABLE", at = { column, "required" }, hint = "write `required: true`" })
      end
    end
  end,
}
