-- SPDX-License-Identifier: Apache-2.0

local health = { path = "t.code", categories = { "user.health_and_medical" }, personal = "yes" }
local ward = { path = "t.ward", categories = { "user.account.settings" }, personal = "yes" }

local function approval(changes)
  local record = { kind = "special-category", product = "stays", consumer = "care-team", condition = "GDPR Art. 9(2)(h)",
                   approver = "officer", ["end"] = "2026-12-31" }
  for member, value in pairs(changes or {}) do
    record[member] = value ~= "absent" and value or nil
  end
  return { record }
end

local function ask(columns, approvals, personal)
  return {
    product = { id = "stays", personal = personal or "yes", columns = { health, ward } },
    columns = columns,
    subject = { id = "nurse" },
    data = { subjects = { nurse = { team = "care-team", roles = { "dpo" } }, officer = { roles = { "dpo" } }, boss = { roles = { "head" } } },
             approvals = approvals },
    time = "2026-11-02T09:00:00Z",
  }
end

local dropped = { oblige = { { type = "drop_column", column = "t.code" } } }

return {
  policy = "privacy.special-category-access",
  cases = {
    { name = "special columns are left out", input = ask { health, ward }, expect = dropped },
    { name = "asking for nothing else is refused", input = ask { health }, expect = { deny = "SPECIAL_CATEGORY@columns[1]" } },
    { name = "an approved team gets them", input = ask({ health, ward }, approval()), expect = {} },
    { name = "an approved subject gets them", input = ask({ health }, approval { consumer = "nurse" }), expect = {} },
    { name = "an approval for somebody else does not help", input = ask({ health, ward }, approval { consumer = "other-team" }), expect = dropped },
    { name = "an approval for another product does not help", input = ask({ health, ward }, approval { product = "bills" }), expect = dropped },
    { name = "an approval of another kind does not help", input = ask({ health, ward }, approval { kind = "other" }), expect = dropped },
    { name = "an approval by somebody without the role does not help", input = ask({ health, ward }, approval { approver = "boss" }), expect = dropped },
    { name = "nobody approves for themselves", input = ask({ health, ward }, approval { approver = "nurse" }), expect = dropped },
    { name = "an approval that ended does not help", input = ask({ health, ward }, approval { ["end"] = "2026-11-01" }), expect = dropped },
    { name = "an approval without an end does not help", input = ask({ health, ward }, approval { ["end"] = "absent" }), expect = dropped },
    { name = "an approval that has not begun does not help", input = ask({ health, ward }, approval { start = "2026-11-03" }), expect = dropped },
    { name = "an approval without a condition does not help", input = ask({ health, ward }, approval { condition = "because" }), expect = dropped },
    { name = "an uncategorised column of unknown kind is judged by its name", input = ask { { path = "t.diagnosis", personal = "unknown" }, ward },
      expect = { oblige = { { type = "drop_column", at = "columns[1]", column = "t.diagnosis" } } } },
    { name = "a special product of unknown columns is refused",
      input = { product = { personal = "unknown", gov = { categories = { "special" } } } }, expect = { deny = "SPECIAL_CATEGORY@product.gov.categories" } },
    { name = "other columns are left alone", input = ask { ward }, expect = {} },
    { name = "data that is not personal is left alone", input = ask({ health, ward }, nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
