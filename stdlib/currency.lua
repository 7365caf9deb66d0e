-- SPDX-License-Identifier: Apache-2.0
--
-- currency - the currencies of ISO 4217, and where a column's name or description mentions one.
-- Source: ISO 4217 alphabetic codes (vocabularies/currencies).
--
-- No function raises an error.

local codes = require "vocabularies/currencies"
local names = require "names"

local currency = {}

-- Codes that are words of a column's name more often than they are money.
local words = { all = true, top = true, try = true, mop = true, cup = true }

---The code of a currency in upper case.
---@param text any
---@return string|nil
-- > currency.code("eur") --> "EUR"
-- > currency.code("XYZ") --> nil
-- > currency.code(nil) --> nil
function currency.code(text)
  if type(text) ~= "string" or not text:find("^%a%a%a$") then
    return nil
  end
  local code = text:upper()
  return codes:find("%f[%u]" .. code .. "%f[%U]") and code or nil
end

---The currency that the last part of a column's path names.
---@param path any
---@return string|nil
-- > currency.of_name("orders.total_eur") --> "EUR"
-- > currency.of_name("orders.all_totals") --> nil
function currency.of_name(path)
  for _, word in ipairs(names.words(names.last(path))) do
    if not words[word] and currency.code(word) then
      return currency.code(word)
    end
  end
  return nil
end

---The currency that a text mentions, in upper case.
---@param text any
---@return string|nil
-- > currency.of_text("What it costs, in EUR.") --> "EUR"
-- > currency.of_text("All of it.") --> nil
function currency.of_text(text)
  for word in (type(text) == "string" and text or ""):gmatch("%f[%w]%u%u%u%f[%W]") do
    if currency.code(word) then
      return word
    end
  end
  return nil
end

return currency
