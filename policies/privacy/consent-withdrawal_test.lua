-- SPDX-License-Identifier: Apache-2.0

local function product(promise, personal, lawful_basis)
  return { product = {
    personal = personal or "yes", sla = promise and { { property = "availability", value = 99 }, promise },
    gov = { lawful_basis = lawful_basis or "consent", consent_key = "agrees" },
    columns = { { path = "t.agrees", type = "boolean" }, { path = "t.total" } },
  } }
end

return {
  policy = "privacy.consent-withdrawal",
  cases = {
    { name = "a product that is fresh every hour passes", input = product { property = "frequency", value = 1, unit = "h" }, expect = {} },
    { name = "a duration needs no unit", input = product { property = "latency", value = "P2D" }, expect = {} },
    { name = "exactly the longest time passes", input = product { property = "frequency", value = 7, unit = "days" }, expect = {} },
    { name = "a slow product is refused", input = product { property = "frequency", value = 2, unit = "weeks" }, expect = { deny = "CONSENT_WITHDRAWAL_LATE@product.sla[2]" } },
    { name = "a period that cannot be read is refused", input = product { property = "frequency", value = "often" },
      expect = { deny = "CONSENT_WITHDRAWAL_LATE" } },
    { name = "the unit m is read as months", input = product { property = "frequency", value = 5, unit = "m" }, expect = { deny = "CONSENT_WITHDRAWAL_LATE" } },
    { name = "an unknown freshness is refused", input = product(nil), expect = { deny = "CONSENT_WITHDRAWAL@product" } },
    { name = "a promise about the consent column counts", input = product { property = "frequency", value = "PT1H", element = "t.agrees" }, expect = {} },
    { name = "a promise about another column does not", input = product { property = "frequency", value = "PT1H", element = "t.total" },
      expect = { deny = "CONSENT_WITHDRAWAL@product.sla" } },
    { name = "a guild may be stricter", input = product { property = "frequency", value = "P2D" }, params = { max = "P1D" },
      expect = { deny = "CONSENT_WITHDRAWAL_LATE" } },
    { name = "unknown counts as personal", input = product(nil, "unknown"), expect = { deny = "CONSENT_WITHDRAWAL" } },
    { name = "another basis is left alone", input = product(nil, "yes", "contract"), applies = false },
    { name = "data that is not personal is left alone", input = product(nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
