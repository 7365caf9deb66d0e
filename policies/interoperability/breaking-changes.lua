-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: Semantic Versioning 2.0.0, 8: what breaks a reader needs a new major version. Before 1.0.0 anything may change,
--        and a new minor version says so.
-- Unknown: a product that was not published before breaks nobody. When a version cannot be read, a change that breaks is
--          refused. Types that are not stated, or in no family, are compared with nothing.
-- Params: codes - the changes that count as breaking, see stdlib/schema
--         initial_minor - whether a new minor version is enough while the major is 0

local schema = require "schema"
local semver = require "semver"
local sets = require "sets"
local text = require "text"

-- Whether the new version announces that it breaks.
local function announces(old, new, params)
  local before, after = semver.parse(old), semver.parse(new)
  if before == nil or after == nil then
    return false
  end
  local initial = params.initial_minor and before.major == 0 and after.major == 0
  return after.major > before.major or (initial and after.minor > before.minor)
end

return policy {
  id      = "interoperability.breaking-changes",
  title   = "A change that breaks readers is a new major version",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Semantic Versioning 2.0.0, 8" },
  params  = {
    codes = { "REMOVED", "RETYPED", "NO_LONGER_REQUIRED", "NO_LONGER_KEY", "PORT_REMOVED" },
    initial_minor = true,
  },
  applies = function(input) return input.previous ~= nil end,
  rule    = function(input, out, params)
    local product, previous = input.product, input.previous
    if announces(previous.version, product.version, params) then
      return
    end
    for _, change in ipairs(schema.compatible(previous, product)) do
      if sets.contains(params.codes, change.code) then
        out.deny(change.message .. ", and the version goes from " .. text.quote(previous.version) .. " to " .. text.quote(product.version),
                 { code = change.code, at = change.at, hint = "raise the major version, or keep what readers rely on" })
      end
    end
  end,
}
