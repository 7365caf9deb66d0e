-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: a key that nobody reads governs nothing: a misspelt `clasification` leaves a column open. Published examples of
--        the specifications have such keys.
-- Unknown: what the reader did not notice is not reported. A descriptor without a version is refused where the guild lists
--          versions for its specification. What is not refused here is still shown as a warning of the reader.
-- Params: refuse   - codes of the reader's findings that are refused, see docs/reference/product-model.md
--         dialects - specifications that may be used; empty: any
--         versions - specification -> beginnings of its versions that may be used, such as { odcs = { "v3." } }

local sets = require "sets"
local text = require "text"

local function check_version(product, out, params)
  local allowed = params.versions[product.dialect]
  if allowed == nil then
    return
  end
  for _, start in ipairs(allowed) do
    if text.starts_with(product.dialect_version, start) then
      return
    end
  end
  out.deny("the version " .. text.quote(product.dialect_version) .. " of " .. text.quote(product.dialect) .. " is not one of the mesh",
           { code = "DIALECT_VERSION", at = { product, "dialect_version" }, hint = "use one that begins with " .. text.list(allowed) })
end

return policy {
  id     = "interoperability.known-spec",
  title  = "A descriptor keeps to its specification, and to those that the mesh uses",
  phase  = "publish",
  level  = "waivable",
  basis  = { "house rule" },
  params = { refuse = { "MISSPELT_KEY", "WRONG_TYPE" }, dialects = {}, versions = {} },
  rule   = function(input, out, params)
    local product = input.product
    if #params.dialects > 0 and not sets.contains(params.dialects, product.dialect) then
      out.deny("the mesh does not use the specification " .. text.quote(product.dialect),
               { code = "DIALECT", at = { product, "dialect" }, hint = "use one of " .. text.list(params.dialects) })
    else
      check_version(product, out, params)
    end
    for _, finding in ipairs(input.findings or {}) do
      if sets.contains(params.refuse, finding.code) then
        out.deny(finding.message, { code = finding.code, at = { finding, "at" }, hint = finding.hint })
      end
    end
  end,
}
