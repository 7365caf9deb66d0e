-- SPDX-License-Identifier: Apache-2.0
-- Witboost Data Product Specification (a CUE schema without versions): the product bare, or under
-- `dataProduct` as in deployment requests. Components whose `kind`, in any case, is outputport or
-- observability are ports. A port has one schema, so its name stands where others have a table's.
-- The sharing agreement is read under the data contract and under the port, in singular and
-- plural: the specification and its own example differ.
-- https://github.com/agile-lab-dev/Data-Product-Specification

local node = require "node"
local shape = require "dialects/shape"

local REQUIRED = shape.set "NOT_NULL REQUIRED PRIMARY_KEY"
local DIRECTIONS = { outputport = "output", observability = "observability" }
local AGREEMENTS = { "dataSharingAgreement", "dataSharingAgreements" }
local PERSONAL = { "x-pii", "pii", "personal", "isPersonal" }

-- The text of n in lower case, or nil.
local function lower(n)
  local text = node.text(n)
  return text and text:lower()
end

-- The object of the product; nil when the document is in another dialect.
local function product_of(doc)
  local inner = node.at(doc, "dataProduct")
  if lower(node.at(inner, "kind")) == "dataproduct" then return inner end
  local bare = lower(doc.kind) == "dataproduct" and node.kind(doc.components) == "array"
  return bare and doc or nil
end

-- Adds a text unless the list has it already.
local function add_text(list, n)
  local text = node.text(n)
  for _, other in ipairs(list) do
    if node.text(other) == text then return end
  end
  if text then list[#list + 1] = n end
end

-- The texts of a list as one, placed at the first; nil when there is none.
local function joined(list, separator)
  local texts = {}
  for i, n in ipairs(list) do texts[i] = node.text(n) end
  return list[2] and node.place(list[1], table.concat(texts, separator)) or list[1]
end

-- The names in a list of OpenMetadata tags; a tag that is a text is its own name.
local function tags(n, key)
  local list = {}
  for _, tag in ipairs(node.list(node.at(n, key))) do
    list[#list + 1] = node.kind(tag) == "object" and tag.tagFQN or tag
  end
  return list
end

-- True with its place when a port itself is tagged PII, else nil.
local function tagged(component)
  for _, tag in ipairs(tags(component, "tags")) do
    if lower(tag) == "pii" then return node.place(tag, true) end
  end
  return nil
end

-- The scalars of an object as properties and values.
local function figures(object)
  local list = {}
  for property, value in node.pairs(object) do
    if node.text(value) then
      list[#list + 1] = { at = value, property = node.place(value, property), value = value }
    end
  end
  return list
end

-- A column, without its children.
local function column_of(item, port, path)
  local constraint = item.constraint
  local code = (node.text(constraint) or ""):upper():gsub("%s+", "_")
  return {
    at = item, port = port, path = node.place(item.name, path), type = item.dataType,
    description = item.description, tags = tags(item, "tags"),
    required = REQUIRED[code] and node.place(constraint, true) or nil,
    key = code == "PRIMARY_KEY" and node.place(constraint, true) or nil,
    personal = shape.given(item, PERSONAL), definition = tags(item, "businessTerms")[1],
  }
end

-- Adds the columns under one key and, depth first, their children; those of an array are members
-- of its items.
local function walk(ctx, parent, key, port, path)
  for _, item in ipairs(ctx.r.objects(parent, key)) do
    local name = ctx.r.name(item, "name")
    if name then
      local full = path .. "." .. name
      ctx.columns[#ctx.columns + 1] = column_of(item, port, full)
      ctx.r.extend(item, { column = full })
      walk(ctx, item, "children", port, lower(item.dataType) == "array" and full .. "[]" or full)
    end
  end
end

-- The sharing agreement of a port, wherever it is.
local function agreement_of(r, component, contract)
  for _, key in ipairs(AGREEMENTS) do
    local found = r.object(contract, key) or r.object(component, key)
    if found then return found end
  end
  return nil
end

-- Adds what an output port shares, and on what terms.
local function add_output(ctx, component, contract, id)
  local agreement = agreement_of(ctx.r, component, contract)
  walk(ctx, contract, "schema", id, node.text(component.name) or node.text(id) or "port")
  add_text(ctx.purposes, node.at(agreement, "purpose"))
  add_text(ctx.purposes, node.at(agreement, "intendedUsage"))
  add_text(ctx.limitations, node.at(agreement, "limitations"))
  add_text(ctx.terms, node.at(agreement, "termsAndConditions"))
  add_text(ctx.terms, node.at(contract, "termsAndConditions"))
  add_text(ctx.retention, component.retentionTime)
end

-- Adds a component that is a port.
local function add_port(ctx, component, direction)
  local contract = ctx.r.object(component, "dataContract")
  local id = shape.first(component, { "id", "name" })
  ctx.ports[#ctx.ports + 1] = {
    at = component, id = id, direction = direction, version = component.version,
    protocol = shape.first(component, { "technology", "outputPortType", "platform" }),
    location = node.at(contract, "endpoint") or component.endpoint,
    personal = tagged(component), sla = figures(ctx.r.object(contract, "SLA")),
  }
  ctx.r.extend(component, { port = id })
  if direction == "output" then add_output(ctx, component, contract, id) end
end

-- Adds one source from outside. A component's urn, urn:dmb:cmp:DOMAIN:NAME:MAJOR:COMPONENT, tells
-- which product it belongs to.
local function add_input(ctx, source, own)
  local text = node.text(source)
  if not text or own[text] then return end
  local product = text:match("^urn:dmb:cmp:([^:]+:[^:]+:[^:]+):")
  ctx.inputs[#ctx.inputs + 1] = { at = source, port = product and source or nil,
    product = product and node.place(source, "urn:dmb:dp:" .. product) or source }
end

-- Adds what the components read from outside the product.
local function add_inputs(ctx, components)
  local own = {}
  for _, component in ipairs(components) do
    if node.text(component.id) then own[node.text(component.id)] = true end
  end
  for _, component in ipairs(components) do
    for _, key in ipairs { "dependsOn", "readsFrom" } do
      for _, source in ipairs(node.list(component[key])) do add_input(ctx, source, own) end
    end
  end
end

-- The people to ask, under the specification's names for them (`suportContact` is one).
local function contacts(r, product)
  local list = {}
  for role, id in node.pairs(r.object(product, "contacts")) do
    list[#list + 1] = { at = id, role = node.place(id, role), id = id }
  end
  if product.email ~= nil then
    list[#list + 1] = { role = node.place(product.email, "email"), id = product.email }
  end
  return list
end

-- The longest time data is kept. Where ports differ the joined text is no duration, so the model
-- says `unclear`: it has one retention only.
local function retention(texts)
  return texts[1] and { period = joined(texts, ", "), reading = "max" }
end

-- The members of securityInfo as extensions: the model has no members for them.
local function add_security(r, product)
  for name, value in node.pairs(r.object(product, "securityInfo")) do
    r.extension(name, value, {})
  end
end

-- A data product.
local function read(doc)
  local r, product = shape.reader(), product_of(doc)
  local support = r.object(product, "supportSLA")
  local components = r.objects(product, "components")
  local ctx = { r = r, ports = {}, columns = {}, inputs = {}, purposes = {}, limitations = {},
    terms = {}, retention = {} }
  for _, component in ipairs(components) do
    local direction = DIRECTIONS[lower(component.kind) or ""]
    if direction then add_port(ctx, component, direction) end
  end
  add_inputs(ctx, components)
  add_security(r, product)
  r.extend(product, {})
  return {
    kind = "product", id = product.id, name = product.name, version = product.version,
    status = product.status, domain = shape.given(product, { "domain", "domainId" }),
    owner = shape.given(product, { "dataProductOwner", "ownerGroup" }),
    description = product.description, contacts = contacts(r, product),
    tags = tags(product, "tags"), purposes = ctx.purposes,
    limitations = joined(ctx.limitations, "\n"), terms = ctx.terms, ports = ctx.ports,
    columns = ctx.columns, inputs = ctx.inputs, retention = retention(ctx.retention),
    sla = figures(support),
    lifecycle = { end_of_support = node.at(support, "endOfSupport") },
    extensions = r.extensions, findings = r.findings,
  }
end

return {
  name = "witboost",
  title = "Witboost Data Product Specification",
  sniff = function(doc) return product_of(doc) and true or nil end,
  read = read,
  governance_keys = {
    "status", "domain", "dataProductOwner", "ownerGroup", "components", "dataContract", "schema",
    "constraint", "tags", "tagFQN", "businessTerms", "children", "dataSharingAgreement", "purpose",
    "intendedUsage", "limitations", "termsAndConditions", "retentionTime", "dependsOn",
    "readsFrom", "securityInfo", "confidentiality", "visibility", "supportSLA", "endOfSupport",
  },
  known_keys = { "dataSharingAgreements" },
}
