-- SPDX-License-Identifier: Apache-2.0

local function product(personal, lawful_basis)
  return { product = { personal = personal, gov = { lawful_basis = lawful_basis } } }
end

return {
  policy = "privacy.lawful-basis",
  cases = {
    { name = "a product without personal data needs none", input = product("no"), applies = false },
    { name = "consent is a basis", input = product("yes", "consent"), expect = {} },
    { name = "a term of the DPV is understood", input = product("yes", "dpv:LegitimateInterest"), expect = {} },
    { name = "an article is understood", input = product("yes", "GDPR Art. 6(1)(b)"), expect = {} },
    { name = "personal data without a basis is refused", input = product("yes"), expect = { deny = "LAWFUL_BASIS@product.personal" }, says = "personal data has no lawful basis" },
    { name = "unknown counts as personal", input = product("unknown"), expect = { deny = "LAWFUL_BASIS" }, says = "it is not declared" },
    { name = "unknown with a basis passes", input = product("unknown", "contract"), expect = {} },
    { name = "a product without any extension is refused", input = { product = { personal = "yes" } }, expect = { deny = "LAWFUL_BASIS" } },
    { name = "an invented basis is refused", input = product("yes", "because we can"), expect = { deny = "LAWFUL_BASIS_UNKNOWN@product.gov.lawful_basis" } },
    { name = "a guild may accept fewer bases", input = product("yes", "legitimate-interests"), params = { accepted = { "consent" } },
      expect = { deny = "LAWFUL_BASIS_UNKNOWN" } },
  },
}
