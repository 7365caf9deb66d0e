-- SPDX-License-Identifier: Apache-2.0
-- DPROD, the Data Product Ontology (EKGF/OMG), as JSON-LD: the first node of type DataProduct of a
-- document that is one node, a list of nodes, or has them under `@graph` or `dataProducts`.
-- Members are known with and without the usual prefixes; a reference is followed within the
-- document. DPROD has no columns: a port's `schema` is what its data conforms to.
-- https://ekgf.github.io/dprod/

local node = require "node"
local shape = require "dialects/shape"

local PREFIXES = { "", "dprod:", "dct:", "dcterms:", "dcat:", "rdfs:", "odrl:", "schema:" }
local KNOWN = shape.set "dprod dct dcterms dcat rdfs rdf odrl schema owl xsd prov"
local REFERENCE = shape.set "@id id @type type"

-- The member of that name under any of the prefixes, or nil.
local function get(n, name)
  for _, prefix in ipairs(PREFIXES) do
    local found = node.at(n, prefix .. name)
    if found ~= nil then return found end
  end
  return nil
end

-- The items of an array; anything else that is there is a list of one.
local function many(n)
  if node.kind(n) == "array" then return node.list(n) end
  return { n }
end

-- The identifier of a node or of a reference to it.
local function id_of(n)
  if node.kind(n) ~= "object" then return n end
  return shape.first(n, { "@id", "id" })
end

-- A text: plain, tagged with a language (English before others) or with a type; or nil.
local function literal(n)
  local found
  for _, item in ipairs(many(n)) do
    local value = node.kind(item) == "object" and shape.first(item, { "@value", "@id", "id" })
      or item
    if node.text(node.at(item, "@language")) == "en" then return value end
    if found == nil then found = value end
  end
  return found
end

-- The name a node has for people.
local function label(n)
  local found = get(n, "title")
  if found == nil then found = get(n, "label") end
  return literal(found)
end

-- Whether a node is of the type, with or without prefix or namespace.
local function is_a(n, name)
  local types = node.at(n, "@type")
  if types == nil then types = node.at(n, "type") end
  for _, item in ipairs(many(types)) do
    if (node.text(item) or ""):match("[^:/#]+$") == name then return true end
  end
  return false
end

-- The nodes at the top of the document.
local function tops(doc)
  local list = many(doc)
  for _, key in ipairs { "@graph", "dataProducts" } do
    for _, item in ipairs(many(get(doc, key))) do list[#list + 1] = item end
  end
  return list
end

-- Notes every node of the document that has an identifier and more, by that identifier.
local function index(n, by_id)
  local id, more = node.text(id_of(n)), false
  for key, child in node.pairs(n) do
    more = more or not REFERENCE[key]
    index(child, by_id)
  end
  if id and more and node.kind(n) == "object" then by_id[id] = by_id[id] or n end
  for _, child in node.items(n) do index(child, by_id) end
end

-- The node that n refers to when it is in the document, else n itself.
local function resolve(graph, n)
  return graph[node.text(id_of(n)) or ""] or n
end

-- The last part of an identifier such as https://…/lifecycle-status/Consume, with its place.
local function code(n)
  local id = literal(n)
  return id and node.place(id, (node.text(id) or ""):match("[^:/#]+$"))
end

-- The distribution and the data set that a port gives access to.
local function served(graph, port)
  local distribution = resolve(graph, get(port, "isAccessServiceOf"))
  return distribution, resolve(graph, get(distribution, "isDistributionOf"))
end

-- What a protocol or format is called: its label, else its identifier.
local function called(graph, n)
  return label(resolve(graph, n)) or literal(n)
end

-- One port.
local function port_of(graph, reference, direction)
  local port = resolve(graph, reference)
  local distribution, dataset = served(graph, port)
  local conforms = get(dataset, "conformsTo") or get(distribution, "conformsTo")
  return {
    at = reference, id = id_of(port), direction = direction,
    protocol = called(graph, get(port, "protocol")),
    format = called(graph, get(distribution, "format")),
    location = literal(get(port, "endpointURL")),
    schema = literal(conforms or get(port, "conformsTo")),
  }
end

-- The product that offers each port and each data set of the document, by identifier.
local function offers(doc, graph)
  local owner = {}
  for _, product in ipairs(tops(doc)) do
    local offered_by = is_a(product, "DataProduct") and get(product, "outputPort") or nil
    for _, reference in ipairs(many(offered_by)) do
      local _, dataset = served(graph, resolve(graph, reference))
      for _, offered in ipairs { reference, dataset } do
        owner[node.text(id_of(offered)) or ""] = id_of(product)
      end
    end
  end
  return owner
end

-- What the product is made from: ports and data sets, and whose they are if that is known here.
local function inputs(product, owner)
  local list = {}
  for _, name in ipairs { "inputPort", "inputDataset" } do
    for _, source in ipairs(many(get(product, name))) do
      local id = id_of(source)
      if id then
        list[#list + 1] = { at = source, port = id, product = owner[node.text(id)] }
      end
    end
  end
  return list
end

-- The ports, what comes in first.
local function ports(graph, product)
  local list = {}
  for _, kind in ipairs { { "inputPort", "input" }, { "outputPort", "output" } } do
    for _, reference in ipairs(many(get(product, kind[1]))) do
      list[#list + 1] = port_of(graph, reference, kind[2])
    end
  end
  return list
end

-- The identifiers of the policies of the product and of the data sets it offers.
local function terms(graph, product)
  local list, holders = {}, { product }
  for _, reference in ipairs(many(get(product, "outputPort"))) do
    local _, dataset = served(graph, resolve(graph, reference))
    holders[#holders + 1] = dataset
  end
  for _, holder in ipairs(holders) do
    for _, policy in ipairs(many(get(holder, "hasPolicy"))) do
      list[#list + 1] = id_of(policy) or node.at(policy, "uid")
    end
  end
  return list
end

-- The texts of a member that may be given several times.
local function texts(n)
  local list = {}
  for _, item in ipairs(many(n)) do list[#list + 1] = literal(item) end
  return list
end

-- Collects members of other vocabularies, whose prefix is not one of the usual, and what the
-- product's data sets say of their sensitivity.
local function extend(r, graph, product)
  for key, value in node.pairs(product) do
    local prefix, name = key:match("^([%w-]+):([^/].*)$")
    if prefix and not KNOWN[prefix] then
      r.extension(name, node.kind(value) == "array" and value or literal(value), {})
    end
  end
  for _, reference in ipairs(many(get(product, "outputPort"))) do
    local port = resolve(graph, reference)
    local _, dataset = served(graph, port)
    local class = get(dataset, "informationSensitivityClassification")
    if class ~= nil then
      r.extension("informationSensitivityClassification", literal(class), { port = id_of(port) })
    end
  end
end

-- The node of the data product, or nil.
local function product_of(doc)
  for _, top in ipairs(tops(doc)) do
    if is_a(top, "DataProduct") then return top end
  end
  return nil
end

-- A data product; nil when the document has none.
local function read(doc)
  local r, graph, product = shape.reader(), {}, product_of(doc)
  if product == nil then return nil end
  index(doc, graph)
  extend(r, graph, product)
  return {
    kind = "product", at = product, id = id_of(product), name = label(product),
    version = literal(get(product, "version")), status = code(get(product, "lifecycleStatus")),
    domain = called(graph, get(product, "domain")),
    owner = literal(get(product, "dataProductOwner")),
    description = literal(get(product, "description")), tags = texts(get(product, "keyword")),
    purposes = texts(get(product, "purpose")), terms = terms(graph, product),
    ports = ports(graph, product), inputs = inputs(product, offers(doc, graph)),
    extensions = r.extensions, findings = r.findings,
  }
end

-- Whether a context, or a part of one, names DPROD.
local function names_dprod(context)
  if (node.text(context) or ""):lower():find("dprod", 1, true) then return true end
  for key, child in node.pairs(context) do
    if key:find("dprod", 1, true) or names_dprod(child) then return true end
  end
  for _, child in node.items(context) do
    if names_dprod(child) then return true end
  end
  return false
end

-- The context that names DPROD (its text is the nearest to a version there is), or nil.
local function sniff(doc)
  local context = node.at(doc, "@context")
  if context == nil then context = node.at(doc, 1, "@context") end
  if not names_dprod(context) then return nil end
  return node.text(context) and context or true
end

return {
  name = "dprod",
  title = "Data Product Ontology (DPROD)",
  sniff = sniff,
  read = read,
  governance_keys = {
    "dataProductOwner", "lifecycleStatus", "domain", "purpose", "inputPort", "outputPort",
    "inputDataset", "outputDataset", "hasPolicy", "conformsTo", "isAccessServiceOf",
    "isDistributionOf", "informationSensitivityClassification", "endpointURL",
  },
  known_keys = {},
}
