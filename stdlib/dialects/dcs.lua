-- SPDX-License-Identifier: Apache-2.0
-- Data Contract Specification 0.9 to 1.2 (datacontract.com). A contract describes one data set:
-- each of its servers is an output port, each field of its models a column. References to
-- `#/definitions/…` are resolved within the document. Its retention is what is kept at least.
-- https://datacontract-specification.com/

local node = require "node"
local shape = require "dialects/shape"

local ADDRESS = { "location", "path", "host", "endpointUrl", "endpoint", "account", "project",
  "catalog", "database" }

-- The keys that the specification defines; others are extensions.
local TOP = shape.set [[dataContractSpecification id info servers terms models schema definitions
  examples servicelevels quality tags links custom]]
local INFO = shape.set [[title version status description owner contact custom]]
local FIELD = shape.set [[type title description required unique primary primaryKey references
  enum format pattern precision scale minimum maximum pii classification tags examples example
  fields items keys values links quality lineage config custom $ref]]

-- The version of the specification.
local function sniff(doc)
  return doc.dataContractSpecification
end

-- The output ports: one for each server.
local function ports(r, doc)
  local list = {}
  for name in node.pairs(r.object(doc, "servers")) do
    local server = r.object(doc.servers, name)
    if server then
      local id = node.place(server, name)
      list[#list + 1] = { at = server, id = id, direction = "output", protocol = server.type,
        format = server.format, location = shape.first(server, ADDRESS), region = server.region,
        namespace = shape.namespace(server) }
      r.extend(server, { port = id })
    end
  end
  return list
end

-- The node a reference within the document points to, or nil.
local function follow(doc, reference)
  local path = reference:match("^#/(.+)$")
  if not path then return nil end
  local n = doc
  for step in path:gmatch("[^/]+") do
    local key = step:gsub("~1", "/"):gsub("~0", "~")
    n = node.at(n, key)
  end
  return node.kind(n) == "object" and n or nil
end

-- The definition that a field refers to; one that is not in the document is a finding.
local function definition_of(r, doc, field)
  local reference = node.text(field["$ref"])
  if not reference then return nil end
  local found = follow(doc, reference)
  if not found then
    r.note("UNRESOLVED_REFERENCE", "'" .. reference .. "' is not in this document",
      "add it to definitions, or correct the reference", field["$ref"])
  end
  return found
end

-- A view of a field: its own members, and for those it does not have the definition's.
local function merged(field, definition)
  if not definition then return field end
  local view = {}
  for key, value in node.pairs(definition) do view[key] = value end
  for key, value in node.pairs(field) do view[key] = value end
  return view
end

-- The fields that a field's lineage says it is made from.
local function sources(r, view)
  local list = {}
  for _, item in ipairs(r.objects(r.object(view, "lineage"), "inputFields")) do
    local name, field = node.text(item.name), node.text(item.field)
    if name and field then list[#list + 1] = node.place(item, name .. "." .. field) end
  end
  return #list > 0 and list or nil
end

-- One field as a column.
local function column(r, field, view, path)
  return {
    at = field, path = node.place(field, path), type = view.type, format = view.format,
    description = view.description, required = view.required,
    key = view.primaryKey or view.primary, classification = view.classification,
    categories = view.categories or view.category, tags = view.tags, personal = view.pii,
    definition = view["$ref"], transforms_from = sources(r, view),
  }
end

-- Adds the quality rules of a model or a field.
local function quality(r, n, path, list)
  for _, item in ipairs(r.objects(n, "quality")) do
    list[#list + 1] = { at = item, path = node.place(item, path), dimension = item.dimension,
      rule = shape.first(item, { "name", "metric", "rule", "type", "description" }) }
  end
end

local fields

-- What is inside a field: members of a record, items of an array, values of a map. `open` has the
-- references being expanded: a definition that contains itself is not expanded again.
local function nested(read, field, view, path, open)
  local reference = node.text(field["$ref"])
  if reference and open[reference] then return end
  if reference then open[reference] = true end
  fields(read, view, path, open)
  for key, mark in pairs { items = "[]", values = "{}" } do
    local inner = read.r.object(view, key)
    if inner then
      local inner_view = merged(inner, definition_of(read.r, read.doc, inner))
      nested(read, inner, inner_view, path .. mark, open)
    end
  end
  if reference then open[reference] = nil end
end

-- Adds the `fields` of a model or a field, and all below them.
function fields(read, parent, path, open)
  local r, list = read.r, read.r.object(parent, "fields")
  for name in node.pairs(list) do
    local field = r.object(list, name)
    if field then
      local full, view = path .. "." .. name, merged(field, definition_of(r, read.doc, field))
      read.columns[#read.columns + 1] = column(r, field, view, full)
      quality(r, view, full, read.quality)
      r.extend(view, { column = full }, FIELD)
      nested(read, field, view, full, open)
    end
  end
end

-- Marks the columns of a model's own (compound) primaryKey.
local function compound_key(read, model, name)
  for _, item in ipairs(node.list(model.primaryKey)) do
    local path = name .. "." .. (node.text(item) or "")
    for _, found in ipairs(read.columns) do
      if node.text(found.path) == path then found.key = node.place(item, true) end
    end
  end
end

-- Columns and quality rules of every model.
local function models(r, doc)
  local read = { r = r, doc = doc, columns = {}, quality = {} }
  local all = r.object(doc, "models")
  for name in node.pairs(all) do
    local model = r.object(all, name)
    if model then
      quality(r, model, name, read.quality)
      nested(read, model, model, name, {})
      compound_key(read, model, name)
      r.extend(model, { table = name })
    end
  end
  local whole = node.kind(doc.quality) == "object" and doc.quality
  if whole then read.quality[#read.quality + 1] = { at = whole, rule = whole.type } end
  return read
end

-- The member of each service level that is its value.
local LEVELS = {
  availability = "percentage", retention = "period", latency = "threshold",
  freshness = "threshold", frequency = "interval", support = "time", backup = "interval",
}

-- servicelevels as sla, and its retention.
local function service_levels(r, doc)
  local levels, sla, retention = r.object(doc, "servicelevels"), {}, nil
  for name, key in pairs(LEVELS) do
    local level = r.object(levels, name)
    if level then
      sla[#sla + 1] = { at = level, property = node.place(level, name),
        value = shape.first(level, { key, "cron", "responseTime" }),
        element = shape.first(level, { "timestampField", "processedTimestampField" }) }
    end
    if level and name == "retention" then
      retention = { period = level.period, unlimited = level.unlimited, reading = "min",
        element = level.timestampField }
    end
  end
  return sla, retention
end

-- What the terms say: purposes, limitations and policies.
local function terms(r, doc, model)
  local object = r.object(doc, "terms")
  if not object then return end
  model.purposes, model.limitations = object.usage, object.limitations
  local list = {}
  for _, policy in ipairs(r.objects(object, "policies")) do
    list[#list + 1] = shape.first(policy, { "url", "name", "description" })
  end
  model.terms = #list > 0 and list or nil
  r.extend(object, {})
end

-- The contact of the contract.
local function contacts(r, info)
  local contact = r.object(info, "contact")
  if not contact then return nil end
  return { { at = contact, role = node.place(contact, "contact"),
    id = shape.first(contact, { "email", "name", "url" }) } }
end

-- A data contract.
local function read(doc)
  local r = shape.reader()
  local info, found = r.object(doc, "info"), models(r, doc)
  local model = {
    kind = "contract", dialect_version = doc.dataContractSpecification, id = doc.id,
    name = node.at(info, "title"), version = node.at(info, "version"),
    status = node.at(info, "status"), owner = node.at(info, "owner"),
    description = node.at(info, "description"), contacts = contacts(r, info), tags = doc.tags,
    ports = ports(r, doc), columns = found.columns, quality = found.quality,
  }
  model.sla, model.retention = service_levels(r, doc)
  terms(r, doc, model)
  r.extend(info, {}, INFO)
  r.extend(doc, {}, TOP)
  model.extensions, model.findings = r.extensions, r.findings
  return model
end

return {
  name = "dcs",
  title = "Data Contract Specification",
  sniff = sniff,
  read = read,
  governance_keys = {
    "info", "status", "owner", "contact", "servers", "terms", "usage", "limitations", "policies",
    "models", "fields", "definitions", "pii", "classification", "tags", "required", "primaryKey",
    "servicelevels", "retention", "period", "unlimited", "lineage", "region",
  },
  known_keys = { "field", "model" },
}
