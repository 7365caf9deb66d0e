-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: joins: a key that is a text here and a number there finds no partner.
-- Unknown: columns are taken for the same key when they link the same definition, or when both are called the same and one
--          of them is a key; so this is advice. A type that is not stated, or in no family, is compared with nothing. That a
--          key is required is assumed until a descriptor says otherwise.
-- Params: generic - names that mean something else in every product

local catalogue = require "catalogue"
local columns = require "columns"
local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

-- Whether two columns are meant to be joined.
local function is_shared(own, other, params)
  if own.definition ~= nil and own.definition == other.definition then
    return true
  end
  local name = names.last(own.path)
  local conflict = own.definition ~= nil and other.definition ~= nil
  return not conflict and name == names.last(other.path) and (own.key == true or other.key == true)
    and not sets.contains(params.generic, name)
end

-- The first column of another model that has another type.
local function differing(own, model, params)
  for _, other in ipairs(model.columns or {}) do
    local before, after = types.family(own.type), types.family(other.type)
    if before ~= nil and after ~= nil and before ~= after and is_shared(own, other, params) then
      return other
    end
  end
  return nil
end

local function check_type(input, own, out, params)
  for _, model in ipairs(catalogue.models(input)) do
    local other = model.id ~= input.product.id and not catalogue.is_contract(model) and differing(own, model, params)
    if other then
      out.warn("column " .. text.quote(own.path) .. " is " .. text.quote(own.type) .. "; " .. text.quote(other.path) .. " of "
                 .. text.quote(model.id) .. " is " .. text.quote(other.type),
               { code = "KEY_TYPE", at = { own, "type" }, hint = "give what is joined one type" })
      return
    end
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
    for _, column in ipairs(columns.asked(input)) do
      check_type(input, column, out, params)
      if column.key == true and column.required == false then
        out.warn("column " .. text.quote(column.path) .. " is a key and may be empty",
                 { code = "KEY_NULLABLE", at = { column, "required" }, hint = "write `required: true`" })
      end
    end
  end,
}
