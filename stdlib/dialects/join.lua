-- SPDX-License-Identifier: Apache-2.0
-- A product and the contracts of its ports as one model: a product of ODPS or DPS has no columns
-- of its own, they are in the contracts that its ports name. Product and contracts are models as
-- dialects/model.lua makes them; nothing that is given is changed.

local node = require "node"
local personal = require "dialects/personal"

-- A copy of a list that may be nil.
local function list_copy(list)
  local copy = {}
  for i, item in ipairs(list or {}) do copy[i] = item end
  return copy
end

-- A copy of an object with the given members over it, and the object's place.
local function with(object, members)
  local copy = {}
  for key, value in pairs(object) do copy[key] = value end
  for key, value in pairs(members) do copy[key] = value end
  return node.place(object, copy)
end

-- The contract with that id: the one of that version, else the last.
local function find(contracts, id, version)
  local last
  for _, contract in ipairs(contracts) do
    if node.text(contract.id) == id then
      if version and node.text(contract.version) == version then return contract end
      last = contract
    end
  end
  return last
end

-- The finding for a port whose contract is not among the contracts.
local function unresolved(port, id)
  return {
    code = "UNRESOLVED_REFERENCE",
    message = "the contract '" .. id .. "' is not in the mesh",
    hint = "add the contract to the mesh, or correct the reference",
    at = port.contract,
  }
end

-- Adds copies of the items with `port` set.
local function append(list, items, port)
  for _, item in ipairs(items or {}) do list[#list + 1] = with(item, { port = port.id }) end
end

-- "yes" when the port or its contract says so, else what the port says, else the contract.
local function joined_personal(port, contract)
  local ours, theirs = node.text(port.personal), node.text(contract.personal)
  if ours == "yes" or theirs == nil or theirs == "unknown" then return port.personal end
  if ours == nil or theirs == "yes" then return contract.personal end
  return port.personal
end

-- The port with what the contract's only server says of where and how it is served.
local function joined_port(port, contract)
  local members = { personal = joined_personal(port, contract) }
  local servers = contract.ports or {}
  if #servers == 1 then
    for _, name in ipairs { "protocol", "format", "location", "namespace", "region" } do
      if port[name] == nil then members[name] = servers[1][name] end
    end
  end
  return with(port, members)
end

-- Members of the contract's gov that the product does not have.
local function joined_gov(gov, more)
  if more == nil then return gov end
  local copy = {}
  for name, value in pairs(more) do copy[name] = value end
  for name, value in pairs(gov or {}) do copy[name] = value end
  return copy
end

-- Puts one contract behind one port into the model being joined.
local function join_contract(model, port, contract)
  append(model.columns, contract.columns, port)
  append(model.sla, contract.sla, port)
  for _, rule in ipairs(contract.quality or {}) do model.quality[#model.quality + 1] = rule end
  model.retention = model.retention or contract.retention
  model.purposes = model.purposes or contract.purposes
  model.gov = joined_gov(model.gov, contract.gov)
end

-- Joins what each port names; a port that consumes gets nothing but the check of its reference.
local function join_ports(model, contracts)
  for i, port in ipairs(model.ports) do
    local id = node.text(port.contract)
    local contract = id and find(contracts, id, node.text(port.version))
    if contract and node.text(port.direction) ~= "input" then
      join_contract(model, port, contract)
      model.ports[i] = joined_port(port, contract)
    elseif id and not contract then
      model.findings[#model.findings + 1] = unresolved(port, id)
    end
  end
end

local LISTS = { "ports", "columns", "sla", "quality", "findings" }

-- The product with the contracts joined to it.
return function(product, contracts)
  local model = {}
  for key, value in pairs(product) do model[key] = value end
  for _, name in ipairs(LISTS) do model[name] = list_copy(product[name]) end
  join_ports(model, contracts or {})
  local said = node.text(product.personal) == "yes" and product.personal or nil
  model.personal = personal.of_product(model.columns, model.ports, said)
  for _, name in ipairs(LISTS) do
    if #model[name] == 0 then model[name] = nil end
  end
  return node.place(product, model)
end
