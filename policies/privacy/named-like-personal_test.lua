-- SPDX-License-Identifier: Apache-2.0

local function with(...)
  return { product = { personal = "unknown", columns = { ... } } }
end

return {
  policy = "privacy.named-like-personal",
  cases = {
    { name = "an undeclared name is pointed out", input = with({ path = "t.birthdate", personal = "unknown" }), expect = { warn = "NAMED_LIKE_PERSONAL@product.columns[1]" } },
    { name = "camelCase is read too", input = with({ path = "t.customerEmail", personal = "unknown" }), expect = { warn = "NAMED_LIKE_PERSONAL" } },
    { name = "only the last part of a path counts", input = with({ path = "email.sent_count", personal = "unknown" }), expect = {} },
    { name = "each column is pointed out",
      input = with({ path = "t.gender", personal = "unknown" }, { path = "t.user_id", personal = "unknown" }, { path = "t.total", personal = "unknown" }),
      expect = { warn = { "NAMED_LIKE_PERSONAL", "NAMED_LIKE_PERSONAL" } } },
    { name = "a column declared as personal is left alone", input = with({ path = "t.email", personal = "yes" }), expect = {} },
    { name = "a column declared as not personal is left alone", input = with({ path = "t.email", personal = "no" }), expect = {} },
    { name = "a guild may know better", input = with({ path = "t.mobile", personal = "unknown" }), params = { ignore = { "mobile" } }, expect = {} },
    { name = "a product without columns has nothing to say", input = { product = { personal = "unknown" } }, expect = {} },
  },
}
