-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 15(1), 15(3) and 15(4) (a person gets their own data, and not that of others).
-- Unknown: a subject whose roles are not known may not export. A request that does not say for whom, or a product that
--          does not say whose a row is, cannot be bounded to one person, so the answer is no.
-- Params: purposes   - what counts as an access request of a data subject
--         action     - the action that always is one
--         roles      - who may answer one
--         vocabulary - name of the data file with the mesh's purposes
--
-- context.data_subject is the value of the product's subject key (gov.subject_key) for the person who asks. The rows of
-- the answer are theirs alone. Clear values need a purpose marked `requires_identity`; a product that answers such
-- requests declares their purpose.

local columns = require "columns"
local filter = require "filter"
local gov = require "gov"
local requester = require "requester"
local text = require "text"

local function one_person(value)
  return math.type(value) == "integer" or (type(value) == "string" and not text.blank(value))
end

-- What keeps the export from being bounded to one person: message, code, where, hint; nil when nothing does.
local function obstacle(input, key, params)
  local at = gov.at(input.product, "subject_key")
  if not requester.has_role(input, params.roles) then
    return "only the roles " .. text.list(params.roles) .. " answer a person's request for their data", "DSAR_ROLE",
      input.product, "let somebody with such a role ask"
  elseif not one_person(input.context.data_subject) then
    return "the request does not say whose data is exported", "DSAR_SUBJECT", at,
      "give context.data_subject: one value of the product's subject key"
  elseif key == nil then
    return "the product does not say whose a row is, so the export cannot be bounded to one person", "DSAR_KEY", at,
      "name one column as the extension that the mesh maps to gov.subject_key"
  end
  return nil
end

return policy {
  id      = "privacy.dsar-export",
  title   = "An export for a data subject holds that subject's rows only",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 15(1)", "GDPR Art. 15(3)", "GDPR Art. 15(4)" },
  params  = {
    purposes = { "dsar", "dpv:RightsFulfilment" }, action = "dsar", roles = { "dsar-officer" }, vocabulary = "purposes",
  },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and (text.fold(input.action.name) == params.action or requester.is_for(input, params.purposes, params.vocabulary))
  end,
  rule    = function(input, out, params)
    local key = columns.find(input.product.columns, gov.text(input.product, "subject_key"))
    local message, code, at, hint = obstacle(input, key, params)
    if message ~= nil then
      out.deny(message, { code = code, at = at, hint = hint })
    else
      out.oblige { type = "row_filter", predicate = filter.eq(key.path, input.context.data_subject), at = key }
    end
  end,
}
