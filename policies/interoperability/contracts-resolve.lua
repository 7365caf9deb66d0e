-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: a port without its contract is a port without columns, terms or retention: nothing else can be checked. The rule
--        is that of the linters of data product specifications.
-- Unknown: a reference that the mesh does not hold is refused. A contract without a status is not known to be active: a
--          warning. A product that is not active itself may rest on a draft.
-- Params: none.

local catalogue = require "catalogue"
local text = require "text"

local unresolved = "UNRESOLVED_REFERENCE"

local function report(product, holder, contract, out)
  local name, at = "the contract " .. text.quote(contract.id), { holder, "contract" }
  if contract.status == "retired" then
    out.deny(name .. " is retired", { code = "CONTRACT_RETIRED", at = at, hint = "refer to the contract that replaces it" })
  elseif contract.status == "deprecated" and product.status ~= "deprecated" and product.status ~= "retired" then
    out.warn(name .. " is deprecated", { code = "CONTRACT_DEPRECATED", at = at, hint = "move to the contract that replaces it" })
  elseif contract.status == nil then
    out.warn(name .. " has no status, so it is not known to be active",
             { code = "CONTRACT_STATUS", at = at, hint = "write `status: active` in the contract" })
  elseif contract.status == "draft" and product.status == "active" then
    out.warn(name .. " is a draft, and the product is active",
             { code = "CONTRACT_DRAFT", at = at, hint = "make the contract active, or the product a draft" })
  end
end

return policy {
  id     = "interoperability.contracts-resolve",
  title  = "Contracts that a product refers to exist and are in force",
  phase  = "publish",
  level  = "waivable",
  basis  = { "house rule" },
  rule   = function(input, out)
    local product = input.product
    for _, finding in ipairs(input.findings or {}) do
      if finding.code == unresolved then
        out.deny(finding.message, { code = unresolved, at = { finding, "at" }, hint = finding.hint })
      end
    end
    for _, port in ipairs(product.ports or {}) do
      local contract = catalogue.contract(input, port.contract, port.version)
      if contract ~= nil then
        report(product, port, contract, out)
      end
    end
  end,
}
