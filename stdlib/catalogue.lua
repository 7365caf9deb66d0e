-- SPDX-License-Identifier: Apache-2.0
--
-- catalogue - find the other products and contracts of the mesh.
-- Source: docs/reference/policy-api.md (`input.mesh.products`: the models of every descriptor, by file).
--
-- Outside a mesh the catalogue is empty. No function raises an error.

local names = require "names"
local types = require "types"

local catalogue = {}

---Every model of the mesh.
---@param input table
---@return table[]
-- > #catalogue.models({ mesh = { products = { { id = "a" } } } }) --> 1
-- > catalogue.models({}) --> {}
function catalogue.models(input)
  return input.mesh and input.mesh.products or {}
end

---Whether a model is a contract.
---@param model table
---@return boolean
-- > catalogue.is_contract({ kind = "contract" }) --> true
-- > catalogue.is_contract({}) --> false
function catalogue.is_contract(model)
  return model.kind == "contract"
end

local function append(map, key, model)
  if key ~= nil then
    map[key] = map[key] or {}
    map[key][#map[key] + 1] = model
  end
end

-- The contracts that the ports of a model name, input ports aside, each once.
local function offered(model)
  local list, seen = {}, {}
  for _, port in ipairs(model.ports or {}) do
    local contract = port.direction ~= "input" and port.contract or nil
    if contract ~= nil and not seen[contract] then
      seen[contract] = true
      list[#list + 1] = contract
    end
  end
  return list
end

-- Notes a column under a name it is known by, of every name one and the first of another product: enough for any product to
-- find one that is not its own.
local function note(map, key, column, model)
  local noted = map[key] or {}
  if #noted == 0 or (#noted == 1 and noted[1].model.id ~= model.id) then
    append(map, key, { column = column, model = model })
  end
end

local function note_columns(index, model)
  for _, column in ipairs(model.columns or {}) do
    if (column.key == true or column.definition ~= nil) and types.family(column.type) ~= nil then
      note(index.definitions, column.definition, column, model)
      note(index.keys, column.key == true and names.last(column.path) or nil, column, model)
    end
  end
end

---What the functions of this module look things up in: models by id, and by the contracts they offer; columns of products
---that others may be joined with, by the name of a key and by definition. A mesh has it ready as `input.mesh.index`.
---@param models table[]
---@return { ids: table, providers: table, keys: table, definitions: table }
-- > #catalogue.index({ { id = "a" }, { id = "a", kind = "contract" } }).ids.a --> 2
function catalogue.index(models)
  local index = { ids = {}, providers = {}, keys = {}, definitions = {} }
  for _, model in ipairs(models) do
    append(index.ids, model.id, model)
    for _, contract in ipairs(offered(model)) do
      append(index.providers, contract, model)
    end
    if not catalogue.is_contract(model) then
      note_columns(index, model)
    end
  end
  return index
end

-- Without a mesh, as in tests, the index is made when it is asked for; what is noted here lasts as long as one decision.
local indexes = {}

local function index_of(input)
  local mesh = input.mesh
  local ready = mesh and mesh.index
  if ready ~= nil then
    return ready
  end
  local models = catalogue.models(input)
  indexes[models] = indexes[models] or catalogue.index(models)
  return indexes[models]
end

-- The models with an id.
local function with_id(input, id)
  return id ~= nil and index_of(input).ids[id] or {}
end

---The model with an id; of a product and a contract with one id the product.
---@param input table
---@param id any
---@return table|nil
-- > catalogue.find({ mesh = { products = { { id = "a", kind = "contract" }, { id = "a" } } } }, "a").kind --> nil
-- > catalogue.find({ mesh = { products = { { id = "a" } } } }, nil) --> nil
function catalogue.find(input, id)
  local found = nil
  for _, model in ipairs(with_id(input, id)) do
    if found == nil or catalogue.is_contract(found) then
      found = model
    end
  end
  return found
end

---The contract with an id: the one of that version, else the last.
---@param input table
---@param id any
---@param version any
---@return table|nil
-- > catalogue.contract({ mesh = { products = { { kind = "contract", id = "c", status = "active" } } } }, "c").status --> "active"
-- > catalogue.contract({ mesh = { products = { { kind = "product", id = "c" } } } }, "c") --> nil
function catalogue.contract(input, id, version)
  local found = nil
  for _, model in ipairs(with_id(input, id)) do
    if catalogue.is_contract(model) then
      if version ~= nil and model.version == version then
        return model
      end
      found = model
    end
  end
  return found
end

---The models that offer a contract: those with a port, no input port, that names it.
---@param input table
---@param contract any the contract's id
---@return table[]
-- > catalogue.providers({ mesh = { products = { { id = "p", ports = { { contract = "c" } } } } } }, "c")[1].id --> "p"
-- > catalogue.providers({ mesh = { products = { { id = "p" } } } }, nil) --> {}
function catalogue.providers(input, contract)
  return contract ~= nil and index_of(input).providers[contract] or {}
end

-- Of what is noted under a name, that of another product than the one being judged.
local function of_another(input, noted)
  for _, found in ipairs(noted or {}) do
    if found.model.id ~= input.product.id then
      return found
    end
  end
  return nil
end

---The first key of that name in another product, as { column = …, model = … }. Its type is one that `types` knows.
---@param input table
---@param name string without the table
---@return table|nil
-- > catalogue.key({ product = { id = "a" }, mesh = { products = { { id = "b", columns = { { path = "t.k", key = true, type = "int" } } } } } }, "k").model.id --> "b"
-- > catalogue.key({ product = { id = "a" } }, "k") --> nil
function catalogue.key(input, name)
  return of_another(input, index_of(input).keys[name])
end

---The first column of another product that links a definition, in the same form.
---@param input table
---@param definition any
---@return table|nil
-- > catalogue.defined({ product = { id = "a" }, mesh = { products = { { id = "b", columns = { { path = "t.k", definition = "d", type = "int" } } } } } }, "d").column.path --> "t.k"
-- > catalogue.defined({ product = { id = "a" } }, nil) --> nil
function catalogue.defined(input, definition)
  return definition ~= nil and of_another(input, index_of(input).definitions[definition]) or nil
end

---Whether the descriptor being judged is a contract that some product offers: what is asked of whole products is then
---asked of that product, which has everything the contract says.
---@param input table
---@return boolean
-- > catalogue.is_part({ product = { kind = "contract", id = "c" }, mesh = { products = { { ports = { { contract = "c" } } } } } }) --> true
-- > catalogue.is_part({ product = { kind = "contract", id = "c" } }) --> false
-- > catalogue.is_part({ product = { id = "p" } }) --> false
function catalogue.is_part(input)
  local product = input.product
  return catalogue.is_contract(product) and #catalogue.providers(input, product.id) > 0
end

return catalogue
