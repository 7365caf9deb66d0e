-- SPDX-License-Identifier: Apache-2.0
--
-- DatastoreAPI 1.0 (Open Data Mesh): the interface of a datastore, standing alone as the contract of a port, or
-- inside a DPDS descriptor (dialects/dpds.lua uses the helpers exported below). Reads tables given as JSON Schema
-- (`definition.properties`) and as a list of columns (`columns`), and local references in both spellings that real
-- files use: `#/components/tables/x` and `#components.tables.x`. What lies in another document is a finding.
local node = require "node"

local REQUIRED = { NOT_NULL = true, REQUIRED = true, PRIMARY_KEY = true }
local PERSONAL = { "x-pii", "x-personal", "pii", "personal", "isPii", "isPersonal", "containsPii" }

--- Where a reading collects what it finds; `root` is the document that local references start from.
local function sink(root)
  return { root = root, columns = {}, extensions = {}, quality = {}, findings = {} }
end

--- n when it has the shape ("scalar", "object", "array") or is absent; else nil, and a finding about the member.
local function expect(n, shape, member, into)
  local kind = node.kind(n)
  local is_scalar = kind ~= "object" and kind ~= "array"
  if kind == nil or kind == shape or (is_scalar and shape == "scalar") then
    return n
  end
  into.findings[#into.findings + 1] = {
    code = "WRONG_TYPE", at = n,
    message = "'" .. member .. "' must be " .. (shape == "scalar" and "text" or "an " .. shape) .. ", found " .. kind,
  }
  return nil
end

--- Note that a reference leads nowhere in this document.
local function unresolved(ref, into)
  into.findings[#into.findings + 1] = {
    code = "UNRESOLVED_REFERENCE", at = ref,
    message = "'" .. node.text(ref) .. "' is not in this document and is not read",
    hint = "write the definition in place",
  }
end

--- What "#/components/tables/x" or "#components.tables.x" names in root; nil when it is not there.
local function follow(root, ref)
  local path = ref:match("^#/?(.+)$")
  if not path then
    return nil
  end
  local separator = path:find("/", 1, true) and "/" or "."
  for step in path:gmatch("[^" .. separator .. "]+") do
    root = node.at(root, (step:gsub("~1", "/"):gsub("~0", "~")))
  end
  return root
end

--- n itself, or what its local `$ref` names; when that is not in the document, nil and a finding.
local function resolve(n, into)
  local ref = node.at(n, "$ref")
  local text = node.text(ref)
  if not text then
    return n
  end
  local target = follow(into.root, text)
  if target == nil then
    unresolved(ref, into)
  end
  return target
end

--- Note every x-* member of n as an extension; path is the column it belongs to, if any.
local function extensions(n, into, path)
  for key, value in node.pairs(n) do
    if key:find("^x%-") then
      into.extensions[#into.extensions + 1] = { name = key, value = value, column = path }
    end
  end
end

--- The scalar that says whether n is personal data, as its author wrote it.
local function personal(n)
  for _, key in ipairs(PERSONAL) do
    local flag = node.at(n, key)
    if node.text(flag) then
      return flag
    end
  end
  return nil
end

--- The constraint of a column as a code: "NOT NULL" and "not_null" are NOT_NULL.
local function constraint(property)
  local text = node.text(node.at(property, "columnConstraint"))
  return text and text:upper():gsub("%s+", "_") or nil
end

--- The first of the named members that is a boolean, placed; nil when none is.
local function flag(property, ...)
  for _, key in ipairs({ ... }) do
    local member = node.at(property, key)
    local value = node.bool(member)
    if value ~= nil then
      return node.place(member, value)
    end
  end
  return nil
end

--- Whether a value must be there: by the schema's list, by the column's own flag, or by its constraint.
local function required(property, listed)
  if listed then
    return node.place(listed, true)
  end
  local own = flag(property, "required", "isRequired")
  if own == nil and REQUIRED[constraint(property)] then
    return node.place(property.columnConstraint, true)
  end
  return own
end

--- Whether the column is (part of) the primary key.
local function primary(property)
  local own = flag(property, "isPrimaryKey", "primaryKey")
  if own ~= nil then
    return own
  end
  if constraint(property) == "PRIMARY_KEY" then
    return node.place(property.columnConstraint, true)
  end
  local kind = node.at(property, "kind")
  if (node.text(kind) or ""):upper():find("^PRIMARY") then
    return node.place(kind, true)
  end
  return nil
end

--- JSON Schema's type (of several, the first that is not null), else the datastore's own.
local function type_of(property)
  for _, name in ipairs(node.list(node.at(property, "type"))) do
    local text = node.text(name)
    if text and text ~= "null" then
      return name
    end
  end
  return node.at(property, "physicalType") or node.at(property, "dataType")
end

--- The texts among the tags: a list, or one alone.
local function tags(n, into)
  local found = {}
  for _, tag in ipairs(node.list(n)) do
    found[#found + 1] = expect(tag, "scalar", "tags", into)
  end
  return found
end

--- Note the quality rules of a table or column; a rule that only refers to another gives the name it refers to.
local function quality(n, into, path)
  for _, rule in node.items(node.at(n, "quality")) do
    local name = node.at(rule, "name") or node.at(rule, "customProperties", "refName") or node.at(rule, "metric")
    if node.kind(rule) == "object" then
      into.quality[#into.quality + 1] = {
        path = node.place(rule, path), rule = name, dimension = node.at(rule, "dimension"),
      }
    end
  end
end

--- Append one column.
local function add_column(into, port, path, property, listed)
  into.columns[#into.columns + 1] = {
    port = port,
    path = node.place(property, path),
    type = type_of(property),
    format = node.at(property, "format"),
    description = node.at(property, "description"),
    required = required(property, listed),
    key = primary(property),
    classification = expect(node.at(property, "classificationLevel"), "scalar", "classificationLevel", into),
    tags = tags(node.at(property, "tags"), into),
    personal = personal(property),
    definition = node.at(property, "s-type"),
  }
  extensions(property, into, path)
  quality(property, into, path)
end

--- The names in a JSON Schema's `required` list, each with its node.
local function required_names(schema)
  local names = {}
  for _, name in node.items(node.at(schema, "required")) do
    names[node.text(name) or ""] = name
  end
  return names
end

--- Append the columns of a JSON Schema's properties and, depth first, of theirs; "[]" marks the items of an array.
local function add_properties(into, port, path, schema)
  local items = node.at(schema, "items")
  if node.kind(items) == "object" then
    return add_properties(into, port, path .. "[]", items)
  end
  local names = required_names(schema)
  for key, property in node.pairs(expect(node.at(schema, "properties"), "object", "properties", into)) do
    local member = path == "" and key or path .. "." .. key
    add_column(into, port, member, property, names[key])
    add_properties(into, port, member, property)
  end
end

--- Append the columns of a table that lists them.
local function add_listed(into, port, path, columns)
  for _, column in node.items(expect(columns, "array", "columns", into)) do
    local name = node.text(node.at(column, "name"))
    if name then
      add_column(into, port, path == "" and name or path .. "." .. name, column)
    end
  end
end

--- Append the columns of one table; its definition knows its name better than the list of tables does.
local function add_table(into, port, entry)
  local definition = node.at(entry, "definition")
  definition = node.kind(definition) == "object" and definition or entry
  local name = node.at(definition, "name") or node.at(entry, "name") or node.at(entry, "id")
  local path = node.text(name) or ""
  definition = resolve(definition, into)
  quality(definition, into, path)
  add_properties(into, port, path, definition)
  add_listed(into, port, path, node.at(definition, "columns"))
end

--- The columns of a DatastoreAPI schema, in document order. `port` is the id of the port that offers them, or nil;
--- `into` (see sink) also receives extensions, quality rules and findings, and may be left out.
local function columns(schema, port, into)
  into = into or sink()
  for _, entry in node.items(expect(node.at(schema, "tables"), "array", "tables", into)) do
    local found = resolve(entry, into)
    if found ~= nil then
      add_table(into, port, found)
    end
  end
  return into.columns
end

--- The server of a service: given in place, or one level down under a name of its own.
local function server(service, into)
  local info = resolve(node.at(service, "serverInfo"), into)
  if node.at(info, "connectionProtocols") or node.at(info, "host") then
    return info
  end
  for _, child in node.pairs(info) do
    if node.at(child, "connectionProtocols") then
      return child
    end
  end
  return info
end

--- How and where a server is reached: the first connection, else its host.
local function address(info)
  for name, connection in node.pairs(node.at(info, "connectionProtocols")) do
    local location = node.at(connection, "connectionString") or node.at(connection, "url")
    return node.at(info, "dbmsType") or node.place(connection, name), location or node.at(info, "host")
  end
  return node.at(info, "dbmsType"), node.at(info, "host")
end

--- One output port per service. `into` as in columns.
local function ports(doc, into)
  local found = {}
  for name, service in node.pairs(expect(node.at(doc, "services"), "object", "services", into)) do
    local protocol, location = address(server(resolve(service, into), into))
    found[#found + 1] = {
      id = node.place(service, name),
      direction = "output",
      protocol = protocol,
      location = location,
      version = node.at(doc, "info", "version"),
    }
  end
  return found
end

--- The person or team to ask.
local function contacts(info)
  local contact = node.at(info, "contact")
  local id = node.at(contact, "email") or node.at(contact, "url") or node.at(contact, "name")
  return { id and { role = node.place(contact, "contact"), id = id } }
end

--- The product model of a DatastoreAPI document that stands alone.
local function read(doc)
  local into = sink(doc)
  local info = expect(node.at(doc, "info"), "object", "info", into)
  local found = ports(doc, into)
  extensions(doc, into)
  extensions(info, into)
  return {
    kind = "contract",
    id = node.at(info, "fullyQualifiedName") or node.at(info, "datastoreName"),
    name = node.at(info, "title") or node.at(info, "datastoreName"),
    version = node.at(info, "version"),
    description = node.at(info, "description") or node.at(info, "summary"),
    contacts = contacts(info),
    terms = { node.at(info, "termsOfService") },
    ports = found,
    columns = columns(node.at(doc, "schema"), #found == 1 and found[1].id or nil, into),
    quality = into.quality,
    extensions = into.extensions,
    findings = into.findings,
  }
end

return {
  name = "datastoreapi",
  title = "DatastoreAPI",
  sniff = function(doc) return node.at(doc, "datastoreapi") end,
  read = read,
  governance_keys = { "classificationLevel", "columnConstraint", "required", "services", "properties" },
  known_keys = {},
  columns = columns,
  sink = sink,
  expect = expect,
  resolve = resolve,
  ports = ports,
  extensions = extensions,
  personal = personal,
  tags = tags,
}
