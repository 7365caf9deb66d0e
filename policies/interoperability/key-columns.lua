-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: joins: a key that is a text here and a number there finds no partner.
-- Unknown: a column is taken for the same thing as another product's when it links the same definition, or has the name of
--          its key; so this is advice, given where a key is used. A type that is not stated, or in no family, is compared
--          with nothing. That a key is required is assumed until a descriptor says otherwise.
-- Params: generic     - names that mean something else in every product
--         columns_max - how many columns of other products are looked at, so that a large mesh costs no more than that

local catalogue = require "catalogue"
local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

-- Notes a column of another product under a name it is known by, unless one is noted already.
local function note(map, key, column, model)
  if key and map[key] == nil then
    map[key] = { column = column, model = model }
  end
end

-- The keys and the defined columns of the other products, by name and by definition.
local function joined_elsewhere(input, params)
  local keys, defined, left = {}, {}, params.columns_max
  for _, model in ipairs(catalogue.models(input)) do
    local other = model.id ~= input.product.id and not catalogue.is_contract(model)
    for _, column in ipairs(other and left > 0 and model.columns or {}) do
      left = left - 1
      if (column.key == true or column.definition ~= nil) and types.family(column.type) ~= nil then
        note(defined, column.definition, column, model)
        note(keys, column.key == true and names.last(column.path), column, model)
      end
    end
  end
  return keys, defined
end

-- What a column is joined with: what has its definition, else the key of its name, unless that has another definition.
local function partner(own, keys, defined, params)
  local name = names.last(own.path)
  local same = own.definition ~= nil and defined[own.definition] or nil
  local key = not sets.contains(params.generic, name) and keys[name] or nil
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
  params  = { generic = { "id", "key", "code", "name", "version" }, columns_max = 10000 },
  applies = function(input) return not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local keys, defined = joined_elsewhere(input, params)
    for _, column in ipairs(input.product.columns or {}) do
      local other = partner(column, keys, defined, params)
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
