-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 8 and recital 38 (children merit specific protection, above all where data is used for marketing or
--        for profiles).
-- Unknown: a purpose that is missing or prose may be profiling. A row without an age does not pass. An age that cannot
--          be compared (a range, a text) cannot be filtered, so the answer is no. A column without a category that is
--          not declared "not personal" is judged by its name (`birth_date`, `age`).
-- Params: purposes   - what counts as profiling
--         age        - the age from which a person is no child
--         ages       - names of columns that hold an age in years
--         vocabulary - name of the data file with the mesh's purposes
--
-- A product that knows how old people are gives profiling the rows of adults only. One that is about children (category
-- `user.childrens`) gives it nothing.

local datatype = require "datatype"
local filter = require "filter"
local gov = require "gov"
local holdings = require "holdings"
local names = require "names"
local requester = require "requester"
local sets = require "sets"
local text = require "text"
local time = require "time"

local children = { test = holdings.below { "user.childrens", "user.children" }, nouns = {} }
local age = { test = holdings.below { "user.demographic.age", "user.demographic.age_range" }, nouns = {} }

local function is_age(column, params)
  return holdings.says(column, age) ~= nil or (holdings.uncategorised(column) and column.personal ~= "no"
    and sets.contains(params.ages, names.last(column.path)))
end

local function can_be_compared(column, what)
  local kind = datatype.of(column)
  return (what == "birth" and (kind == "date" or kind == "timestamp")) or (what == "age" and kind == "integer")
end

local function find_age_column(product, params)
  local found = nil
  for _, column in ipairs(product.columns or {}) do
    local what = holdings.says(column, holdings.birth) and "birth" or (is_age(column, params) and "age")
    if what and can_be_compared(column, what) then
      return { column = column, what = what }
    end
    found = found or (what and column) or nil
  end
  return { column = found }
end

-- By product: `applies` and `rule` ask the same. What is noted here lasts as long as one decision.
local age_columns = {}

-- The column that tells ages and what it holds, "birth" or "age"; what can be compared goes first.
local function age_column(product, params)
  local known = age_columns[product]
  if known == nil then
    known = find_age_column(product, params)
    age_columns[product] = known
  end
  return known.column, known.what
end

local function about_children(product)
  local column = holdings.all(product.columns, children)[1]
  return column or (holdings.product_says(product, children) and gov.at(product, "categories")) or nil
end

local function adults(column, what, input, params)
  if what == "age" then
    return filter.ge(column.path, params.age)
  end
  local latest = time.subtract(input.time, "P" .. params.age .. "Y")
  return filter.le(column.path, datatype.of(column) == "date" and latest:sub(1, 10) or latest)
end

return policy {
  id      = "privacy.children-no-profiling",
  title   = "Children are not profiled",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 8", "GDPR recital 38" },
  params  = {
    purposes = { "dpv:Marketing", "dpv:Personalisation", "profiling" }, age = 18, ages = { "age", "age_years" },
    vocabulary = "purposes",
  },
  applies = function(input, params)
    local product = input.product
    return product ~= nil and product.personal ~= "no" and requester.may_be_for(input, params.purposes, params.vocabulary)
      and (about_children(product) ~= nil or age_column(product, params) ~= nil)
  end,
  rule    = function(input, out, params)
    local product = input.product
    local column, what = age_column(product, params)
    local at = about_children(product)
    local hint = "ask for a purpose that is no profiling"
    if at ~= nil then
      out.deny("the data is about children, and the request may be for profiling", { code = "CHILDREN", at = at, hint = hint })
    elseif what == nil then
      out.deny("column " .. text.quote(column.path) .. " tells ages, but not in a way that leaves children out",
               { code = "CHILDREN_AGE", at = column,
                 hint = hint .. ", or give the column a date of birth or a whole number of years" })
    else
      out.oblige { type = "row_filter", predicate = adults(column, what, input, params), at = column }
    end
  end,
}
