-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: ISO/IEC 27001:2022 Annex A 5.12 and 5.13: a classification follows the information, and so does GDPR Art. 4(1):
--        what is made from personal data stays personal until it is anonymised.
-- Unknown: what the mesh does not hold cannot be compared, and neither can a source without a classification. An output
--          without one, made from a classified source, has lost it: a no. A word that is not on the ladder counts as the
--          top. Where columns say what they are made from (`transforms_from`), columns are compared; else the most sensitive
--          column of the output with the most sensitive one of the source.
-- Params: personal - whether personal data must stay declared as personal
--
-- A declassification lifts all of it: gov.declassification cites the evidence (a report, a decision, a URL). "yes" cites
-- nothing.

local classification = require "classification"
local lineage = require "lineage"
local text = require "text"

local hint = "raise the classification, or cite the evidence in `declassification`"

local function name_of(column)
  return column ~= nil and "column " .. text.quote(column.path) or "the product"
end

-- Whether the output's level keeps the source's; nil is a level that was lost.
local function keeps(own, source)
  return own == source or (own ~= nil and classification.higher(own, source) == own)
end

local function compare_level(own, column, at, source, model, out)
  if keeps(own, source.classification) then
    return
  end
  local from = text.quote(source.path) .. " of " .. text.quote(model.id) .. ", which is " .. text.quote(source.classification)
  local has = own == nil and " has no classification" or " is " .. text.quote(own)
  out.deny(name_of(column) .. has .. " and is made from " .. from,
           { code = own == nil and "CLASSIFICATION_LOST" or "CLASSIFICATION_LOWERED", at = at, hint = hint })
end

local function compare_personal(own, column, at, source, out)
  if own == "no" and source.personal == "yes" then
    out.deny(name_of(column) .. " is declared not personal and is made from personal data: " .. text.quote(source.path or source.id),
             { code = "PERSONAL_LOST", at = at, hint = "declare it as personal, or cite the anonymisation in `declassification`" })
  end
end

-- Compares the columns that say what they are made from; whether there was one.
local function compare_columns(input, model, out, params)
  local compared = false
  for _, column in ipairs(input.product.columns or {}) do
    for _, source in ipairs(column.transforms_from and lineage.sources(input, model, column) or {}) do
      compared = true
      if source.classification ~= nil then
        compare_level(column.classification, column, column, source, model, out)
      end
      if params.personal then
        compare_personal(column.personal, column, column, source, out)
      end
    end
  end
  return compared
end

local function compare_products(input, link, out, params)
  local own, source = classification.top(input.product.columns), classification.top(link.model.columns)
  if source ~= nil and #(input.product.columns or {}) > 0 then
    compare_level(own and own.classification, nil, link.at, source, link.model, out)
  end
  if params.personal then
    compare_personal(input.product.personal, nil, link.at, link.model, out)
  end
end

return policy {
  id      = "lineage.sensitivity",
  title   = "What is made from sensitive data is as sensitive, unless evidence says otherwise",
  phase   = "publish",
  level   = "waivable",
  basis   = { "ISO/IEC 27001:2022 A.5.12", "ISO/IEC 27001:2022 A.5.13", "GDPR Art. 4(1)" },
  params  = { personal = true },
  applies = function(input) return lineage.declassification(input.product) == nil end,
  rule    = function(input, out, params)
    for _, link in ipairs(lineage.links(input)) do
      if not compare_columns(input, link.model, out, params) then
        compare_products(input, link, out, params)
      end
    end
  end,
}
