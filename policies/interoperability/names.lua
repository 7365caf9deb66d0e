-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the house rule of most platforms: names that need no quotes in SQL. Nothing in law.
-- Unknown: a column without a name cannot be judged and is left to the descriptor's own checks.
-- Params: column  - a Lua pattern that a column's name matches from end to end, part by part for nested columns
--         product - the same for the product's id; the default takes words, URNs and URLs
--         min, max - the length of a column's name

local text = require "text"

-- A pattern that holds from end to end.
local function whole(pattern)
  return "^" .. pattern .. "$"
end

local function is_bad(part, rule)
  return #part < rule.min or #part > rule.max or not part:find(rule.pattern)
end

-- The first part of a path that breaks the rule, or nil. The table's name counts as well. `seen` has the answers so far,
-- because columns repeat their table's name.
local function bad_part(path, rule, seen)
  local bare, from = path:find("[%[%]{}]") and path:gsub("[%[%]{}]", "") or path, 1
  while from ~= nil do
    local dot = bare:find(".", from, true)
    local part = bare:sub(from, dot and dot - 1)
    if seen[part] == nil then
      seen[part] = is_bad(part, rule)
    end
    if seen[part] then
      return part
    end
    from = dot and dot + 1
  end
  return nil
end

return policy {
  id     = "interoperability.names",
  title  = "Names can be used in every tool without quotes",
  phase  = "publish",
  level  = "waivable",
  basis  = { "house rule" },
  params = { column = "[a-z][a-z0-9_]*", product = "[%w][%w:/._#-]*", min = 2, max = 63 },
  rule   = function(input, out, params)
    local product, seen = input.product, {}
    local rule = { min = params.min, max = params.max, pattern = whole(params.column) }
    local hint = "lower case letters, digits and _, " .. params.min .. " to " .. params.max .. " characters"
    if product.id ~= nil and not product.id:find(whole(params.product)) then
      out.deny("the product's id " .. text.quote(product.id) .. " has characters that an id may not have",
               { code = "PRODUCT_ID", at = { product, "id" }, hint = "letters, digits, and : / . _ # -" })
    end
    for _, column in ipairs(product.columns or {}) do
      local part = column.path ~= nil and bad_part(column.path, rule, seen)
      if part then
        out.deny("the name " .. text.quote(part) .. " of column " .. text.quote(column.path) .. " breaks the rule for names",
                 { code = "COLUMN_NAME", at = { column, "path" }, hint = hint })
      end
    end
  end,
}
