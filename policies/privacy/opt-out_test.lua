-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, kind, changes)
  local product = { personal = "yes", columns = { { path = "t.id" }, kind and { path = "t.opt_out", type = kind } } }
  for member, value in pairs(changes or {}) do
    product[member] = value
  end
  return { product = product, context = { purpose = asked }, time = "2026-11-02T09:00:00Z" }
end

local function rows(predicate)
  return { oblige = { { type = "row_filter", predicate = predicate, at = "product.columns[2]" } } }
end

local stayed = rows { op = "eq", column = "t.opt_out", value = false }

return {
  policy = "privacy.opt-out",
  cases = {
    { name = "only rows of people who have not opted out are sold", input = ask("dpv:SellDataToThirdParties", "boolean"), expect = stayed },
    { name = "advertising across contexts is sharing", input = ask("dpv:TargetedAdvertising", "boolean"), expect = stayed },
    { name = "the time of the opt-out is compared", input = ask("sale", "timestamp"),
      expect = rows { op = "or", args = { { op = "is_null", column = "t.opt_out" }, { op = "gt", column = "t.opt_out", value = "2026-11-02T09:00:00Z" } } } },
    { name = "the product may name its column", input = ask("sale", "boolean", { gov = { opt_out_key = "t.opt_out" } }), expect = stayed },
    { name = "a named column that does not exist is none", input = ask("sale", "boolean", { gov = { opt_out_key = "t.gone" } }), expect = { deny = "OPT_OUT_KEY@product.gov.opt_out_key" } },
    { name = "without a column the answer is no", input = ask("sale", nil), expect = { deny = "OPT_OUT_KEY@product" } },
    { name = "a text says nothing that can be compared", input = ask("sale", "string"), expect = { deny = "OPT_OUT_TYPE@product.columns[2]" } },
    { name = "an unknown jurisdiction may be California", input = ask("sale", nil, { gov = { jurisdiction = "somewhere" } }), expect = { deny = "OPT_OUT_KEY@product.gov" } },
    { name = "unless the guild says otherwise", input = ask("sale", nil), params = { unknown = false }, applies = false },
    { name = "the whole country includes it", input = ask("sale", nil, { gov = { jurisdiction = "US" } }), expect = { deny = "OPT_OUT_KEY" } },
    { name = "elsewhere the right does not exist", input = ask("sale", nil, { gov = { jurisdiction = { "FI", "SE" } } }), applies = false },
    { name = "consent is another policy's concern", input = ask("sale", nil, { gov = { lawful_basis = "consent" } }), applies = false },
    { name = "another purpose is left alone", input = ask("dpv:CustomerCare", nil), applies = false },
    { name = "unknown counts as personal", input = ask("sale", nil, { personal = "unknown" }), expect = { deny = "OPT_OUT_KEY" } },
    { name = "data that is not personal is left alone", input = ask("sale", nil, { personal = "no" }), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
