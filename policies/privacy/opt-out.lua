-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: California Civil Code 1798.120 (the right to opt out of the sale and sharing of personal information).
-- Unknown: a product that does not say where the law has it (gov.jurisdiction) may hold Californians. Without a column
--          that says who has opted out nobody can be left out, so the answer is no. A row without a choice does not
--          pass. A request without a comparable purpose is not known to be a sale; privacy.purpose-limitation
--          refuses it.
-- Params: purposes      - what counts as selling and sharing; sharing is for advertising across contexts
--         columns       - usual names of the column, when gov.opt_out_key names none
--         jurisdictions - where the right exists, codes of ISO 3166
--         unknown       - whether a product that does not say its jurisdiction is treated as if it were there
--         vocabulary    - name of the data file with the mesh's purposes
--
-- Data that rests on consent is left to privacy.consent-rows: who has said yes has not opted out.

local basis = require "basis"
local choice = require "choice"
local gov = require "gov"
local jurisdiction = require "jurisdiction"
local requester = require "requester"
local text = require "text"

return policy {
  id      = "privacy.opt-out",
  title   = "Data of people who opted out is neither sold nor shared",
  phase   = "access",
  level   = "mandatory",
  basis   = { "Cal. Civ. Code 1798.120" },
  params  = {
    purposes = { "dpv:SellDataToThirdParties", "dpv:TargetedAdvertising", "sale", "sharing" },
    columns = { "opt_out", "opted_out", "do_not_sell" }, jurisdictions = { "US-CA" }, unknown = true, vocabulary = "purposes",
  },
  applies = function(input, params)
    local product = input.product
    return product ~= nil and product.personal ~= "no" and basis.code(gov.value(product, "lawful_basis")) ~= "consent"
      and requester.is_for(input, params.purposes, params.vocabulary)
      and jurisdiction.may_be(product, params.jurisdictions, params.unknown)
  end,
  rule    = function(input, out, params)
    local product = input.product
    local column = choice.column(product, "opt_out_key", params.columns)
    local rows = column and choice.rows(column, input.time)
    if column == nil then
      out.deny("personal data is to be sold or shared, and no column says who has opted out",
               { code = "OPT_OUT_KEY", at = gov.at(product, "opt_out_key"),
                 hint = "name the column as the extension that the mesh maps to gov.opt_out_key; "
                   .. "where the right does not exist, declare gov.jurisdiction" })
    elseif rows == nil then
      out.deny("column " .. text.quote(column.path) .. " cannot say who has opted out",
               { code = "OPT_OUT_TYPE", at = column, hint = "make it a boolean, or the time of the opt-out" })
    else
      out.oblige { type = "row_filter", predicate = rows, at = column }
    end
  end,
}
