-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: California Civil Code 1798.121 (the right to limit the use of sensitive personal information) and
--        1798.140(ae) (what that is).
-- Unknown: a product that does not say where the law has it (gov.jurisdiction) may hold Californians. A purpose that is
--          missing or prose is not an expected one. Without a column that says who has asked for the limit, everybody
--          is treated as if they had. A column without a category that is not declared "not personal" is judged by its
--          name. A sensitive product that lists no columns cannot be cut down, so the answer is no.
-- Params: expected      - the purposes that people expect when they ask for a service; they are not limited
--         columns       - usual names of the column, when gov.limit_key names none
--         jurisdictions - where the right exists, codes of ISO 3166
--         unknown       - whether a product that does not say its jurisdiction is treated as if it were there
--         by_name       - whether uncategorised columns are judged by their names
--         vocabulary    - name of the data file with the mesh's purposes
--
-- With such a column only the rows of people who have asked are left out; without one the sensitive columns are.

local choice = require "choice"
local columns = require "columns"
local gov = require "gov"
local holdings = require "holdings"
local jurisdiction = require "jurisdiction"
local projection = require "projection"
local requester = require "requester"

local hint = "ask for other columns, or name the column of people's choice as the extension that the mesh maps to "
  .. "gov.limit_key; where the right does not exist, declare gov.jurisdiction"

return policy {
  id      = "privacy.limit-sensitive",
  title   = "Sensitive personal information is used as people expect, or not at all",
  phase   = "access",
  level   = "mandatory",
  basis   = { "Cal. Civ. Code 1798.121", "Cal. Civ. Code 1798.140(ae)" },
  params  = {
    expected = {
      "dpv:RequestedServiceProvision", "dpv:CustomerManagement", "dpv:PaymentManagement", "dpv:TechnicalServiceProvision",
      "dpv:EnforceSecurity", "dpv:FulfilmentOfObligation", "dpv:LegalCompliance", "dpv:RightsFulfilment",
      "dpv:HumanResourceManagement", "treatment",
    },
    columns = { "limit_use", "limit_sensitive" }, jurisdictions = { "US-CA" }, unknown = true, by_name = true,
    vocabulary = "purposes",
  },
  applies = function(input, params)
    local product = input.product
    return product ~= nil and product.personal ~= "no" and jurisdiction.may_be(product, params.jurisdictions, params.unknown)
      and not requester.is_for(input, params.expected, params.vocabulary)
  end,
  rule    = function(input, out, params)
    local sensitive = holdings.all(columns.asked(input), holdings.sensitive, params.by_name)
    local code = holdings.product_says(input.product, holdings.sensitive)
    if #sensitive == 0 and code == nil then
      return
    end
    local column = choice.column(input.product, "limit_key", params.columns)
    local rows = column and choice.rows(column, input.time)
    if rows ~= nil then
      out.oblige { type = "row_filter", predicate = rows, at = column }
    elseif #sensitive == 0 then
      out.deny("the product is sensitive and does not say in which columns",
               { code = "SENSITIVE", at = gov.at(input.product, "categories"), hint = hint })
    else
      projection.withhold(input, out, sensitive,
        { message = "only sensitive information is asked for, for a purpose that people do not expect",
          code = "SENSITIVE", hint = hint })
    end
  end,
}
