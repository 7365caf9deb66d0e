-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, column, personal, subject_key)
  return {
    product = { personal = personal or "yes", columns = { column }, gov = subject_key and { subject_key = subject_key } },
    columns = { column },
    context = { purpose = asked },
    data = { purposes = { cohort = { broader = "dpv:ScientificResearch", requires_identity = true } } },
  }
end

local email = { path = "t.contact", categories = { "user.contact.email" }, personal = "yes" }
local pseudonym = { path = "t.person", categories = { "user.unique_id.pseudonymous" }, personal = "yes" }

local function masked(column, kind)
  return { oblige = { { type = "mask", column = column, kind = kind or "MASK_HASH", at = "columns[1]" } } }
end

return {
  policy = "privacy.research-pseudonymised",
  cases = {
    { name = "research gets pseudonyms", input = ask("dpv:ScientificResearch", email), expect = masked "t.contact" },
    { name = "official statistics get pseudonyms", input = ask("dpv:ProvideOfficialStatistics", email), expect = masked "t.contact" },
    { name = "a purpose that needs identity is no exception", input = ask("cohort", email), expect = masked "t.contact" },
    { name = "the key of the data subjects is pseudonymised whatever its category", input = ask("research", pseudonym, "yes", "person"),
      expect = masked "t.person" },
    { name = "another pseudonym stays", input = ask("research", pseudonym), expect = {} },
    { name = "an uncategorised column is judged by its name", input = ask("research", { path = "t.last_name", personal = "unknown" }),
      expect = masked "t.last_name" },
    { name = "unless the guild says otherwise", input = ask("research", { path = "t.last_name", personal = "unknown" }),
      params = { by_name = false }, expect = {} },
    { name = "the kind is the guild's choice", input = ask("research", email), params = { kind = "MASK_NULL" }, expect = masked("t.contact", "MASK_NULL") },
    { name = "without columns nothing can be pseudonymised", input = { product = { personal = "unknown" }, context = { purpose = "research" } },
      expect = { deny = "NOT_PSEUDONYMISED@product" } },
    { name = "unknown counts as personal", input = ask("research", email, "unknown"), expect = masked "t.contact" },
    { name = "another purpose is left alone", input = ask("dpv:CustomerCare", email), applies = false },
    { name = "no purpose is not known to be research", input = ask(nil, email), applies = false },
    { name = "data that is not personal is left alone", input = ask("research", email, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
