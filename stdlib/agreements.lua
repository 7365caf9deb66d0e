-- SPDX-License-Identifier: Apache-2.0
--
-- agreements - a standing agreement between a provider's port and a consumer, from the document that records it.
-- Source: Open Access Agreement Standard 0.9 (Bitol RFC-0056, `kind: AccessAgreement`) and Data Usage Agreement 0.0.1
-- (`dataUsageAgreementSpecification`).

local node = require "node"

-- The members that both standards have under the same names.
local function parties(doc)
  return {
    provider = node.at(doc, "provider", "dataProductId"),
    port = node.at(doc, "provider", "outputPortId"),
    contract = node.at(doc, "provider", "dataContractId"),
    consumer = node.at(doc, "consumer", "teamId"),
    consumer_product = node.at(doc, "consumer", "dataProductId"),
    user = node.at(doc, "consumer", "userId"),
  }
end

-- Open Access Agreement Standard.
local function oaas(doc)
  local agreement = parties(doc)
  agreement.id = doc.id
  agreement.status = doc.status
  agreement.purpose = node.at(doc, "description", "purpose")
  agreement.start = doc.startTimestamp
  agreement.end_ = doc.endTimestamp
  agreement.reassess = doc.nextReassessmentTimestamp
  return agreement
end

-- Data Usage Agreement. `active: false` ends an approval whatever its status says.
local function dua(doc)
  local agreement = parties(doc)
  local active = node.at(doc, "info", "active")
  agreement.id = doc.id
  agreement.status = node.at(doc, "info", "status")
  if node.bool(active) == false then agreement.status = node.place(active, "inactive") end
  agreement.purpose = node.at(doc, "info", "purpose")
  agreement.start = node.at(doc, "info", "startDate")
  agreement.end_ = node.at(doc, "info", "endDate")
  agreement.reassess = node.at(doc, "info", "nextReassessmentDate")
  return agreement
end

-- Every member as trimmed text with its place; what is empty or not a scalar is absent.
local function texts(agreement)
  local clean = {}
  for member, value in pairs(agreement) do clean[member] = node.place(value, node.text(value)) end
  return clean
end

-- The agreement of docs/reference/policy-api.md, or { problem = { message, hint, at } }.
return function(doc)
  local agreement
  if node.kind(doc) == "object" and node.text(doc.kind) == "AccessAgreement" then
    agreement = oaas(doc)
  elseif node.kind(doc) == "object" and doc.dataUsageAgreementSpecification then
    agreement = dua(doc)
  else
    return { problem = { message = "this is no access agreement", at = doc,
      hint = "expected 'kind: AccessAgreement' (OAAS) or 'dataUsageAgreementSpecification' (DUA)" } }
  end
  if agreement.id == nil or agreement.provider == nil then
    return { problem = { message = "the agreement names no " .. (agreement.id and "provider" or "id"), at = doc,
      hint = "an agreement needs id and provider.dataProductId" } }
  end
  return node.place(doc, texts(agreement))
end
