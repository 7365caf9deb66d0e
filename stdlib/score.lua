-- SPDX-License-Identifier: Apache-2.0
--
-- score - how usable a product is, by the eight characteristics that a data product should have: discoverable, addressable,
-- understandable, trustworthy, natively accessible, interoperable, valuable on its own, secure.
-- Source: Dehghani, Data Mesh (2022), chapter 3, for the characteristics; what is looked at for each is this project's choice
-- and is written down in docs/reference/score.md.
--
-- A check is "declared" when the descriptor states what is asked for, "missing" when it does not, and "unknown" when what it
-- states, or what the mesh holds, does not tell. Nothing is measured: a descriptor can be complete and wrong. No function
-- raises an error.

local basis = require "basis"
local catalogue = require "catalogue"
local classification = require "classification"
local gov = require "gov"
local lineage = require "lineage"
local names = require "names"
local protocol = require "protocol"
local semver = require "semver"
local sets = require "sets"
local text = require "text"
local types = require "types"
local usability = require "usability"

local score = {}

local STATUSES = { "draft", "active", "deprecated", "retired" }
local LINKED = 0.8 -- of the columns

local function known(is_declared)
  return is_declared and "declared" or "missing"
end

local function stated(member)
  return function(input)
    return known(not usability.missing(input.product[member])), { input.product, member }
  end
end

local function promised(what)
  return function(input)
    return known(usability.promises(input.product, what, usability.properties[what])), { input.product, "sla" }
  end
end

-- The worst state of a list's members and the first that has it; of an empty list what `without` says.
local function worst_of(list, without, judge, input)
  local first, worst = nil, "declared"
  for _, member in ipairs(list) do
    local state = judge(member, input)
    if state == "missing" and worst ~= "missing" or state == "unknown" and worst == "declared" then
      first, worst = member, state
    end
  end
  return #list > 0 and worst or without, first
end

-- A check of every column; without columns nobody knows.
local function each_column(judge)
  return function(input)
    local state, column = worst_of(input.product.columns or {}, "unknown", judge, input)
    return state, column or { input.product, "columns" }
  end
end

local function output_ports(input)
  local found = {}
  for _, port in ipairs(input.product.ports or {}) do
    found[#found + 1] = port.direction == "output" and port or nil
  end
  return found
end

-- A check of every output port; without one it is missing.
local function each_port(judge)
  return function(input)
    local state, port = worst_of(output_ports(input), "missing", judge, input)
    return state, port or { input.product, "ports" }
  end
end

local function linked(input)
  local list, having, first = input.product.columns or {}, 0, nil
  for _, column in ipairs(list) do
    having = having + (text.blank(column.definition) and 0 or 1)
    first = first or (text.blank(column.definition) and column or nil)
  end
  return #list == 0 and "unknown" or known(having >= LINKED * #list), first or { input.product, "columns" }
end

local function version(input)
  local own = input.product.version
  return own == nil and "missing" or (semver.parse(own) and "declared" or "unknown"), { input.product, "version" }
end

local function status(input)
  local own = input.product.status
  return own == nil and "missing" or (sets.contains(STATUSES, own) and "declared" or "unknown"), { input.product, "status" }
end

local function checked(input)
  local first = usability.unchecked(input.product)[1]
  return known(first == nil), first and first.at or { input.product, "quality" }
end

local function native(port)
  local kind = protocol.of_port(port)
  return kind ~= nil and "declared" or (usability.missing(port.protocol) and "missing" or "unknown")
end

local function contract(port, input)
  if port.contract == nil then
    return port.schema ~= nil and "declared" or "missing"
  end
  return catalogue.contract(input, port.contract, port.version) ~= nil and "declared" or "unknown"
end

local function key(input)
  for _, column in ipairs(input.product.columns or {}) do
    if column.key == true then
      return "declared", { column, "key" }
    end
  end
  return #(input.product.columns or {}) > 0 and "missing" or "unknown", { input.product, "columns" }
end

-- Columns with the name of a registered identifier link its definition.
local function identifiers(input)
  local register = input.data and input.data.identifiers
  if type(register) ~= "table" then
    return "unknown", { input.product, "columns" }
  end
  for _, column in ipairs(input.product.columns or {}) do
    for name, entry in pairs(register) do
      local own = type(entry) == "table" and sets.contains(entry.columns or name, names.last(column.path))
      if own and entry.definition ~= nil and column.definition ~= entry.definition then
        return "missing", { column, "definition" }
      end
    end
  end
  return "declared", { input.product, "columns" }
end

local function own_value(input)
  local links = lineage.links(input)
  if #lineage.missing(input) > 0 or #(input.product.columns or {}) == 0 then
    return "unknown", { input.product, "inputs" }
  end
  return known(not (#links == 1 and usability.is_copy(input.product, links[1].model))), links[1] and links[1].at or { input.product, "inputs" }
end

-- A duty of personal data; of what is declared not personal it is not asked.
local function when_personal(judge)
  return function(input)
    if input.product.personal == "no" then
      return "declared", { input.product, "personal" }
    end
    return judge(input)
  end
end

local lawful = when_personal(function(input)
  local own = gov.value(input.product, "lawful_basis")
  return own == nil and "missing" or (basis.code(own) and "declared" or "unknown"), { input.product.gov or input.product, "lawful_basis" }
end)

local kept = when_personal(function(input)
  local retention = input.product.retention
  return known(retention ~= nil and retention.max ~= nil), retention and { retention, "max" } or { input.product, "retention" }
end)

local function classified(column)
  return column.classification == nil and "missing" or (classification.known(column.classification) and "declared" or "unknown")
end

local function typed(column)
  return text.blank(column.type) and "missing" or (types.family(column.type) and "declared" or "unknown")
end

local function said_personal(column)
  return column.personal == "unknown" and "unknown" or "declared"
end

-- characteristic, then check by check: name, function(input) -> state, at
local ALL = {
  { "discoverable", { { "domain", stated("domain") }, { "owner", stated("owner") }, { "purposes", stated("purposes") }, { "tags", stated("tags") } } },
  { "addressable", { { "id", stated("id") }, { "version", version }, { "location", each_port(function(port) return known(port.location ~= nil) end) } } },
  { "understandable", { { "description", stated("description") }, { "columns described", each_column(function(column) return known(not text.blank(column.description)) end) },
                        { "columns linked", linked } } },
  { "trustworthy", { { "freshness", promised("freshness") }, { "availability", promised("availability") }, { "quality rules", checked }, { "status", status } } },
  { "natively accessible", { { "known protocol", each_port(native) } } },
  { "interoperable", { { "contract", each_port(contract) }, { "column types", each_column(typed) }, { "key", key }, { "identifiers", identifiers } } },
  { "valuable on its own", { { "limitations", stated("limitations") }, { "more than a copy", own_value } } },
  { "secure", { { "classification", each_column(classified) }, { "personal or not", each_column(said_personal) }, { "lawful basis", lawful },
                { "maximum retention", kept } } },
}

---Every check of one product.
---@param input table
---@return { characteristic: string, check: string, state: string, at: table }[] checks state is declared, missing or unknown
-- > score.of({ product = { domain = "sales" } })[1].state --> "declared"
-- > score.of({ product = {} })[1].state --> "missing"
-- > score.of({ product = { version = "one" } })[6].state --> "unknown"
function score.of(input)
  local checks = {}
  for _, group in ipairs(ALL) do
    for _, check in ipairs(group[2]) do
      local state, at = check[2](input)
      checks[#checks + 1] = { characteristic = group[1], check = check[1], state = state, at = at }
    end
  end
  return checks
end

---Every check of every product of a mesh. A contract that a product offers is judged with that product.
---@param mesh table `input.mesh`
---@param data table `input.data`
---@return { products: { id: string, checks: table[] }[] } scores
-- > score.mesh({ products = { { id = "a" } } }, {}).products[1].id --> "a"
function score.mesh(mesh, data)
  local products = {}
  for _, model in ipairs(mesh.products or {}) do
    local input = { product = model, mesh = mesh, data = data }
    if not catalogue.is_part(input) then
      products[#products + 1] = { id = model.id, at = { model, "id" }, checks = score.of(input) }
    end
  end
  return { products = products }
end

return score
