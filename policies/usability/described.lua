-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "understandable", one of the usability attributes of a data product (Dehghani, Data Mesh, 2022).
-- Unknown: what is absent or blank is not there. A product without columns has nothing to describe.
-- Params: described - the share of columns that must be described, 0 to 1
--         linked    - the share that must link a definition; 0, because a mesh needs a glossary first. 0.8 is a good aim
--
-- One warning for each share names the first column that lacks it.

local catalogue = require "catalogue"
local text = require "text"

-- How many columns have a member, and the first that has not.
local function count(list, member)
  local having, first = 0, nil
  for _, column in ipairs(list) do
    if text.blank(column[member]) then
      first = first or column
    else
      having = having + 1
    end
  end
  return having, first
end

local function check(list, member, share, what, out)
  local having, first = count(list, member)
  if first == nil or having >= share * #list then
    return
  end
  out.warn(having .. " of " .. #list .. " columns " .. what.verb .. "; the first that does not is " .. text.quote(first.path),
           { code = what.code, at = first, hint = what.hint })
end

return policy {
  id      = "usability.described",
  title   = "Columns are described, and linked to definitions",
  phase   = "publish",
  level   = "advisory",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes" },
  params  = { described = 1, linked = 0 },
  applies = function(input) return #(input.product.columns or {}) > 0 and not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local list = input.product.columns
    check(list, "description", params.described,
          { code = "NOT_DESCRIBED", verb = "say what they hold", hint = "write a description: what the column holds, and its unit" }, out)
    check(list, "definition", params.linked,
          { code = "NOT_LINKED", verb = "link a definition", hint = "link the term of the glossary" }, out)
  end,
}
