-- SPDX-License-Identifier: Apache-2.0
--
-- holdings - what the columns of a product hold, as far as a descriptor lets one know.
-- Source: categories (see category) and, where a column has none, its name (see names). `sensitive` is this project's
-- reading of the sensitive personal information of the California Civil Code 1798.140(ae); an account's number without
-- the code that opens it is not part of that.
--
-- A kind is a table: `test` accepts a category, `nouns` are the answers of names.suggests that mean the same (true: any
-- of them). A column declared as not personal holds none of these kinds. Judging by name finds forgotten categories and
-- proves nothing when it stays silent. No function raises an error.

local category = require "category"
local gov = require "gov"
local names = require "names"
local sets = require "sets"

local special_nouns = {
  "health", "religion", "ethnic origin", "political opinion", "trade union membership", "sexual orientation",
}

local below, first, suggests = category.below, category.first, names.suggests
local also_sensitive = below { "user.government_id", "user.authorization", "user.location.precise", "user.content.private" }

local holdings = {
  below = below,
  identifier = { test = category.is_direct_identifier, nouns = true },
  special = { test = category.is_special, nouns = special_nouns },
  criminal = { test = category.is_criminal, nouns = { "a criminal offence" } },
  health = {
    test = below { "user.health_and_medical", "user.biometric_health", "user.genetic" }, nouns = { "health" },
  },
  birth = {
    test = below { "user.demographic.date_of_birth", "user.demographic.birth_date" }, nouns = { "a date of birth" },
  },
  sensitive = {
    test = function(code) return category.is_special(code) or also_sensitive(code) end,
    nouns = sets.union(special_nouns, { "a government identifier", "a location" }),
  },
}

-- What a kind accepts, ready to be asked of many columns; what is noted here lasts as long as one decision.
local readers = {}

local function reader_of(kind)
  local nouns = kind.nouns
  local reader = { test = kind.test, takes_all = nouns == true, nouns = nouns ~= true and sets.of(nouns) or nil }
  readers[kind] = reader
  return reader
end

---Whether a column has no category at all.
---@param column table
---@return boolean
-- > holdings.uncategorised({ path = "t.a", categories = {} }) --> true
-- > holdings.uncategorised({ path = "t.a", categories = { "user.contact" } }) --> false
function holdings.uncategorised(column)
  local categories = column.categories
  return categories == nil or #categories == 0
end

---Why a column holds data of a kind: its category, or what its name suggests.
---@param column table
---@param kind table
---@param by_name boolean|nil whether a column without categories is judged by its name; not when it is false
---@return string|nil why
-- > holdings.says({ path = "t.a", categories = { "user.genetic" } }, holdings.special) --> "user.genetic"
-- > holdings.says({ path = "t.diagnosis" }, holdings.special) --> "health"
-- > holdings.says({ path = "t.diagnosis" }, holdings.special, false) --> nil
-- > holdings.says({ path = "t.diagnosis", personal = "no" }, holdings.special) --> nil
-- > holdings.says({ path = "t.last_name" }, holdings.special) --> nil
-- > holdings.says({ path = "t.last_name" }, holdings.identifier) --> "a person's name"
function holdings.says(column, kind, by_name)
  if column.personal == "no" then
    return nil
  end
  local reader, categories = readers[kind] or reader_of(kind), column.categories
  if categories ~= nil and #categories > 0 then
    return first(categories, reader.test)
  end
  local noun = by_name ~= false and suggests(column.path) or nil
  return noun ~= nil and (reader.takes_all or reader.nouns[noun]) and noun or nil
end

---The columns of a list that hold data of a kind.
---@param list table[]|nil
---@param kind table
---@param by_name boolean|nil
---@return table[]
-- > #holdings.all({ { path = "t.diagnosis" }, { path = "t.total" } }, holdings.special) --> 1
-- > holdings.all(nil, holdings.special) --> {}
function holdings.all(list, kind, by_name)
  local found = {}
  for _, column in ipairs(list or {}) do
    if holdings.says(column, kind, by_name) then
      found[#found + 1] = column
    end
  end
  return found
end

---The category of a kind that a product declares for itself as a whole.
---@param product table
---@param kind table
---@return string|nil
-- > holdings.product_says({ gov = { categories = { "user.genetic" } } }, holdings.special) --> "user.genetic"
-- > holdings.product_says({ personal = "no", gov = { categories = "special" } }, holdings.special) --> nil
function holdings.product_says(product, kind)
  if product.personal == "no" then
    return nil
  end
  return first(gov.list(product, "categories"), kind.test)
end

return holdings
