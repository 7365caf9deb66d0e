-- SPDX-License-Identifier: Apache-2.0

local function ask(status, end_of_life, roles)
  return {
    product = { personal = "unknown", status = status, lifecycle = end_of_life and { end_of_life = end_of_life } },
    subject = { id = "someone", properties = { roles = roles } },
    time = "2026-11-02T09:00:00Z",
  }
end

return {
  policy = "retention.retired-products",
  cases = {
    { name = "a retired product is refused", input = ask("retired"), expect = { deny = "RETIRED@product.status" } },
    { name = "the archive still reads it", input = ask("retired", "2027-01-01", { "archivist" }), expect = {} },
    { name = "one role, not in a list, will do", input = ask("retired", nil, "archive"), expect = {} },
    { name = "other roles do not", input = ask("retired", nil, { "analyst" }), expect = { deny = "RETIRED" } },
    { name = "after its end of life nobody reads it", input = ask("retired", "2026-11-01", { "archivist" }), expect = { deny = "END_OF_LIFE@product.lifecycle.end_of_life" } },
    { name = "whatever its status", input = ask("active", "2026-11-01"), expect = { deny = "END_OF_LIFE" } },
    { name = "the last day still counts", input = ask("active", "2026-11-02"), expect = {} },
    { name = "an end of life at this very second has not passed", input = ask("active", "2026-11-02T09:00:00Z"), expect = {} },
    { name = "an end of life that cannot be read has passed", input = ask("deprecated", "next year"), expect = { deny = "END_OF_LIFE" } },
    { name = "a guild may name other roles", input = ask("retired", nil, { "auditor" }), params = { roles = { "auditor" } }, expect = {} },
    { name = "a product without a status is not retired", input = ask(nil), applies = false },
    { name = "an active product is left alone", input = ask("active"), applies = false },
    { name = "a resource that is no product is left alone", input = {}, applies = false },
  },
}
