-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the house rule of most platforms: ports speak what the platform supports. DPDS 1.0 says which specification
--        describes which type of service (`servicesType`).
-- Unknown: a port without a protocol cannot be judged (usability.native-access asks for one). A protocol that no table
--          knows is refused: add it to `also`, or correct it. An API that is in another document is not read.
-- Params: kinds - kinds of access that the mesh allows, of: tables, files, streams, api
--         also  - protocols that are allowed beyond those known
--         specifications - DPDS service type -> specifications that may describe it

local protocol = require "protocol"
local sets = require "sets"
local text = require "text"

local function check_protocol(port, out, params)
  local kind, word = protocol.kind(port.protocol), text.fold(port.protocol)
  if word == "" or sets.contains(params.kinds, kind) or sets.contains(params.also, word) then
    return
  end
  local why = kind == nil and "which is not known" or "which gives " .. kind
  out.deny("port " .. text.quote(port.id) .. " has the protocol " .. text.quote(port.protocol) .. ", " .. why,
           { code = "PROTOCOL", at = { port, "protocol" }, hint = "the mesh allows: " .. text.list(params.kinds) })
end

-- The promise of each output port of a DPDS descriptor as written: the model does not keep the specification.
local function promises(raw)
  local list, components = {}, raw.interfaceComponents
  for _, port in ipairs(type(components) == "table" and components.outputPorts or {}) do
    list[#list + 1] = type(port) == "table" and type(port.promises) == "table" and port.promises or nil
  end
  return list
end

local function check_specification(promise, out, params)
  local api = promise.api
  local wanted = params.specifications[text.fold(promise.servicesType)]
  if wanted == nil or type(api) ~= "table" or type(api.specification) ~= "string" then
    return
  end
  if not sets.contains(wanted, text.fold(api.specification)) then
    out.deny("a port of the type " .. text.quote(promise.servicesType) .. " is described in " .. text.quote(api.specification),
             { code = "SPECIFICATION", at = { api, "specification" }, hint = "describe it in " .. text.list(wanted) })
  end
end

return policy {
  id     = "interoperability.port-protocols",
  title  = "Output ports speak protocols that the mesh knows, described in the matching specification",
  phase  = "publish",
  level  = "waivable",
  basis  = { "Data Product Descriptor Specification 1.0, servicesType" },
  params = {
    kinds = { "tables", "files", "streams", "api" },
    also = {},
    specifications = {
      ["rest-services"] = { "openapi" }, ["streaming-services"] = { "asyncapi" }, ["datastore-services"] = { "datastoreapi" },
    },
  },
  rule   = function(input, out, params)
    for _, port in ipairs(input.product.ports or {}) do
      if port.direction == "output" then
        check_protocol(port, out, params)
      end
    end
    if input.product.dialect == "dpds" and type(input.raw) == "table" then
      for _, promise in ipairs(promises(input.raw)) do
        check_specification(promise, out, params)
      end
    end
  end,
}
