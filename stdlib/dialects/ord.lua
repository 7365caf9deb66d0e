-- SPDX-License-Identifier: Apache-2.0
-- SAP Open Resource Discovery 1.x: the first of the document's `dataProducts`; a document without
-- any describes no product. Ports are APIs, events and integration dependencies of the same
-- document, by their ORD id. A package hands its tags, lines of business and policy levels down.
-- ORD has no columns. The countries it is made for are no region of hosting: an extension.
-- https://open-resource-discovery.org/

local node = require "node"
local shape = require "dialects/shape"

local RESOURCES = { "apiResources", "eventResources", "integrationDependencies" }

-- The objects of some arrays of the document by their ORD id.
local function by_id(r, doc, keys)
  local found = {}
  for _, key in ipairs(keys) do
    for _, item in ipairs(r.objects(doc, key)) do
      local id = node.text(item.ordId)
      if id then found[id] = item end
    end
  end
  return found
end

-- The texts under a key of the product and of its package, which hands them down.
local function inherited(product, package, key)
  local list = {}
  for _, holder in ipairs { product, package } do
    for _, item in ipairs(node.list(node.at(holder, key))) do list[#list + 1] = item end
  end
  return list
end

-- Adds ports. Of several entry points the first is the location.
local function add_ports(ctx, items, direction)
  for _, item in ipairs(items) do
    local resource = ctx.resources[node.text(item.ordId) or ""]
    ctx.ports[#ctx.ports + 1] = {
      at = item, id = item.ordId, direction = direction,
      protocol = node.at(resource, "apiProtocol"),
      location = node.list(node.at(resource, "entryPoints"))[1],
      version = node.at(resource, "version"), status = node.at(resource, "releaseStatus"),
      schema = node.at(resource, "resourceDefinitions", 1, "url"),
    }
  end
end

-- Adds the resources that an aspect of an integration dependency reads.
local function add_aspect(ctx, aspect)
  for _, key in ipairs { "apiResources", "eventResources" } do
    for _, source in ipairs(ctx.r.objects(aspect, key)) do
      ctx.inputs[#ctx.inputs + 1] = { at = source, port = source.ordId,
        product = ctx.owner[node.text(source.ordId) or ""], version = source.minVersion }
    end
  end
end

-- Adds what the product is made from: the resources its integration dependencies read, or the
-- dependency itself when it is not in the document.
local function add_inputs(ctx, items)
  for _, item in ipairs(items) do
    local dependency = ctx.resources[node.text(item.ordId) or ""]
    local aspects = ctx.r.objects(dependency, "aspects")
    for _, aspect in ipairs(aspects) do add_aspect(ctx, aspect) end
    if #aspects == 0 then ctx.inputs[#ctx.inputs + 1] = { at = item, port = item.ordId } end
  end
end

-- The product that offers each resource, by the resource's id.
local function owners(products)
  local owner = {}
  for _, product in ipairs(products) do
    for _, item in node.items(product.outputPorts) do
      owner[node.text(node.at(item, "ordId")) or ""] = product.ordId
    end
  end
  return owner
end

-- Whether the product is deprecated, and until when it is there.
local function lifecycle(product)
  local status = node.text(product.releaseStatus)
  local deprecated = status and node.place(product.releaseStatus, status:lower() == "deprecated")
  if node.text(product.deprecationDate) and node.value(deprecated) ~= true then
    deprecated = node.place(product.deprecationDate, true)
  end
  return { deprecated = deprecated, end_of_life = product.sunsetDate }
end

-- The namespace of the product's ORD id, which names the system or the vendor it belongs to.
local function tenant(product)
  return node.place(product.ordId, (node.text(product.ordId) or ""):match("^([^:]+):"))
end

-- Collects labels, ORD's own way to extend, and what the model has no member for.
local function extend(r, product)
  r.extend(product, {})
  for name, value in node.pairs(r.object(product, "labels")) do
    local values = node.list(value)
    r.extension(name, #values == 1 and values[1] or value, {})
  end
  for _, name in ipairs { "visibility", "countries" } do
    if product[name] ~= nil then r.extension(name, product[name], {}) end
  end
end

-- The first data product; nil when the document has none.
local function read(doc)
  local r = shape.reader()
  local products = r.objects(doc, "dataProducts")
  local product = products[1]
  if not product then return nil end
  local package = by_id(r, doc, { "packages" })[node.text(product.partOfPackage) or ""]
  local ctx = { r = r, resources = by_id(r, doc, RESOURCES), owner = owners(products),
    ports = {}, inputs = {} }
  local incoming = r.objects(product, "inputPorts")
  add_ports(ctx, incoming, "input")
  add_ports(ctx, r.objects(product, "outputPorts"), "output")
  add_inputs(ctx, incoming)
  extend(r, product)
  return {
    kind = "product", at = product, id = product.ordId, name = product.title,
    version = product.version, owner = product.responsible, tenant = tenant(product),
    status = shape.given(product, { "releaseStatus", "lifecycleStatus" }),
    domain = inherited(product, package, "lineOfBusiness")[1],
    description = shape.given(product, { "description", "shortDescription" }),
    tags = inherited(product, package, "tags"), terms = inherited(product, package, "policyLevels"),
    ports = ctx.ports, inputs = ctx.inputs, lifecycle = lifecycle(product),
    extensions = r.extensions, findings = r.findings,
  }
end

return {
  name = "ord",
  title = "SAP Open Resource Discovery",
  sniff = function(doc) return doc.openResourceDiscovery end,
  read = read,
  governance_keys = {
    "dataProducts", "outputPorts", "inputPorts", "releaseStatus", "lifecycleStatus",
    "deprecationDate", "sunsetDate", "responsible", "lineOfBusiness", "visibility", "countries",
    "policyLevels", "apiProtocol",
  },
  known_keys = { "policyLevel" },
}
