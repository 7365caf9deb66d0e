-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 9(1) and 9(2) (special categories are processed only under one of ten conditions).
-- Unknown: a column without a category that is not declared "not personal" is judged by its name (`diagnosis`,
--          `religion`). A name that says nothing proves nothing: tag what you know.
-- Params: accepted - the conditions that this mesh accepts, by the letters' names in `article9`
--         by_name  - whether uncategorised columns are judged by their names
--
-- One denial names the first such column, because one condition settles all of them.

local article9 = require "article9"
local gov = require "gov"
local holdings = require "holdings"
local sets = require "sets"
local text = require "text"

-- What shows that the product holds a special category, and where to point; nil when nothing does.
local function evidence(product, params)
  local column = holdings.all(product.columns, holdings.special, params.by_name)[1]
  if column ~= nil then
    return "column " .. text.quote(column.path) .. " holds " .. text.quote(holdings.says(column, holdings.special)), column
  end
  local code = holdings.product_says(product, holdings.special)
  return code and "the product holds " .. text.quote(code), gov.at(product, "categories")
end

return policy {
  id      = "privacy.special-category-condition",
  title   = "Special categories of personal data name a condition that allows them",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 9(1)", "GDPR Art. 9(2)" },
  params  = { accepted = article9.codes, by_name = true },
  applies = function(input, params)
    return input.product.personal ~= "no" and evidence(input.product, params) ~= nil
  end,
  rule    = function(input, out, params)
    local product = input.product
    local condition, what, at = gov.value(product, "art9_condition"), evidence(product, params)
    if condition == nil then
      out.deny(what .. ", and no condition of GDPR Art. 9(2) is named",
               { code = "SPECIAL_CATEGORY", at = at,
                 hint = "name one of " .. text.list(params.accepted)
                   .. " as the extension that the mesh maps to gov.art9_condition; or tag the column 'pii:false'" })
    elseif not sets.contains(params.accepted, article9.code(condition)) then
      out.deny(text.quote(condition) .. " is no condition that this mesh accepts",
               { code = "SPECIAL_CATEGORY_UNKNOWN", at = gov.at(product, "art9_condition"),
                 hint = "write one of " .. text.list(params.accepted) .. ", or an article such as 'GDPR Art. 9(2)(h)'" })
    end
  end,
}
