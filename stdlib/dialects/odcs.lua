-- SPDX-License-Identifier: Apache-2.0
-- Open Data Contract Standard (Bitol): reads 3.0, 3.1 and 3.2 here, 2.2 and 2.3 in odcs_v2.lua.
-- A contract describes one data set: each of its servers is an output port.
-- https://bitol-io.github.io/open-data-contract-standard/

local node = require "node"
local bitol = require "dialects/bitol"
local shape = require "dialects/shape"
local v2 = require "dialects/odcs_v2"

-- Whether the document has one of the names that only version 2 has.
local function has_v2_name(doc)
  return doc.uuid ~= nil or doc.quantumName ~= nil or doc.datasetName ~= nil
end

-- The major version that apiVersion gives, else what the structure says.
local function major(doc)
  local version = node.text(doc.apiVersion) or ""
  return version:match("^[vV]?(%d+)%.?") or (has_v2_name(doc) and "2" or "3")
end

-- The version of the standard when the document is a data contract of it.
local function sniff(doc)
  local kind = node.text(doc.kind)
  if kind then
    return kind:lower() == "datacontract" and (doc.apiVersion or true) or nil
  end
  local tables = node.kind(doc.dataset) == "array" or node.kind(doc.schema) == "array"
  if tables and (node.text(doc.apiVersion) or ""):find("^[vV]?[23]%.") then
    return doc.apiVersion
  end
  return node.kind(doc.dataset) == "array" and has_v2_name(doc) or nil
end

local ADDRESS = { "location", "path", "endpointUrl", "host", "account", "project", "catalog",
  "database" }

-- The output ports: one for each server.
local function ports(r, doc)
  local list = {}
  for i, server in ipairs(r.objects(doc, "servers")) do
    local id = shape.first(server, { "server", "name", "id" })
    list[i] = { at = server, id = id, direction = "output", protocol = server.type,
      format = server.format, location = shape.first(server, ADDRESS), region = server.region,
      namespace = shape.namespace(server) }
    r.extend(server, { port = id })
  end
  return list
end

-- One property of a schema as a column.
local function column(r, property, path)
  return {
    at = property, path = node.place(property.name, path),
    type = shape.first(property, { "logicalType", "physicalType" }),
    format = node.at(property, "logicalTypeOptions", "format"),
    description = property.description, required = property.required, key = property.primaryKey,
    classification = property.classification, tags = property.tags,
    categories = property.category or property.categories,
    definition = bitol.definition(r, property), transforms_from = property.transformSourceObjects,
  }
end

local walk

-- What is inside a property: members of an object, items of an array.
local function nested(r, property, path, model)
  walk(r, property, path, model)
  local items = r.object(property, "items")
  if items then nested(r, items, path .. "[]", model) end
end

-- Adds the properties under an object, and all below them, to the model's columns.
function walk(r, parent, path, model)
  for _, property in ipairs(r.objects(parent, "properties")) do
    local name = r.name(property, "name")
    if name then
      local full = path .. "." .. name
      model.columns[#model.columns + 1] = column(r, property, full)
      bitol.quality(r, property, full, model.quality)
      r.extend(property, { column = full })
      nested(r, property, full, model)
    end
  end
end

-- Adds the columns and quality rules of the tables of `schema`.
local function tables(r, doc, model)
  for i, object in ipairs(r.objects(doc, "schema")) do
    local name = node.text(shape.first(object, { "name", "physicalName", "id" })) or "#" .. i
    bitol.quality(r, object, name, model.quality)
    r.extend(object, { table = name })
    nested(r, object, name, model)
  end
end

-- A document of version 3.
local function read_v3(doc, r)
  local model = {
    kind = "contract", id = shape.given(doc, { "id", "uuid" }), name = doc.name,
    version = doc.version, status = doc.status, domain = doc.domain, tenant = doc.tenant,
    tags = doc.tags, ports = ports(r, doc), columns = {}, quality = {},
  }
  model.owner, model.contacts = bitol.team(r, doc)
  model.sla, model.retention, model.lifecycle =
    bitol.service_levels(r, doc, "element", doc.slaDefaultElement)
  model.lifecycle.deprecated = doc.deprecated
  bitol.describe(r, doc, model)
  tables(r, doc, model)
  return model
end

-- A document of any version.
local function read(doc)
  local r = shape.reader()
  r.extend(doc, {})
  local model = (major(doc) == "2" and v2.read or read_v3)(doc, r)
  model.dialect_version = doc.apiVersion
  model.extensions, model.findings = r.extensions, r.findings
  return model
end

return {
  name = "odcs",
  title = "Open Data Contract Standard",
  sniff = sniff,
  read = read,
  governance_keys = {
    "status", "domain", "tenant", "team", "owner", "schema", "servers", "properties",
    "classification", "category", "tags", "primaryKey", "required", "logicalType",
    "transformSourceObjects", "authoritativeDefinitions", "customProperties", "slaProperties",
    "description", "purpose", "limitations", "retention", "stakeholders", "datasetDomain",
    "isNullable", "isPrimaryKey",
  },
  known_keys = { "server", "property", "categories" },
}
