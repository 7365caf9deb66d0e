-- SPDX-License-Identifier: Apache-2.0

local function ask(changes)
  local set = { purpose = "dsar", person = "c-17", key = "customer", role = "dsar-officer", personal = "yes" }
  for member, value in pairs(changes or {}) do
    set[member] = value ~= "absent" and value or nil
  end
  return {
    product = { personal = set.personal, columns = { { path = "orders.customer" }, { path = "orders.id" } }, gov = { subject_key = set.key } },
    subject = { id = "someone", properties = { roles = { "clerk", set.role } } },
    action = { name = set.action or "export" },
    context = { purpose = set.purpose, data_subject = set.person },
  }
end

local own_rows = { oblige = { { type = "row_filter", predicate = { op = "eq", column = "orders.customer", value = "c-17" } } } }

return {
  policy = "privacy.dsar-export",
  cases = {
    { name = "the export holds the person's rows only", input = ask(), expect = own_rows },
    { name = "the purpose of the DPV counts", input = ask { purpose = "dpv:RightsFulfilment" }, expect = own_rows },
    { name = "the action alone makes it one", input = ask { purpose = "absent", action = "dsar" }, expect = own_rows },
    { name = "a key may be a number", input = ask { person = 17 },
      expect = { oblige = { { type = "row_filter", at = "product.columns[1]", predicate = { op = "eq", column = "orders.customer", value = 17 } } } } },
    { name = "another role is refused", input = ask { role = "analyst" }, expect = { deny = "DSAR_ROLE@product" } },
    { name = "an unknown role is refused", input = ask { role = "absent" }, expect = { deny = "DSAR_ROLE" } },
    { name = "an export of an unknown person is refused", input = ask { person = "absent" }, expect = { deny = "DSAR_SUBJECT@product.gov.subject_key" } },
    { name = "a blank person is nobody", input = ask { person = " " }, expect = { deny = "DSAR_SUBJECT" } },
    { name = "several people are not one", input = ask { person = { "c-17", "c-18" } }, expect = { deny = "DSAR_SUBJECT" } },
    { name = "a product without a subject key is refused", input = ask { key = "absent" }, expect = { deny = "DSAR_KEY@product.gov" } },
    { name = "a subject key that is no column is refused", input = ask { key = "person" }, expect = { deny = "DSAR_KEY@product.gov.subject_key" } },
    { name = "unknown counts as personal", input = ask { personal = "unknown" }, expect = own_rows },
    { name = "another purpose is left alone", input = ask { purpose = "billing" }, applies = false },
    { name = "data that is not personal is left alone", input = ask { personal = "no" }, applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
