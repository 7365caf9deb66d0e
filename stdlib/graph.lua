-- SPDX-License-Identifier: Apache-2.0
--
-- graph - the lineage of a whole mesh: products as nodes, what they are made from as edges, and the cycles in it.
-- Source: lineage, which says what one product is made from; here nothing is decided a second time.
--
-- A source that the mesh does not hold is a node of the kind "unknown": nothing is known of its sensitivity. A contract is a
-- node when no product offers it. No function raises an error.

local catalogue = require "catalogue"
local classification = require "classification"
local lineage = require "lineage"

local graph = {}

local function add_node(made, id, node)
  if made.by_id[id] == nil then
    made.nodes[#made.nodes + 1] = node
    made.by_id[id] = node
  end
end

local function node_of(model)
  local top = classification.top(model.columns)
  return {
    id = model.id, name = model.name, domain = model.domain, kind = catalogue.is_contract(model) and "contract" or "product",
    personal = model.personal, sensitivity = top and top.classification, at = { model, "id" },
  }
end

-- The columns of the product that say which columns of the source they are made from.
local function column_pairs(input, model)
  local found, sources = {}, {}
  for _, column in ipairs(input.product.columns or {}) do
    for _, source in ipairs(lineage.sources(input, model, column)) do
      found[#found + 1] = { from = source.path, to = column.path }
      sources[#sources + 1] = source
    end
  end
  return found, sources
end

-- yes when any is, no when all are, else unknown.
local function personal_of(columns)
  local all_no = true
  for _, column in ipairs(columns) do
    if column.personal == "yes" then
      return "yes"
    end
    all_no = all_no and column.personal == "no"
  end
  return all_no and "no" or "unknown"
end

local VIA = { product = "product", contract = "contract", transforms_from = "columns" }

local function edge_of(input, link)
  local found, sources = column_pairs(input, link.model)
  local top = classification.top(#sources > 0 and sources or link.model.columns)
  return {
    from = link.model.id, to = input.product.id, via = VIA[link.at[2]], at = link.at, columns = found,
    sensitivity = top and top.classification, personal = #sources > 0 and personal_of(sources) or link.model.personal,
    declassification = lineage.declassification(input.product),
  }
end

local function add_unknown(made, input)
  for _, missing in ipairs(lineage.missing(input)) do
    add_node(made, missing.id, { id = missing.id, kind = "unknown", personal = "unknown", at = missing.at })
    made.edges[#made.edges + 1] = {
      from = missing.id, to = input.product.id, via = VIA[missing.at[2]], at = missing.at, columns = {}, personal = "unknown",
      declassification = lineage.declassification(input.product),
    }
  end
end

local function add_edges(made, input)
  for _, link in ipairs(lineage.links(input)) do
    made.edges[#made.edges + 1] = edge_of(input, link)
  end
  add_unknown(made, input)
end

-- Ids by what they lead to, or come from.
local function neighbours(edges, from, to)
  local map = {}
  for _, edge in ipairs(edges) do
    map[edge[from]] = map[edge[from]] or {}
    local list = map[edge[from]]
    list[#list + 1] = edge[to]
  end
  return map
end

-- Every way back to where it came from: a cycle each, as its ids in order, the first again at the end.
local function find_cycles(made)
  local next_ones, state, path, cycles = neighbours(made.edges, "from", "to"), {}, {}, {}
  local function close(id)
    local cycle, from = {}, #path
    while path[from] ~= id do
      from = from - 1
    end
    for i = from, #path do
      cycle[#cycle + 1] = path[i]
    end
    cycle[#cycle + 1] = id
    cycles[#cycles + 1] = cycle
  end
  local function visit(id)
    state[id] = "open"
    path[#path + 1] = id
    for _, following in ipairs(next_ones[id] or {}) do
      if state[following] == "open" then
        close(following)
      elseif state[following] == nil then
        visit(following)
      end
    end
    path[#path] = nil
    state[id] = "done"
  end
  for _, node in ipairs(made.nodes) do
    if state[node.id] == nil then
      visit(node.id)
    end
  end
  return cycles
end

-- What can be reached from an id.
local function reach(map, id)
  local seen, queue, next_one = {}, { id }, 1
  while queue[next_one] ~= nil do
    for _, following in ipairs(map[queue[next_one]] or {}) do
      if not seen[following] then
        seen[following] = true
        queue[#queue + 1] = following
      end
    end
    next_one = next_one + 1
  end
  return seen
end

-- Only what a product is made from and what is made from it.
local function narrow(made, id)
  local up = reach(neighbours(made.edges, "to", "from"), id)
  local down = reach(neighbours(made.edges, "from", "to"), id)
  local nodes, edges = {}, {}
  for _, node in ipairs(made.nodes) do
    node.role = node.id == id and "self" or (up[node.id] and "upstream") or (down[node.id] and "downstream") or nil
    nodes[#nodes + 1] = node.role ~= nil and node or nil
  end
  for _, edge in ipairs(made.edges) do
    local above = (up[edge.to] or edge.to == id) and up[edge.from]
    local below = (down[edge.from] or edge.from == id) and down[edge.to]
    edges[#edges + 1] = (above or below) and edge or nil
  end
  made.nodes, made.edges = nodes, edges
end

---The graph of a mesh, or the part of it that one product has to do with.
---@param mesh table `input.mesh`
---@param id string|nil of that product
---@return { nodes: table[], edges: table[], cycles: string[][] } graph `nodes` is empty when there is no such product; with an id each node has a `role`: self, upstream or downstream
-- > graph.build({ products = { { id = "a" }, { id = "b", inputs = { { product = "a" } } } } }).edges[1].from --> "a"
-- > graph.build({ products = { { id = "b", inputs = { { product = "crm" } } } } }).nodes[2].kind --> "unknown"
-- > graph.build({ products = { { id = "a", inputs = { { product = "b" } } }, { id = "b", inputs = { { product = "a" } } } } }).cycles[1] --> { "a", "b", "a" }
-- > #graph.build({ products = { { id = "a" }, { id = "b", inputs = { { product = "a" } } }, { id = "c" } } }, "a").nodes --> 2
-- > graph.build({ products = {} }, "a").nodes --> {}
function graph.build(mesh, id)
  local made = { nodes = {}, edges = {}, by_id = {} }
  local whole = {}
  for _, model in ipairs(mesh.products or {}) do
    local input = { product = model, mesh = mesh }
    if model.id ~= nil and not catalogue.is_part(input) then
      add_node(made, model.id, node_of(model))
      whole[#whole + 1] = input
    end
  end
  for _, input in ipairs(whole) do
    add_edges(made, input)
  end
  if id ~= nil then
    narrow(made, id)
  end
  return { nodes = made.nodes, edges = made.edges, cycles = find_cycles(made) }
end

return graph
