-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: ISO 4217. An amount without its currency cannot be added to another.
-- Unknown: a column is taken for money by its name only, so this is advice. A column without a type may be money. A text
--          is not added up: it is left alone.
-- Params: words  - words in a column's name that mean money
--         ignore - names of columns (without their table) that are no money

local columns = require "columns"
local currency = require "currency"
local names = require "names"
local sets = require "sets"
local text = require "text"
local types = require "types"

local function is_money(column, words, params)
  if not names.has(column.path, words) or sets.contains(params.ignore, names.last(column.path)) then
    return false
  end
  return types.family(column.type) == nil or types.is_numeric(column.type)
end

local currency_word = { currency = true }

-- Whether a column of the same table says which currency a row is in.
local function has_currency_column(list, column)
  for _, other in ipairs(list) do
    if names.has(other.path, currency_word) and columns.table_of(other) == columns.table_of(column) then
      return true
    end
  end
  return false
end

local function says_currency(column)
  if currency.of_name(column.path) or currency.of_text(column.description) or currency.code(column.format) then
    return true
  end
  for _, tag in ipairs(column.tags or {}) do
    if currency.of_text(tag) or text.starts_with(text.fold(tag), "currency") then
      return true
    end
  end
  return false
end

return policy {
  id     = "interoperability.money",
  title  = "An amount of money says its currency",
  phase  = "publish",
  level  = "advisory",
  basis  = { "ISO 4217" },
  params = {
    words = { "price", "amount", "cost", "costs", "revenue", "fee", "fees", "payout", "salary", "royalty", "turnover", "invoiced" },
    ignore = {},
  },
  rule   = function(input, out, params)
    local list, words = input.product.columns or {}, sets.of(params.words)
    for _, column in ipairs(list) do
      if is_money(column, words, params) and not says_currency(column) and not has_currency_column(list, column) then
        out.warn("column " .. text.quote(column.path) .. " is named like money and says no currency",
                 { code = "NO_CURRENCY", at = column,
                   hint = "add a column `currency`, or say the code of ISO 4217 in the name or the description: 'in EUR'" })
      end
    end
  end,
}
