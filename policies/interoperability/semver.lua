-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: Semantic Versioning 2.0.0; the rule that a port's major is its product's comes from the Witboost
--        specification.
-- Unknown: a product without a version cannot be depended on, so it is refused. A port without one has its product's
--          version.
-- Params: ports - whether the ports' major must be the product's.

local semver = require "semver"
local text = require "text"

local hint = "write MAJOR.MINOR.PATCH, such as 1.4.0"

local function check_port(port, major, out)
  local version, message = semver.parse(port.version)
  if version == nil then
    out.deny("the version " .. text.quote(port.version) .. " of port " .. text.quote(port.id) .. " is not semantic: " .. message,
             { code = "PORT_VERSION", at = { port, "version" }, hint = hint })
  elseif version.major ~= major then
    out.deny("port " .. text.quote(port.id) .. " has the major version " .. version.major .. ", its product has " .. major,
             { code = "PORT_MAJOR", at = { port, "version" }, hint = "raise both together" })
  end
end

return policy {
  id     = "interoperability.semver",
  title  = "Versions are semantic, and ports follow their product",
  phase  = "publish",
  level  = "waivable",
  basis  = { "Semantic Versioning 2.0.0" },
  params = { ports = true },
  rule   = function(input, out, params)
    local product = input.product
    if product.version == nil then
      out.deny("the product has no version", { code = "VERSION_MISSING", at = { product, "version" }, hint = hint })
      return
    end
    local version, message = semver.parse(product.version)
    if version == nil then
      out.deny("the version " .. text.quote(product.version) .. " is not semantic: " .. message,
               { code = "VERSION", at = { product, "version" }, hint = hint })
      return
    end
    for _, port in ipairs(product.ports or {}) do
      if params.ports and port.direction == "output" and port.version ~= nil then
        check_port(port, version.major, out)
      end
    end
  end,
}
