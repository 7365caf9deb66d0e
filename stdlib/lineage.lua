-- SPDX-License-Identifier: Apache-2.0
--
-- lineage - what a product is made from, as far as the mesh knows it.
-- Source: docs/reference/product-model.md: `inputs[]`, the contracts of input ports, and the columns' `transforms_from`
-- ("PRODUCT.table.column", "CONTRACT.table.column", or "table.column" of a product that is named otherwise).
--
-- What is not in the mesh has no model and is left out: nothing can be compared with it. A contract that products offer
-- stands for these products. A product is never upstream of itself. No function raises an error.

local catalogue = require "catalogue"
local columns = require "columns"
local gov = require "gov"
local sets = require "sets"
local text = require "text"

local lineage = {}

-- The models that an id stands for: the product, or the providers of the contract, or the contract itself.
local function models_of(input, id)
  local model = catalogue.find(input, id)
  local providers = (model == nil or catalogue.is_contract(model)) and catalogue.providers(input, id) or {}
  return #providers > 0 and providers or { model }
end

-- The id of the mesh that a reference begins with, the longest, and what stands behind it; nil when there is none.
local function look_up(input, reference)
  local rest = ""
  while type(reference) == "string" and reference ~= "" do
    if catalogue.find(input, reference) ~= nil then
      return reference, rest
    end
    local before, last = reference:match("^(.*)[.#/:]([^.#/:]*)$")
    reference, rest = before, rest == "" and last or tostring(last) .. "." .. rest
  end
  return nil
end

-- The same; what is noted lasts as long as one decision, which is about one mesh.
local splits = {}

local function split(input, reference)
  local models = catalogue.models(input)
  splits[models] = splits[models] or {}
  local known = splits[models][reference]
  if known == nil then
    local id, rest = look_up(input, reference)
    known = { id = id, rest = rest }
    splits[models][reference] = known
  end
  return known.id, known.rest
end

local function is_own(product, model)
  if model.id == product.id and model.kind == product.kind then
    return true
  end
  for _, port in ipairs(product.ports or {}) do
    if port.direction ~= "input" and port.contract ~= nil and port.contract == model.id then
      return true
    end
  end
  return false
end

-- Adds links to the models; `seen` has the ids of those that are there.
local function add(links, seen, input, id, at)
  for _, model in ipairs(id ~= nil and models_of(input, id) or {}) do
    if not (is_own(input.product, model) or seen[model.id or ""]) then
      seen[model.id or ""] = true
      links[#links + 1] = { model = model, at = at }
    end
  end
end

---What a product is made from, and where it says so: { model = …, at = { table, member } } for each model.
---@param input table
---@return table[]
-- > lineage.links({ product = { id = "b", inputs = { { product = "a" } } }, mesh = { products = { { id = "a" } } } })[1].at[2] --> "product"
function lineage.links(input)
  local links, seen, product = {}, {}, input.product
  for _, item in ipairs(product.inputs or {}) do
    add(links, seen, input, item.product, { item, "product" })
    add(links, seen, input, item.contract, { item, "contract" })
  end
  for _, port in ipairs(product.ports or {}) do
    if port.direction == "input" then
      add(links, seen, input, port.contract, { port, "contract" })
    end
  end
  for _, column in ipairs(product.columns or {}) do
    local references = column.transforms_from
    if references ~= nil then -- most columns say nothing of what they are made from
      for _, reference in ipairs(references) do
        add(links, seen, input, (split(input, reference)), { column, "transforms_from" })
      end
    end
  end
  return links
end

---The models that a product is made from, each once.
---@param input table
---@return table[]
-- > lineage.upstream({ product = { id = "b", inputs = { { product = "a" } } }, mesh = { products = { { id = "a" } } } })[1].id --> "a"
-- > lineage.upstream({ product = { inputs = { { product = "crm" } } }, mesh = { products = {} } }) --> {}
-- > lineage.upstream({ product = {} }) --> {}
function lineage.upstream(input)
  local models = {}
  for i, link in ipairs(lineage.links(input)) do
    models[i] = link.model
  end
  return models
end

local function source_in(input, model, reference)
  local id, path = split(input, reference)
  if id == nil then
    return columns.find(model.columns, reference)
  end
  for _, named in ipairs(models_of(input, id)) do
    if named.id == model.id then
      return columns.find(model.columns, path)
    end
  end
  return nil
end

---The columns of an upstream model that a column is made from.
---@param input table
---@param model table one of lineage.upstream
---@param column table a column of the product
---@return table[]
-- > #lineage.sources({}, { id = "a", columns = { { path = "t.x" } } }, { transforms_from = { "t.x", "t.y" } }) --> 1
function lineage.sources(input, model, column)
  local found = {}
  for _, reference in ipairs(column.transforms_from or {}) do
    found[#found + 1] = source_in(input, model, reference)
  end
  return found
end

---The sources that a product names and the mesh does not hold: { id = …, at = { table, member } } for each. A column's
---`transforms_from` may name a table only, so it is left out.
---@param input table
---@return table[]
-- > lineage.missing({ product = { inputs = { { product = "crm" } } } })[1].id --> "crm"
-- > lineage.missing({ product = { inputs = { { product = "a" } } }, mesh = { products = { { id = "a" } } } }) --> {}
function lineage.missing(input)
  local missing, seen = {}, {}
  local function note(holder, member)
    local id = holder[member]
    if not seen[id] then
      seen[id] = true
      missing[#missing + 1] = { id = id, at = { holder, member } }
    end
  end
  local function is_known(id)
    return id ~= nil and #models_of(input, id) > 0
  end
  for _, item in ipairs(input.product.inputs or {}) do
    if not (is_known(item.product) or is_known(item.contract)) and (item.product or item.contract) ~= nil then
      note(item, item.product ~= nil and "product" or "contract")
    end
  end
  for _, port in ipairs(input.product.ports or {}) do
    if port.direction == "input" and port.contract ~= nil and not is_known(port.contract) then
      note(port, "contract")
    end
  end
  return missing
end

---The evidence that a product cites for being less sensitive than what it is made from: a text that is more than a yes, or
---an object with members.
---@param product table
---@return string|nil
-- > lineage.declassification({ gov = { declassification = "https://example.org/decisions/7" } }) --> "https://example.org/decisions/7"
-- > lineage.declassification({ gov = { declassification = { report = "DPIA-7" } } }) --> "report DPIA-7"
-- > lineage.declassification({ gov = { declassification = "Yes" } }) --> nil
-- > lineage.declassification({}) --> nil
function lineage.declassification(product)
  local value = gov.value(product, "declassification")
  if type(value) == "table" then
    local parts = {}
    for member, part in pairs(value) do
      parts[#parts + 1] = text.trim(member) .. " " .. text.trim(part)
    end
    return #parts > 0 and table.concat(parts, ", ") or nil
  end
  local is_word = type(value) ~= "string" or sets.contains({ "", "yes", "true", "no", "false" }, text.fold(value))
  return not is_word and value or nil
end

return lineage
