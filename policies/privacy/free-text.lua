-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 4(1) and Art. 25; public descriptors leave columns of comments and notes undeclared, and people
--        write names, numbers and illnesses into them.
-- Unknown: this policy is about nothing else. A free-text column that nobody has declared is pointed out when it is
--          published and hidden when it is read.
-- Params: words    - the last words of names that mean free text
--         attested - tags that say somebody has looked
--         kind     - the mask of an undeclared column; MASK_NULL agrees with every other mask
--
-- A column is settled by a category, by `pii:false`, or by a tag of `attested`. Tagging it as personal alone is not
-- enough: that does not say what people write into it.

local columns = require "columns"
local freetext = require "freetext"
local holdings = require "holdings"
local sets = require "sets"
local text = require "text"

local function attested(column, params)
  for _, tag in ipairs(column.tags or {}) do
    if sets.contains(params.attested, text.fold(tag)) then
      return true
    end
  end
  return column.personal == "no"
end

local function undeclared(column, params)
  return freetext.is(column, params.words) and holdings.uncategorised(column) and not attested(column, params)
end

local function warn(column, out, params)
  out.warn("column " .. text.quote(column.path) .. " may hold free text, and nobody has said what is in it",
           { code = "FREE_TEXT", at = column,
             hint = "give it a category, tag it 'pii:false', or have somebody look and tag it "
             .. text.list(params.attested) })
end

return policy {
  id      = "privacy.free-text",
  title   = "Free text counts as personal until somebody has looked",
  phase   = { "publish", "access" },
  level   = "advisory",
  basis   = { "GDPR Art. 4(1)", "GDPR Art. 25" },
  params  = { words = freetext.words, attested = { "free-text:attested" }, kind = "MASK_NULL" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local reading = input.resource ~= nil and input.resource.id ~= nil
    for _, column in ipairs(columns.asked(input)) do
      if undeclared(column, params) then
        if reading then
          out.oblige { type = "mask", column = column.path, kind = params.kind, at = column }
        else
          warn(column, out, params)
        end
      end
    end
  end,
}
