-- SPDX-License-Identifier: Apache-2.0
-- Data Product Descriptor Specification 1.0 (Open Data Mesh): a product and its ports of five
-- kinds. Columns are those of a port's API when that is a DatastoreAPI written in place; an API in
-- another document, in `rawContent` text or in another language has none. Purposes and limitations
-- are what output ports expect of consumers. References within the document are followed.
-- https://dpds.opendatamesh.org/

local node = require "node"
local datastore = require "dialects/datastoreapi"
local shape = require "dialects/shape"

local DIRECTIONS = {
  { key = "inputPorts", direction = "input" },
  { key = "outputPorts", direction = "output" },
  { key = "discoveryPorts", direction = "discovery" },
  { key = "observabilityPorts", direction = "observability" },
  { key = "controlPorts", direction = "control" },
}

-- Adds a text unless the list has it already.
local function add_text(list, n)
  local text = node.text(n)
  for _, other in ipairs(list) do
    if node.text(other) == text then return end
  end
  if text then list[#list + 1] = n end
end

-- The texts of a list as one, placed at the first; nil when there is none.
local function joined(list)
  local texts = {}
  for i, n in ipairs(list) do texts[i] = node.text(n) end
  return list[2] and node.place(list[1], table.concat(texts, "\n")) or list[1]
end

-- n when it is an object, else nil: what a definition is, is up to its specification.
local function object(n)
  return node.kind(n) == "object" and n or nil
end

-- The region in a platform such as westeurope.azure::postgres; other spellings do not tell.
local function region(platform)
  local text = node.text(platform) or ""
  return node.place(platform, text:match("^([%w-]+)%.[%w-]+::?%w"))
end

-- Adds the figures in the x-* groups of an SLO or SLA.
local function add_figures(list, object)
  for key, group in node.pairs(node.at(object, "definition") or object) do
    for property, value in node.pairs(key:find("^x%-") and group or nil) do
      if node.text(value) then
        list[#list + 1] = { at = value, property = node.place(value, property), value = value }
      end
    end
  end
end

-- What a port promises and what it is obliged to, in figures.
local function sla(port)
  local list = {}
  add_figures(list, node.at(port.promises, "slo"))
  add_figures(list, node.at(port.obligations, "sla"))
  return list
end

-- Where the one service of an API is; of several it is not known which one is meant.
local function location(ctx, definition)
  if node.at(definition, "services") == nil then return nil end
  local services = datastore.ports(ctx, definition)
  return services[1] and not services[2] and services[1].location or nil
end

-- A context for an API in place: its references start from itself.
local function inside(ctx, definition)
  local inner = datastore.context(ctx.r, definition)
  inner.columns, inner.quality = ctx.columns, ctx.quality
  return inner
end

-- The parts of a port, with references to components of the document followed.
local function parts(ctx, entry)
  local r, own = ctx.r, datastore.resolve(ctx, entry)
  local port = { entry = entry, own = own }
  for _, key in ipairs { "promises", "expectations", "obligations" } do
    port[key] = datastore.resolve(ctx, r.object(own, key))
  end
  port.api = datastore.resolve(ctx, r.object(port.promises, "api"))
  port.definition = object(node.at(port.api, "definition"))
  port.id = shape.first(own, { "id", "fullyQualifiedName", "name" }) or node.at(entry, "$ref")
  return port
end

-- The model of a port; a port that is in another document has no id but the reference to it.
local function model_of(ctx, port, direction)
  local platform = node.at(port.promises, "platform")
  return {
    at = port.entry, id = port.id, direction = direction,
    protocol = shape.first(port.promises, { "servicesType" })
      or node.at(port.api, "specification"),
    location = location(inside(ctx, port.definition), port.definition),
    region = region(platform), contract = node.at(port.definition, "$ref"),
    version = node.at(port.own, "version"), schema = node.at(port.api, "name"),
    personal = shape.given(port.own, datastore.PERSONAL), sla = sla(port),
  }
end

-- Adds what an output port expects of its consumers: the usage it is made for, and the audience
-- it is limited to.
local function add_expectations(ctx, port)
  for key, list in pairs { usage = ctx.purposes, audience = ctx.limitations } do
    local expectation = ctx.r.object(port.expectations, key)
    add_text(list, node.at(expectation, "description"))
    ctx.r.extend(expectation, { port = port.id })
    ctx.r.extend(object(node.at(expectation, "definition")), { port = port.id })
  end
end

-- Adds what an input port reads. The id of an output port begins with the id of its product.
local function add_inputs(ctx, port)
  for _, source in ipairs(node.list(node.at(port.own, "dependsOn"))) do
    local text = node.text(source)
    local product = text and text:match("^(.-):outputports:")
    if text then
      ctx.inputs[#ctx.inputs + 1] = { at = source, port = product and source or nil,
        product = product and node.place(source, product) or source }
    end
  end
end

-- Adds one port and what follows from it.
local function add_port(ctx, entry, direction)
  local port = parts(ctx, entry)
  ctx.ports[#ctx.ports + 1] = model_of(ctx, port, direction)
  ctx.r.extend(port.own, { port = port.id })
  ctx.r.extend(port.promises, { port = port.id })
  if direction == "input" then
    add_inputs(ctx, port)
  elseif direction == "output" then
    add_expectations(ctx, port)
    local schema = object(node.at(port.definition, "schema"))
    datastore.columns(schema, port.id, inside(ctx, port.definition))
  end
end

-- Adds the ports of every direction.
local function add_ports(ctx, doc)
  local components = ctx.r.object(doc, "interfaceComponents")
  for _, kind in ipairs(DIRECTIONS) do
    for _, entry in ipairs(ctx.r.objects(components, kind.key)) do
      add_port(ctx, entry, kind.direction)
    end
  end
end

-- Whom to ask, under the name the descriptor gives each contact point.
local function contacts(r, info)
  local list = {}
  for i, point in ipairs(r.objects(info, "contactPoints")) do
    list[i] = { at = point, role = shape.first(point, { "name", "channel" }), id = point.address }
  end
  return list
end

-- A data product.
local function read(doc)
  local r = shape.reader()
  local ctx, info = datastore.context(r, doc), r.object(doc, "info")
  local owner = r.object(info, "owner")
  ctx.ports, ctx.inputs, ctx.purposes, ctx.limitations = {}, {}, {}, {}
  r.extend(doc, {})
  r.extend(info, {})
  add_ports(ctx, doc)
  return {
    kind = "product", dialect_version = doc.dataProductDescriptor,
    id = shape.given(info, { "id", "fullyQualifiedName" }),
    name = shape.given(info, { "name", "displayName" }), version = node.at(info, "version"),
    domain = node.at(info, "domain"), owner = shape.given(owner, { "id", "name" }),
    description = node.at(info, "description"), contacts = contacts(r, info), tags = doc.tags,
    purposes = ctx.purposes, limitations = joined(ctx.limitations), ports = ctx.ports,
    columns = ctx.columns, inputs = ctx.inputs, quality = ctx.quality,
    extensions = r.extensions, findings = r.findings,
  }
end

return {
  name = "dpds",
  title = "Data Product Descriptor Specification",
  sniff = function(doc) return doc.dataProductDescriptor end,
  read = read,
  governance_keys = {
    "info", "domain", "owner", "contactPoints", "interfaceComponents", "inputPorts", "outputPorts",
    "discoveryPorts", "observabilityPorts", "controlPorts", "promises", "platform",
    "servicesType", "expectations", "audience", "usage", "obligations", "termsAndConditions",
    "deprecationPolicy", "dependsOn", "classificationLevel",
  },
  known_keys = {},
}
