-- SPDX-License-Identifier: Apache-2.0
-- Open Data Product Specification (Linux Foundation) 3.0 to 4.1: details under
-- `product.details.<language>` (3.0: `product.<language>`), one data access (3.x) or one per id
-- (4.x), SLA and quality as lists (3.x) or in profiles (4.x). Published files put some members
-- beside `product` instead of in it; they are read there too. A contract in place is read by its
-- own dialect. Where a licence holds is not where data is hosted: it is an extension, no region.
-- https://opendataproducts.org/

local node = require "node"
local shape = require "dialects/shape"

local CONTRACTS = { odcs = require "dialects/odcs", dcs = require "dialects/dcs" }
local ACCESS = { "type", "format", "authenticationMethod", "specification" }
local NO_PROFILE = shape.set "executable support monitoring"

-- The object under key of the product, or of the document.
local function part(r, doc, key)
  local inside = node.at(doc, "product", key) ~= nil
  return r.object(inside and doc.product or doc, key)
end

-- The English member of an object by language, else that of the first language; or nil.
local function language(n)
  if node.kind(node.at(n, "en")) == "object" then return n.en end
  for key, child in node.pairs(n) do
    if key:find("^%l%l$") and node.kind(child) == "object" then return child end
  end
  return nil
end

-- The details of a product, in whichever of three places they are.
local function details_of(r, product)
  local details = r.object(product, "details")
  if shape.first(details, { "productID", "name" }) then return details end
  return language(details) or language(product)
end

-- One output port.
local function port(access, id, region)
  return {
    at = access, id = id, direction = "output", region = region, format = access.format,
    protocol = shape.first(access, { "outputPorttype", "outputPortType", "type" }),
    location = access.accessURL,
  }
end

-- The data access of the document: an object, or an array of objects; else nil.
local function access_of(doc)
  local access = node.at(doc, "product", "dataAccess")
  if access == nil then access = doc.dataAccess end
  return type(access) == "table" and access or nil
end

-- The output ports: one for each data access, by its key (4.x) or its `interface` (3.x).
local function ports(r, doc, region)
  local list, access = {}, access_of(doc)
  if shape.first(access, ACCESS) then
    return { port(access, access.interface, region) }
  end
  for key in node.pairs(access) do
    local one = r.object(access, key)
    if one then list[#list + 1] = port(one, node.place(one, key), region) end
  end
  for _, one in node.items(access) do
    if node.kind(one) == "object" then list[#list + 1] = port(one, one.interface, region) end
  end
  return list
end

-- Adds the dimensions in n: a list of them, a profile that has `dimensions`, or named profiles.
local function add_dimensions(list, n)
  for _, item in node.items(n) do
    if node.text(node.at(item, "dimension")) then list[#list + 1] = item end
  end
  for key, child in node.pairs(n) do
    if not NO_PROFILE[key] then add_dimensions(list, child) end
  end
end

-- The dimensions under a key of the product, or of the document, over all profiles.
local function dimensions(doc, key)
  local list = {}
  add_dimensions(list, node.at(doc, "product", key))
  if not list[1] then add_dimensions(list, node.at(doc, key)) end
  return list
end

-- What is promised about the service, and the dates among it.
local function service_levels(doc)
  local list, lifecycle = {}, {}
  for i, item in ipairs(dimensions(doc, "SLA")) do
    local name = node.text(item.dimension)
    list[i] = { at = item, property = item.dimension, value = item.objective, unit = item.unit }
    if name == "endOfSupport" then lifecycle.end_of_support = item.objective end
    if name == "endOfLife" then lifecycle.end_of_life = item.objective end
  end
  return list, lifecycle
end

-- What is promised about quality: the rule is the objective in its unit.
local function quality(doc)
  local list = {}
  for i, item in ipairs(dimensions(doc, "dataQuality")) do
    local objective, unit = node.text(item.objective), node.text(item.unit)
    local rule = objective and node.place(item.objective, objective .. (unit and " " .. unit or ""))
    list[i] = { at = item, rule = rule, dimension = item.dimension }
  end
  return list
end

-- Takes the columns of a contract in place and what their authors added to them. They belong to
-- the product's port when it has just one.
local function add_inline(r, model, contract)
  local only = model.ports[1] and not model.ports[2] and model.ports[1].id or nil
  for i, column in ipairs(contract.columns or {}) do
    column.port = only
    model.columns[i] = column
  end
  for _, extension in ipairs(contract.extensions or {}) do
    if extension.column then r.extension(extension.name, extension.value, extension) end
  end
end

-- Reads the contract in place, or else names it on every port.
local function add_contract(r, doc, model)
  local contract = part(r, doc, "contract")
  local dialect = CONTRACTS[(node.text(node.at(contract, "type")) or ""):lower()]
  local spec = dialect and r.object(contract, "spec")
  if spec then return add_inline(r, model, dialect.read(spec)) end
  for _, one in ipairs(model.ports) do
    one.contract = shape.first(contract, { "id", "contractURL", "$ref" })
  end
end

-- Why the product exists: its value proposition, and the cases it is offered for.
local function purposes(r, details)
  local list = { node.at(details, "valueProposition") }
  for _, item in ipairs(r.objects(details, "useCases")) do
    list[#list + 1] = node.at(item, "useCase", "useCaseTitle")
  end
  return list
end

-- The terms of the licence.
local function terms(licence)
  local list = { node.at(licence, "scope", "definition") }
  list[#list + 1] = node.at(licence, "termination", "terminationConditions")
  list[#list + 1] = node.at(licence, "governance", "applicableLaws")
  return list
end

-- Whom to ask.
local function contacts(holder, support)
  local list = {}
  for role, n in pairs { ["data holder"] = holder, support = support } do
    local id = node.at(n, "email")
    if id ~= nil then list[#list + 1] = { at = n, role = node.place(n, role), id = id } end
  end
  return list
end

-- What the product is made from (3.x): where its lineage is written down.
local function inputs(lineage)
  local list = {}
  for i, source in ipairs(node.list(node.at(lineage, "dataLineageOutput"))) do
    list[i] = { at = source, product = source }
  end
  return list
end

-- Collects extensions, and what the model has no member for.
local function extend(r, product, details, licence)
  r.extend(product, {})
  r.extend(details, {})
  for name, value in pairs {
    visibility = node.at(details, "visibility"),
    geographicalArea = node.at(licence, "scope", "geographicalArea"),
    confidentiality = node.at(licence, "governance", "confidentiality"),
  } do
    r.extension(name, value, {})
  end
end

-- A data product.
local function read(doc)
  local r = shape.reader()
  local product, ops = r.object(doc, "product"), part(r, doc, "dataOps")
  local details = details_of(r, product)
  local holder = language(part(r, doc, "dataHolder"))
  local licence = language(part(r, doc, "license"))
  local model = {
    kind = "product", id = node.at(details, "productID"), name = node.at(details, "name"),
    version = shape.given(details, { "productVersion", "version" }),
    status = node.at(details, "status"), domain = node.at(holder, "businessDomain"),
    owner = node.at(holder, "legalName"),
    tenant = shape.given(holder, { "businessID", "businessId" }),
    description = node.at(details, "description"), purposes = purposes(r, details),
    limitations = node.at(licence, "scope", "restrictions"), terms = terms(licence),
    tags = node.at(details, "tags"), contacts = contacts(holder, part(r, doc, "support")),
    ports = ports(r, doc, node.at(ops, "infrastructure", "region")), columns = {},
    inputs = inputs(node.at(ops, "lineage")), quality = quality(doc),
  }
  model.sla, model.lifecycle = service_levels(doc)
  add_contract(r, doc, model)
  extend(r, product, details, licence)
  model.extensions, model.findings = r.extensions, r.findings
  return model
end

-- The version, when the document's schema is one of the specification.
local function sniff(doc)
  local schema = (node.text(doc.schema) or ""):lower()
  return schema:find("opendataproducts", 1, true) and (doc.version or true) or nil
end

return {
  name = "odps-lf",
  title = "Open Data Product Specification (Linux Foundation)",
  sniff = sniff,
  read = read,
  governance_keys = {
    "product", "details", "productID", "productVersion", "status", "visibility",
    "valueProposition", "useCases", "tags", "contract", "dataHolder", "businessDomain",
    "legalName", "dataAccess", "outputPorttype", "dataQuality", "license", "scope", "restrictions",
    "geographicalArea", "governance", "applicableLaws", "confidentiality", "dataOps", "lineage",
  },
  known_keys = { "outputPortType", "useCase" },
}
