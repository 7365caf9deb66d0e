-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: ISO 3166-1 alpha-2, the codes that also privacy.residency and DNS use.
-- Unknown: the model has no list of values, so the descriptor's words decide: type, format, description, tags or
--          definition. A country column that says nothing is a warning, as is one that says another coding.
-- Params: ignore - names of columns (without their table) that hold something else, such as a country's name

local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

-- Whether the last part of a path ends in a country, or a country's code: not "country_name".
local function is_country(path)
  local last, before = names.ending(path)
  return last == "country" or last == "countrycode" or (before == "country" and (last == "code" or last == "iso" or last == "iso2"))
end

-- Everything the descriptor says of the column's values, folded.
local function said(column)
  local all = { text.fold(column.type), text.fold(column.format), text.fold(column.description), text.fold(column.definition) }
  for _, tag in ipairs(column.tags or {}) do
    all[#all + 1] = text.fold(tag)
  end
  return table.concat(all, " ")
end

local function is_alpha_2(words)
  return words:find("alpha%-?_? ?2") ~= nil or words:find("3166") ~= nil or words:find("char%(2%)") ~= nil
end

local function is_other(words)
  return words:find("alpha%-?_? ?3") ~= nil or words:find("char%(3%)") ~= nil or words:find("numeric code", 1, true) ~= nil
end

local function check(column, out)
  local words = said(column)
  local other = is_other(words) or types.is_numeric(column.type)
  if other or not is_alpha_2(words) then
    local what = other and " is not coded in ISO 3166-1 alpha-2" or " does not say how countries are coded"
    out.warn("column " .. text.quote(column.path) .. what,
             { code = other and "COUNTRY_CODING" or "COUNTRY_UNCODED", at = column,
               hint = "use two letters, and say so in the description: 'ISO 3166-1 alpha-2'" })
  end
end

return policy {
  id     = "interoperability.country-codes",
  title  = "Countries are codes of ISO 3166-1 alpha-2",
  phase  = "publish",
  level  = "advisory",
  basis  = { "ISO 3166-1" },
  params = { ignore = {} },
  rule   = function(input, out, params)
    for _, column in ipairs(input.product.columns or {}) do
      if is_country(column.path) and not sets.contains(params.ignore, names.last(column.path)) then
        check(column, out)
      end
    end
  end,
}
