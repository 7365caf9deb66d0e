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

local lineage = {}

-- The models that an id stands for: the product, or the providers of the contract, or the contract itself.
local function models_of(input, id)
  local model = catalogue.find(input, id)
  local providers = (model == nil or catalogue.is_contract(model)) and catalogue.providers(input, id) or {}
  return #providers > 0 and providers or { model }
end

-- The part of a reference that stands behind an id, "" when it is the id; nil when it does not begin with it.
local function behind(reference, id)
  if type(reference) ~= "string" or type(id) ~= "string" or reference:sub(1, #id) ~= id then
    return nil
  end
  local rest = reference:sub(#id + 1)
  return (rest == "" or rest:find("^[.#/:]")) and rest:sub(2) or nil
end

-- The id, among those of the mesh, that a reference begins with: the longest.
local function id_in(input, reference)
  local longest = nil
  for _, model in ipairs(catalogue.models(input)) do
    if behind(reference, model.id) and (longest == nil or #model.id > #longest) then
      longest = model.id
    end
  end
  return longest
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

local function add(links, product, models, at)
  for _, model in ipairs(models) do
    local seen = is_own(product, model)
    for _, link in ipairs(links) do
      seen = seen or link.model.id == model.id
    end
    if not seen then
      links[#links + 1] = { model = model, at = at }
    end
  end
end

---What a product is made from, and where it says so: { model = …, at = { table, member } } for each model.
---@param input table
---@return table[]
-- > lineage.links({ product = { id = "b", inputs = { { product = "a" } } }, mesh = { products = { { id = "a" } } } })[1].at[2] --> "product"
function lineage.links(input)
  local links, product = {}, input.product
  for _, item in ipairs(product.inputs or {}) do
    add(links, product, models_of(input, item.product), { item, "product" })
    add(links, product, models_of(input, item.contract), { item, "contract" })
  end
  for _, port in ipairs(product.ports or {}) do
    if port.direction == "input" then
      add(links, product, models_of(input, port.contract), { port, "contract" })
    end
  end
  for _, column in ipairs(product.columns or {}) do
    for _, reference in ipairs(column.transforms_from or {}) do
      add(links, product, models_of(input, id_in(input, reference)), { column, "transforms_from" })
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
  local id = id_in(input, reference)
  local path = id and behind(reference, id)
  if path == nil then
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

return lineage
