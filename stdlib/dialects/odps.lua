-- SPDX-License-Identifier: Apache-2.0
-- Open Data Product Standard (Bitol) 0.9, 1.0 and 1.1: a product and its input, output and
-- management ports. Columns are in the contracts that the ports name; see dialects/join.lua.
-- https://bitol-io.github.io/open-data-product-standard/

local node = require "node"
local bitol = require "dialects/bitol"
local shape = require "dialects/shape"

-- The version when the document is a data product of this standard. Witboost's descriptors have
-- the same `kind`, but components instead of an apiVersion and ports.
local function sniff(doc)
  local kind = node.text(doc.kind)
  if not kind or kind:lower() ~= "dataproduct" or doc.components ~= nil then return nil end
  return doc.apiVersion or true
end

-- Adds ports to a list.
local function add(r, items, direction, list)
  for _, item in ipairs(items) do
    local id = shape.first(item, { "name", "id" })
    list[#list + 1] = { at = item, id = id, direction = direction, protocol = item.type,
      location = shape.first(item, { "url", "channel" }), contract = item.contractId,
      version = item.version, status = item.status }
    r.extend(item, { port = id })
  end
end

-- What the product is made from: contracts of its input ports, and of what its outputs use.
local function inputs(r, incoming, outgoing)
  local list = {}
  for i, item in ipairs(incoming) do
    list[i] = { at = item, contract = item.contractId, version = item.version }
  end
  for _, port in ipairs(outgoing) do
    for _, item in ipairs(r.objects(port, "inputContracts")) do
      list[#list + 1] = { at = item, contract = shape.first(item, { "id", "contractId" }),
        version = item.version }
    end
  end
  return list
end

-- A data product.
local function read(doc)
  local r = shape.reader()
  local model = {
    kind = "product", dialect_version = doc.apiVersion, id = doc.id, name = doc.name,
    version = doc.version, status = doc.status, domain = doc.domain, tenant = doc.tenant,
    tags = doc.tags, ports = {}, lifecycle = { deprecated = doc.deprecated },
  }
  local incoming, outgoing = r.objects(doc, "inputPorts"), r.objects(doc, "outputPorts")
  add(r, incoming, "input", model.ports)
  add(r, outgoing, "output", model.ports)
  add(r, r.objects(doc, "managementPorts"), "management", model.ports)
  model.inputs = inputs(r, incoming, outgoing)
  model.owner, model.contacts = bitol.team(r, doc)
  bitol.describe(r, doc, model)
  r.extend(doc, {})
  model.extensions, model.findings = r.extensions, r.findings
  return model
end

return {
  name = "odps",
  title = "Open Data Product Standard (Bitol)",
  sniff = sniff,
  read = read,
  governance_keys = {
    "status", "domain", "tenant", "team", "owner", "tags", "inputPorts", "outputPorts",
    "managementPorts", "contractId", "inputContracts", "description", "purpose", "limitations",
    "customProperties",
  },
}
