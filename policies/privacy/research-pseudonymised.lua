-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b) and Art. 89(1) (archiving, research and statistics under safeguards such as
--        pseudonymisation).
-- Unknown: a column without a category that is not declared "not personal" is judged by its name. A product without
--          columns may identify anybody and cannot be masked, so the answer is no. A request without a purpose that
--          can be compared is not known to be research; privacy.purpose-limitation refuses it.
-- Params: purposes   - what counts as archiving, research and statistics
--         kind       - the mask that pseudonymises (a kind of `mask`); keep it that of privacy.mask-identifiers
--         by_name    - whether uncategorised columns are judged by their names
--         vocabulary - name of the data file with the mesh's purposes
--
-- Unlike privacy.mask-identifiers there is no exception for purposes that need identity: research does without it. The
-- key of the data subjects (gov.subject_key) is pseudonymised too, whatever its category says.

local columns = require "columns"
local gov = require "gov"
local holdings = require "holdings"
local requester = require "requester"
local text = require "text"

return policy {
  id      = "privacy.research-pseudonymised",
  title   = "Archiving, research and statistics get pseudonymised data",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)", "GDPR Art. 89(1)" },
  params  = {
    purposes = { "dpv:ResearchAndDevelopment", "dpv:ProvideOfficialStatistics", "archiving", "research", "statistics" },
    kind = "MASK_HASH", by_name = true, vocabulary = "purposes",
  },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and requester.is_for(input, params.purposes, params.vocabulary)
  end,
  rule    = function(input, out, params)
    local list = columns.asked(input)
    if #list == 0 then
      out.deny("the product lists no columns, so nothing can be pseudonymised for " .. text.quote(input.context.purpose),
               { code = "NOT_PSEUDONYMISED", at = input.product, hint = "list the product's columns with their categories" })
    end
    local key = columns.find(input.product.columns, gov.text(input.product, "subject_key"))
    for _, column in ipairs(list) do
      local is_key = key ~= nil and column.path == key.path
      if is_key or holdings.says(column, holdings.identifier, params.by_name) then
        out.oblige { type = "mask", column = column.path, kind = params.kind, at = column }
      end
    end
  end,
}
