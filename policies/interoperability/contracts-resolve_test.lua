-- SPDX-License-Identifier: Apache-2.0

local function product(contract_status, status, version)
  return {
    product = { status = status or "active", ports = { { id = "p", direction = "output", contract = "c", version = version } } },
    mesh = { products = {
      { kind = "contract", id = "c", version = "1.0.0", status = "retired" },
      { kind = "contract", id = "c", version = "2.0.0", status = contract_status },
    } },
  }
end

return {
  policy = "interoperability.contracts-resolve",
  cases = {
    { name = "an active contract passes", input = product("active"), expect = {} },
    { name = "a retired one is refused", input = product("retired"), expect = { deny = "CONTRACT_RETIRED@product.ports[1].contract" } },
    { name = "the version that the port names counts", input = product("active", "active", "1.0.0"), expect = { deny = "CONTRACT_RETIRED" } },
    { name = "a deprecated one is a warning", input = product("deprecated"), expect = { warn = "CONTRACT_DEPRECATED@product.ports[1].contract" } },
    { name = "unless the product is deprecated as well", input = product("deprecated", "deprecated"), expect = {} },
    { name = "a draft below an active product is a warning", input = product("draft"), expect = { warn = "CONTRACT_DRAFT@product.ports[1].contract" } },
    { name = "a draft below a draft passes", input = product("draft", "draft"), expect = {} },
    { name = "a contract without a status is a warning", input = product(nil), expect = { warn = "CONTRACT_STATUS@product.ports[1].contract" } },
    { name = "a reference that leads nowhere is refused",
      input = { product = {}, findings = { { code = "UNRESOLVED_REFERENCE", message = "the contract 'c' is not in the mesh", hint = "add it", at = "c" } } },
      expect = { deny = "UNRESOLVED_REFERENCE@findings[1].at" }, says = { "'c' is not", "add it" } },
    { name = "other findings are left alone", input = { product = {}, findings = { { code = "MISSPELT_KEY", message = "m" } } }, expect = {} },
    { name = "a port without a contract refers to nothing", input = { product = { ports = { { id = "p" } } } }, expect = {} },
  },
}
