-- SPDX-License-Identifier: Apache-2.0

local function ask(column, asked, personal)
  return {
    product = { personal = personal or "yes", columns = { column } },
    columns = { column },
    context = { purpose = asked },
    data = { purposes = { billing = { requires_identity = true } } },
  }
end

local email = { path = "t.contact", categories = { "user.contact.email" }, personal = "yes" }
local pseudonym = { path = "t.user_id", categories = { "user.unique_id.pseudonymous" }, personal = "yes" }

return {
  policy = "privacy.mask-identifiers",
  cases = {
    { name = "a direct identifier is masked", input = ask(email, "analytics"),
      expect = { oblige = { { type = "mask", at = "columns[1]", column = "t.contact", kind = "MASK_HASH" } } } },
    { name = "a request without a purpose gets masks", input = ask(email, nil),
      expect = { oblige = { { type = "mask", column = "t.contact", kind = "MASK_HASH" } } } },
    { name = "a purpose that needs identity sees clear values", input = ask(email, "billing"), expect = {} },
    { name = "so does a purpose below it", input = ask(email, "billing.refund"), expect = {} },
    { name = "a pseudonym stays, although its name looks like an identifier", input = ask(pseudonym, "analytics"), expect = {} },
    { name = "a column without a category is judged by its name", input = ask({ path = "t.last_name", personal = "unknown" }, "analytics"),
      expect = { oblige = { { type = "mask", column = "t.last_name", kind = "MASK_HASH" } } } },
    { name = "unless the guild says otherwise", input = ask({ path = "t.last_name", personal = "unknown" }, "analytics"),
      params = { by_name = false }, expect = {} },
    { name = "a column declared as not personal stays", input = ask({ path = "t.login", personal = "no" }, "analytics"), expect = {} },
    { name = "a harmless name stays", input = ask({ path = "t.duration", personal = "unknown" }, "analytics"), expect = {} },
    { name = "the kind is the guild's choice", input = ask(email, "analytics"), params = { kind = "MASK_NULL" },
      expect = { oblige = { { type = "mask", column = "t.contact", kind = "MASK_NULL" } } } },
    { name = "unknown counts as personal", input = ask(email, "analytics", "unknown"),
      expect = { oblige = { { type = "mask", column = "t.contact", kind = "MASK_HASH" } } } },
    { name = "data that is not personal is left alone", input = ask(email, "analytics", "no"), applies = false },
    { name = "without columns there is nothing to mask", input = { product = { personal = "unknown" }, context = {} }, expect = {} },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
