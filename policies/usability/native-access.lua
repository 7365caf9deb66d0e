-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "natively accessible", one of the usability attributes of a data product (Dehghani, Data Mesh, 2022): people reach
--        it with the tools they have.
-- Unknown: a protocol that no table knows is no known way in. Where none is stated the scheme of the location counts
--          (DPROD has no place for a protocol); a port with neither is no way in.
-- Params: kinds - kinds of access of which a product offers at least one, of: tables, files, streams, api

local catalogue = require "catalogue"
local protocol = require "protocol"
local sets = require "sets"
local text = require "text"

return policy {
  id      = "usability.native-access",
  title   = "A product can be reached with common tools",
  phase   = "publish",
  level   = "advisory",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes" },
  params  = { kinds = { "tables", "files", "streams", "api" } },
  applies = function(input) return not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local product, first = input.product, nil
    for _, port in ipairs(product.ports or {}) do
      if port.direction == "output" and sets.contains(params.kinds, protocol.of_port(port)) then
        return
      end
      first = first or (port.direction == "output" and port or nil)
    end
    if first == nil then
      out.warn("the product has no output port", { code = "NO_OUTPUT_PORT", at = { product, "ports" }, hint = "describe how it is read" })
    else
      out.warn("no output port gives " .. text.list(params.kinds), { code = "NO_NATIVE_ACCESS", at = first, hint = "name the port's protocol, such as postgres or s3" })
    end
  end,
}
