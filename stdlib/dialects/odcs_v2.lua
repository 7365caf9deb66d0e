-- SPDX-License-Identifier: Apache-2.0
-- Open Data Contract Standard 2.2 and 2.3: datasets with columns, stakeholders, and one server
-- for the whole contract. dialects/odcs.lua finds the version and comes here.
-- https://github.com/bitol-io/open-data-contract-standard/tree/v2.2.2

local node = require "node"
local bitol = require "dialects/bitol"
local shape = require "dialects/shape"

-- The one output port, when the contract names a server.
local function ports(doc)
  if not node.text(doc.server) then return {} end
  return { {
    at = doc.server, id = doc.server, direction = "output",
    protocol = shape.first(doc, { "sourcePlatform", "sourceSystem" }), location = doc.server,
    region = doc.region,
  } }
end

-- `required` from isNullable, which says the opposite.
local function required(item)
  local nullable = item.isNullable
  local value = node.bool(nullable)
  if value == nil then return item.required or nullable end
  return node.place(nullable, not value)
end

-- One column.
local function column(r, item, path)
  return {
    at = item, path = node.place(item.column, path),
    type = shape.first(item, { "logicalType", "physicalType" }), description = item.description,
    required = required(item), key = item.isPrimaryKey or item.isPrimary,
    classification = item.classification, tags = item.tags,
    definition = bitol.definition(r, item), transforms_from = item.transformSourceTables,
  }
end

-- Adds the columns and quality rules of every table.
local function tables(r, doc, model)
  for i, dataset in ipairs(r.objects(doc, "dataset")) do
    local name = node.text(shape.first(dataset, { "table", "physicalName" })) or "#" .. i
    bitol.quality(r, dataset, name, model.quality)
    r.extend(dataset, { table = name })
    for _, item in ipairs(r.objects(dataset, "columns")) do
      local own = r.name(item, "column")
      if own then
        local path = name .. "." .. own
        model.columns[#model.columns + 1] = column(r, item, path)
        bitol.quality(r, item, path, model.quality)
        r.extend(item, { column = path })
      end
    end
  end
end

-- A document of version 2, without its findings and extensions, which stay with the reader.
local function read(doc, r)
  local model = {
    kind = "contract", id = shape.given(doc, { "uuid", "id" }),
    name = shape.given(doc, { "datasetName", "quantumName", "name" }), version = doc.version,
    status = doc.status, domain = shape.given(doc, { "datasetDomain", "domain" }),
    tenant = doc.tenant, tags = doc.tags, ports = ports(doc), columns = {}, quality = {},
  }
  model.owner, model.contacts = bitol.people(r.objects(doc, "stakeholders"))
  model.sla, model.retention, model.lifecycle =
    bitol.service_levels(r, doc, "column", doc.slaDefaultColumn)
  bitol.describe(r, doc, model)
  tables(r, doc, model)
  return model
end

return { read = read }
