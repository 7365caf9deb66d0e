-- SPDX-License-Identifier: Apache-2.0

local function ask(kind, key, purpose, lawful_basis, personal)
  return {
    product = {
      personal = personal or "yes",
      gov = { lawful_basis = lawful_basis or "consent", consent_key = key },
      columns = { { path = "plays.user_id", type = "string" }, { path = "plays.consent", type = kind }, { path = "old.consent_2", type = "boolean" } },
    },
    context = { purpose = purpose },
    time = "2026-11-02T09:00:00Z",
  }
end

local function rows(predicate)
  return { oblige = { { type = "row_filter", predicate = predicate, at = "product.gov.consent_key" } } }
end

return {
  policy = "privacy.consent-rows",
  cases = {
    { name = "a boolean column is the consent", input = ask("boolean", "plays.consent", "ads"),
      expect = rows { op = "eq", column = "plays.consent", value = true } },
    { name = "the column may be named without its table", input = ask("boolean", "consent", "ads"),
      expect = rows { op = "eq", column = "plays.consent", value = true } },
    { name = "a date is the last day of the consent", input = ask("date", "consent", "ads"),
      expect = rows { op = "ge", column = "plays.consent", value = "2026-11-02" } },
    { name = "a timestamp is the end of the consent", input = ask("timestamp", "consent", "ads"),
      expect = rows { op = "ge", column = "plays.consent", value = "2026-11-02T09:00:00Z" } },
    { name = "a text is the purpose consented to, and covers those below it", input = ask("string", "consent", "ads.targeted"),
      expect = rows { op = "in", column = "plays.consent", values = { "ads.targeted", "ads" } } },
    { name = "consent per purpose needs a purpose", input = ask("string", "consent", nil), expect = { deny = "CONSENT_PURPOSE@product.columns[2]" } },
    { name = "without a consent column the answer is no", input = ask("boolean", nil, "ads"), expect = { deny = "CONSENT_KEY@product.gov" }, says = "names no column" },
    { name = "a consent column that does not exist is no better", input = ask("boolean", "agreed", "ads"), expect = { deny = "CONSENT_KEY@product.gov.consent_key" }, says = "the column 'agreed'" },
    { name = "a product without columns has none either",
      input = { product = { personal = "unknown", gov = { lawful_basis = "consent", consent_key = "consent" } } }, expect = { deny = "CONSENT_KEY" } },
    { name = "the DPV's word for consent counts", input = ask("boolean", "consent", "ads", "dpv:Consent"),
      expect = rows { op = "eq", column = "plays.consent", value = true } },
    { name = "unknown counts as personal", input = ask("boolean", "consent", "ads", "consent", "unknown"),
      expect = rows { op = "eq", column = "plays.consent", value = true } },
    { name = "another basis is not filtered", input = ask("boolean", "consent", "ads", "contract"), applies = false },
    { name = "data that is not personal is not filtered", input = ask("boolean", "consent", "ads", "consent", "no"), applies = false },
    { name = "a resource that is no product is not filtered", input = {}, applies = false },
  },
}
