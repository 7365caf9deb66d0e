-- SPDX-License-Identifier: Apache-2.0
-- DatastoreAPI 1.0 (Open Data Mesh): the interface of a datastore, standing alone as the contract
-- of a port or inside a DPDS descriptor (dpds.lua). Each service is an output port. Reads tables
-- as JSON Schema (`definition.properties`) and as lists of `columns`, and local references as
-- real files spell them: `#/components/tables/x`, `#components.tables.x`.
-- https://dpds.opendatamesh.org/

local node = require "node"
local shape = require "dialects/shape"

local REQUIRED = shape.set "NOT_NULL REQUIRED PRIMARY_KEY"
local PERSONAL = { "pii", "personal", "isPii", "isPersonal", "containsPii" }

-- What a reading needs and collects: the reader, the document that local references start from,
-- and the columns and quality rules found.
local function context(r, root)
  return { r = r, root = root, columns = {}, quality = {} }
end

-- What a reference within the document names, or nil.
local function follow(root, reference)
  local path = reference:match("^#/?(.+)$")
  if not path then return nil end
  local separator = path:find("/", 1, true) and "/" or "."
  local n = root
  for step in path:gmatch("[^" .. separator .. "]+") do
    local key = step:gsub("~1", "/"):gsub("~0", "~")
    n = node.at(n, key)
  end
  return node.kind(n) == "object" and n or nil
end

-- n itself, or what its `$ref` names; nil and a finding when that is not in the document.
local function resolve(ctx, n)
  local reference = node.at(n, "$ref")
  local text = node.text(reference)
  if not text then return n end
  local found = follow(ctx.root, text)
  if not found then
    ctx.r.note("UNRESOLVED_REFERENCE", "'" .. text .. "' is not in this document and is not read",
      "write the definition in place, or correct the reference", reference)
  end
  return found
end

-- A constraint as a code: "NOT NULL" and "not_null" are NOT_NULL.
local function constraint(property)
  local text = (node.text(property.columnConstraint) or ""):upper():gsub("%s+", "_")
  return text
end

-- Whether a value must be there: by the schema's list, the column's own flag or its constraint.
local function required(property, listed)
  if listed then return node.place(listed, true) end
  local own = shape.first(property, { "required", "isRequired" })
  if own == nil and REQUIRED[constraint(property)] then
    return node.place(property.columnConstraint, true)
  end
  return own
end

-- Whether the column is (part of) the primary key.
local function primary(property)
  local own = shape.given(property, { "isPrimaryKey", "primaryKey" })
  if own ~= nil then return own end
  if constraint(property) == "PRIMARY_KEY" then
    return node.place(property.columnConstraint, true)
  end
  local kind = (node.text(property.kind) or ""):upper()
  return kind:find("^PRIMARY") and node.place(property.kind, true) or nil
end

-- JSON Schema's type (of several the first that is not null), else the datastore's own.
local function type_of(property)
  for _, name in ipairs(node.list(property.type)) do
    local text = node.text(name)
    if text and text ~= "null" then return name end
  end
  return shape.first(property, { "physicalType", "dataType" })
end

-- Adds the quality rules of a table or column; a rule that only refers to another gives its name.
local function quality(ctx, n, path)
  for _, item in ipairs(ctx.r.objects(n, "quality")) do
    ctx.quality[#ctx.quality + 1] = {
      at = item, path = node.place(item, path), dimension = item.dimension,
      rule = shape.first(item, { "name", "metric", "type" })
        or node.at(item, "customProperties", "refName"),
    }
  end
end

-- Adds one column.
local function add(ctx, port, path, property, listed)
  ctx.columns[#ctx.columns + 1] = {
    at = property, port = port, path = node.place(property, path), type = type_of(property),
    format = property.format, description = property.description,
    required = required(property, listed), key = primary(property),
    classification = property.classificationLevel, tags = property.tags,
    personal = shape.given(property, PERSONAL), definition = property["s-type"],
  }
  ctx.r.extend(property, { column = path })
  quality(ctx, property, path)
end

-- The names in a JSON Schema's `required` list, each with its node.
local function required_names(schema)
  local names = {}
  for _, name in node.items(node.at(schema, "required")) do
    if node.text(name) then names[node.text(name)] = name end
  end
  return names
end

-- The path of a member; a table may have no name.
local function below(path, key)
  return path == "" and key or path .. "." .. key
end

-- Adds the properties of a JSON Schema and, depth first, theirs; "[]" marks items of an array.
local function walk(ctx, port, path, schema)
  if node.kind(schema.items) == "object" then
    return walk(ctx, port, path .. "[]", schema.items)
  end
  local names, properties = required_names(schema), ctx.r.object(schema, "properties")
  for key in node.pairs(properties) do
    local property = ctx.r.object(properties, key)
    if property then
      add(ctx, port, below(path, key), property, names[key])
      walk(ctx, port, below(path, key), property)
    end
  end
end

-- Adds the columns of one table. Its definition knows its name better than its entry does.
local function add_table(ctx, port, entry)
  local inner = node.kind(entry.definition) == "object" and entry.definition or entry
  local name = shape.first(inner, { "name" }) or shape.first(entry, { "name", "id" })
  local path, definition = node.text(name) or "", resolve(ctx, inner)
  if not definition then return end
  quality(ctx, definition, path)
  walk(ctx, port, path, definition)
  for _, column in ipairs(ctx.r.objects(definition, "columns")) do
    local own = ctx.r.name(column, "name")
    if own then add(ctx, port, below(path, own), column) end
  end
end

-- The columns of a DatastoreAPI schema. `port` is the id of the port that offers them, or nil; the
-- context, which may be left out, also receives quality rules, extensions and findings.
local function columns(schema, port, ctx)
  ctx = ctx or context(shape.reader())
  for _, item in ipairs(ctx.r.objects(schema, "tables")) do
    local entry = resolve(ctx, item)
    if entry then add_table(ctx, port, entry) end
  end
  return ctx.columns
end

-- The server of a service: given in place, or one level down under a name of its own.
local function server_of(ctx, service)
  local info = resolve(ctx, ctx.r.object(service, "serverInfo"))
  if node.at(info, "connectionProtocols") == nil then
    for _, child in node.pairs(info) do
      if node.at(child, "connectionProtocols") ~= nil then return child end
    end
  end
  return info
end

-- How and where a server is reached: by its first connection, else by its host.
local function address(server)
  local protocol, host = node.at(server, "dbmsType"), node.at(server, "host")
  for name, connection in node.pairs(node.at(server, "connectionProtocols")) do
    local location = node.at(connection, "connectionString") or node.at(connection, "url")
    return protocol or node.place(connection, name), location or host
  end
  return protocol, host
end

-- The output ports: one for each service.
local function ports(ctx, doc)
  local list, services = {}, ctx.r.object(doc, "services")
  for name in node.pairs(services) do
    local service = ctx.r.object(services, name)
    if service then
      local protocol, location = address(server_of(ctx, resolve(ctx, service)))
      list[#list + 1] = { at = service, id = node.place(service, name), direction = "output",
        protocol = protocol, location = location, version = node.at(doc, "info", "version") }
      ctx.r.extend(service, { port = name })
    end
  end
  return list
end

-- The person or team to ask.
local function contacts(r, info)
  local contact = r.object(info, "contact")
  local id = shape.first(contact, { "email", "url", "name" })
  return { id and { at = contact, role = node.place(contact, "contact"), id = id } }
end

-- A document that stands alone.
local function read(doc)
  local r = shape.reader()
  local ctx, info = context(r, doc), r.object(doc, "info")
  r.extend(doc, {})
  r.extend(info, {})
  local list = ports(ctx, doc)
  columns(r.object(doc, "schema"), list[1] and not list[2] and list[1].id or nil, ctx)
  return {
    kind = "contract", dialect_version = doc.datastoreapi,
    id = shape.given(info, { "fullyQualifiedName", "datastoreName" }),
    name = shape.given(info, { "title", "datastoreName" }), version = node.at(info, "version"),
    description = shape.given(info, { "description", "summary" }),
    contacts = contacts(r, info), terms = { node.at(info, "termsOfService") },
    ports = list, columns = ctx.columns, quality = ctx.quality,
    extensions = r.extensions, findings = r.findings,
  }
end

return {
  name = "datastoreapi",
  title = "DatastoreAPI",
  sniff = function(doc) return doc.datastoreapi end,
  read = read,
  governance_keys = {
    "info", "services", "schema", "tables", "properties", "classificationLevel",
    "columnConstraint", "required", "tags", "termsOfService",
  },
  known_keys = { "$schema", "isRequired" },
  columns = columns, context = context, resolve = resolve, ports = ports, PERSONAL = PERSONAL,
}
