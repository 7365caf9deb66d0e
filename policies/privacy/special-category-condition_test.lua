-- SPDX-License-Identifier: Apache-2.0

local function product(column, condition, personal)
  return { product = { personal = personal or "yes", columns = { { path = "t.id", personal = "yes" }, column },
                       gov = condition and { art9_condition = condition } } }
end

local health = { path = "t.code", categories = { "user.health_and_medical" }, personal = "yes" }
local named = { path = "t.diagnosis", personal = "unknown" }

return {
  policy = "privacy.special-category-condition",
  cases = {
    { name = "health data without a condition is refused", input = product(health), expect = { deny = "SPECIAL_CATEGORY@product.columns[2]" } },
    { name = "a condition by its name passes", input = product(health, "health-care"), expect = {} },
    { name = "a condition by its article passes", input = product(health, "GDPR Art. 9(2)(a)"), expect = {} },
    { name = "a lawful basis is no condition", input = product(health, "legitimate-interests"), expect = { deny = "SPECIAL_CATEGORY_UNKNOWN@product.gov.art9_condition" } },
    { name = "a condition that is no text is refused", input = product(health, true), expect = { deny = "SPECIAL_CATEGORY_UNKNOWN" } },
    { name = "a guild may accept fewer conditions", input = product(health, "made-public"), params = { accepted = { "explicit-consent" } },
      expect = { deny = "SPECIAL_CATEGORY_UNKNOWN" } },
    { name = "an uncategorised column is judged by its name", input = product(named, nil, "unknown"), expect = { deny = "SPECIAL_CATEGORY" } },
    { name = "unless the guild says otherwise", input = product(named), params = { by_name = false }, applies = false },
    { name = "a category of the whole product counts", input = { product = { personal = "unknown", gov = { categories = { "user.genetic" } } } },
      expect = { deny = "SPECIAL_CATEGORY@product.gov.categories" } },
    { name = "ordinary personal data needs none", input = product { path = "t.mail", categories = { "user.contact.email" }, personal = "yes" }, applies = false },
    { name = "a column declared as not personal needs none", input = product { path = "t.diagnosis", personal = "no" }, applies = false },
    { name = "a product of unknown content is not guessed to be special", input = { product = { personal = "unknown" } }, applies = false },
  },
}
