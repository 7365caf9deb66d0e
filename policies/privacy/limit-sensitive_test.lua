-- SPDX-License-Identifier: Apache-2.0

local passport = { path = "t.document", categories = { "user.government_id.passport" }, personal = "yes" }
local plan = { path = "t.plan", categories = { "user.account.settings" }, personal = "yes" }

local function ask(asked, columns, changes, choice)
  local product = { personal = "yes", columns = { passport, plan, choice } }
  for member, value in pairs(changes or {}) do
    product[member] = value
  end
  return { product = product, columns = columns, context = { purpose = asked }, time = "2026-11-02T09:00:00Z" }
end

local both = { passport, plan }
local dropped = { oblige = { { type = "drop_column", column = "t.document" } } }

return {
  policy = "privacy.limit-sensitive",
  cases = {
    { name = "an unexpected purpose does not get sensitive columns", input = ask("dpv:Marketing", both), expect = dropped },
    { name = "asking for nothing else is refused", input = ask("dpv:Marketing", { passport }), expect = { deny = "SENSITIVE@columns[1]" } },
    { name = "who has asked for the limit is left out instead", input = ask("dpv:Marketing", both, nil, { path = "t.limit_use", type = "boolean" }),
      expect = { oblige = { { type = "row_filter", at = "product.columns[3]", predicate = { op = "eq", column = "t.limit_use", value = false } } } } },
    { name = "a choice that cannot be compared is none", input = ask("dpv:Marketing", both, nil, { path = "t.limit_use", type = "string" }), expect = dropped },
    { name = "an expected purpose gets them", input = ask("dpv:CustomerCare", both), applies = false },
    { name = "an unknown purpose is not expected", input = ask(nil, both), expect = dropped },
    { name = "an uncategorised column of unknown kind is judged by its name",
      input = ask("dpv:Marketing", { plan, { path = "t.passport", personal = "unknown" } }),
      expect = { oblige = { { type = "drop_column", at = "columns[2]", column = "t.passport" } } } },
    { name = "a sensitive product of unknown columns is refused",
      input = { product = { personal = "unknown", gov = { categories = { "user.genetic" } } }, context = { purpose = "dpv:Marketing" } },
      expect = { deny = "SENSITIVE@product.gov.categories" } },
    { name = "other columns are left alone", input = ask("dpv:Marketing", { plan }), expect = {} },
    { name = "an unknown jurisdiction is not guessed where the guild says so", input = ask("dpv:Marketing", both), params = { unknown = false }, applies = false },
    { name = "a bank account alone is not sensitive", input = ask("dpv:Marketing", { plan, { path = "t.iban", personal = "unknown" } }), expect = {} },
    { name = "elsewhere the right does not exist", input = ask("dpv:Marketing", both, { gov = { jurisdiction = "EU" } }), applies = false },
    { name = "data that is not personal is left alone", input = ask("dpv:Marketing", both, { personal = "no" }), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
