-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 9 (special categories) and Art. 39(1)(b) (the data protection officer monitors compliance).
-- Unknown: a column without a category that is not declared "not personal" is judged by its name. An approval whose
--          approver, condition or end cannot be established is none. A special product without columns cannot be
--          cut down, so the answer is no.
-- Params: approver_role - the role of who may approve, in the register of subjects
--         kind          - the kind of approval (see approvals)
--         by_name       - whether uncategorised columns are judged by their names
--
-- Special columns are left out of the answer. Who needs them has an approval in data/approvals.yaml:
--   { kind: special-category, product: ID, consumer: SUBJECT-OR-TEAM, condition: "GDPR Art. 9(2)(h)", approver: ID,
--     end: DATE }
-- The owning domain is no exception: Art. 9 asks why, not who.

local approvals = require "approvals"
local article9 = require "article9"
local columns = require "columns"
local gov = require "gov"
local holdings = require "holdings"
local projection = require "projection"

local hint = "have an approval of kind 'special-category' with a condition of GDPR Art. 9(2) written into "
  .. "data/approvals.yaml, or ask for other columns"

local function approved(input, params)
  local record = approvals.find(input, params.kind, params.approver_role)
  return record ~= nil and article9.code(record.condition) ~= nil
end

return policy {
  id      = "privacy.special-category-access",
  title   = "Special categories of personal data are given only under an approved condition",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 9", "GDPR Art. 39(1)(b)" },
  params  = { approver_role = "dpo", kind = "special-category", by_name = true },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local special = holdings.all(columns.asked(input), holdings.special, params.by_name)
    local code = holdings.product_says(input.product, holdings.special)
    if (#special == 0 and code == nil) or approved(input, params) then
      return
    end
    if #special == 0 then
      out.deny("the product holds special categories and does not say in which columns",
               { code = "SPECIAL_CATEGORY", at = gov.at(input.product, "categories"), hint = hint })
      return
    end
    projection.withhold(input, out, special,
      { message = "only special categories are asked for, and nobody has approved that",
        code = "SPECIAL_CATEGORY", hint = hint })
  end,
}
