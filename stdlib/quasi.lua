-- SPDX-License-Identifier: Apache-2.0
--
-- quasi - which quasi-identifier a column is: what tells little of a person alone, and with others singles one out.
-- Source: GDPR recital 26 ("singling out"); the kinds themselves are the caller's: a guild knows its data.
--
-- A kind is { categories = codes, names = phrases of one or two words in lower case }. A category decides; a column without
-- any is judged by its name. That a column is declared as not personal changes nothing: that is what a quasi-identifier is.

local category = require "category"
local holdings = require "holdings"
local names = require "names"

local quasi = {}

-- The kind whose phrase is in a name.
local function by_name(phrases, name)
  local before = ""
  for _, word in ipairs(names.words(name)) do
    local kind = phrases[before .. " " .. word] or phrases[word]
    if kind ~= nil then
      return kind
    end
    before = word
  end
  return nil
end

---A reader of columns: which of the kinds one is.
---@param kinds table<string, { categories: string[], names: string[] }>
---@return fun(column: table): string|nil
-- > quasi.reader { sex = { categories = {}, names = { "gender" } } } { path = "people.gender", personal = "no" } --> "sex"
-- > quasi.reader { sex = { categories = { "user.demographic.gender" }, names = {} } } { path = "people.c", categories = { "user.demographic.gender" } } --> "sex"
-- > quasi.reader { sex = { categories = {}, names = { "gender" } } } { path = "people.gender", categories = { "system" } } --> nil
-- > quasi.reader { place = { categories = {}, names = { "postal code" } } } { path = "people.homePostalCode" } --> "place"
function quasi.reader(kinds)
  local tests, phrases = {}, {}
  for kind, said in pairs(kinds) do
    tests[#tests + 1] = { kind = kind, accepts = category.below(said.categories) }
    for _, phrase in ipairs(said.names) do
      phrases[phrase] = kind
    end
  end
  return function(column)
    if holdings.uncategorised(column) then
      return by_name(phrases, names.last(column.path))
    end
    for _, test in ipairs(tests) do
      if category.first(column.categories, test.accepts) ~= nil then
        return test.kind
      end
    end
    return nil
  end
end

return quasi
