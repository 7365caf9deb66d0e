-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: Semantic Versioning 2.0.0, 8: what breaks a reader needs a new major version. Before 1.0.0 anything may change,
--        and a new minor version says so.
-- Unknown: a product that was not published before breaks nobody. When a version cannot be read, a change that breaks is
--          refused. Types that are not stated, or in no family, are compared with nothing.
-- Params: codes - the changes that count as breaking, see stdlib/changes
--         initial_minor - whether a new minor version is enough while the major is 0

local changes = require "changes"
local sets = require "sets"
local text = require "text"

return policy {
  id      = "interoperability.breaking-changes",
  title   = "A change that breaks readers is a new major version",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Semantic Versioning 2.0.0, 8" },
  params  = {
    codes = {
      "REMOVED", "RETYPED", "REDEFINED", "NO_LONGER_REQUIRED", "NO_LONGER_KEY", "PORT_REMOVED", "PORT_CHANGED", "PURPOSE_REMOVED",
      "SLA_REMOVED", "SLA_WEAKENED", "ID_CHANGED",
    },
    initial_minor = true,
  },
  applies = function(input) return input.previous ~= nil end,
  rule    = function(input, out, params)
    local product, previous = input.product, input.previous
    if changes.announced(previous.version, product.version, "major", params.initial_minor) then
      return
    end
    for _, change in ipairs(changes.between(previous, product)) do
      if change.class == "breaking" and sets.contains(params.codes, change.code) then
        out.deny(change.message .. ", and the version goes from " .. text.quote(previous.version) .. " to " .. text.quote(product.version),
                 { code = change.code, at = change.at,
                   hint = "raise the major version, or keep what readers rely on" })
      end
    end
  end,
}
