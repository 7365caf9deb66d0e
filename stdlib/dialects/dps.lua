-- SPDX-License-Identifier: Apache-2.0
-- Data Product Specification 0.0.1 (datamesh-manager): a product, its input and output ports, and
-- whether each output port contains personal data. Columns are in the contracts it names.
-- https://dataproduct-specification.com/

local node = require "node"
local shape = require "dialects/shape"

-- The version of the specification.
local function sniff(doc)
  return doc.dataProductSpecification
end

local ADDRESS = { "location", "host", "account", "project", "database" }

-- Adds the ports under one key to a list.
local function ports(r, doc, key, direction, list)
  for _, item in ipairs(r.objects(doc, key)) do
    local server = r.object(item, "server")
    local id = shape.first(item, { "id", "name" })
    list[#list + 1] = { at = item, id = id, direction = direction, protocol = item.type,
      format = node.at(server, "format"), region = node.at(server, "region"),
      location = item.location or shape.first(server, ADDRESS),
      namespace = shape.namespace(server), contract = item.dataContractId,
      version = item.version, status = item.status, personal = item.containsPii,
      auto_approve = item.autoApprove }
    r.extend(item, { port = id })
  end
end

-- A data product.
local function read(doc)
  local r = shape.reader()
  local info, owner = r.object(doc, "info"), r.object(doc, "owner")
  local model = {
    kind = "product", dialect_version = doc.dataProductSpecification, id = doc.id,
    name = node.at(info, "title"), version = node.at(info, "version"),
    status = node.at(info, "status"), domain = node.at(info, "domain"),
    owner = node.at(info, "owner") or node.at(owner, "teamId"),
    description = node.at(info, "description"), tags = doc.tags, ports = {},
  }
  ports(r, doc, "inputPorts", "input", model.ports)
  ports(r, doc, "outputPorts", "output", model.ports)
  r.extend(info, {})
  r.extend(doc, {})
  model.extensions, model.findings = r.extensions, r.findings
  return model
end

return {
  name = "dps",
  title = "Data Product Specification",
  sniff = sniff,
  read = read,
  governance_keys = {
    "info", "status", "domain", "owner", "teamId", "tags", "inputPorts", "outputPorts",
    "dataContractId", "containsPii", "autoApprove", "archetype", "custom",
  },
}
