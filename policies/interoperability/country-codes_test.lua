-- SPDX-License-Identifier: Apache-2.0

local function column(path, description, kind, more)
  local made = { path = path, type = kind or "string", description = description, personal = "unknown" }
  for member, value in pairs(more or {}) do
    made[member] = value
  end
  return { product = { columns = { made } } }
end

return {
  policy = "interoperability.country-codes",
  cases = {
    { name = "a description that names the standard passes", input = column("t.country", "Where it is billed, ISO 3166-1 alpha-2."), expect = {} },
    { name = "a type of two letters passes", input = column("t.country_code", nil, "CHAR(2)"), expect = {} },
    { name = "a tag will do", input = column("t.billing_country", nil, "string", { tags = { "iso:3166" } }), expect = {} },
    { name = "so will a format or a definition", input = column("t.country", nil, "string", { definition = "https://example.org/iso-3166-1" }), expect = {} },
    { name = "saying nothing is a warning", input = column("t.country", "Where it is billed."), expect = { warn = "COUNTRY_UNCODED@product.columns[1]" }, says = "does not say" },
    { name = "three letters are a warning", input = column("t.countryCode", "ISO 3166-1 alpha-3."), expect = { warn = "COUNTRY_CODING@product.columns[1]" }, says = "is not coded" },
    { name = "so is a type of three", input = column("t.country_iso", nil, "CHAR(3)"), expect = { warn = "COUNTRY_CODING" } },
    { name = "so are numeric codes in a text", input = column("t.country", "ISO 3166-1 numeric code."), expect = { warn = "COUNTRY_CODING" } },
    { name = "so are numbers", input = column("t.country", "ISO 3166-1", "integer"), expect = { warn = "COUNTRY_CODING" } },
    { name = "a guild may know better", input = column("t.country", nil), params = { ignore = { "country" } }, expect = {} },
    { name = "a country's name is left alone", input = column("t.country_name", nil), expect = {} },
    { name = "so is a country house", input = column("t.country_house", nil), expect = {} },
    { name = "a product without columns has no countries", input = { product = {} }, expect = {} },
  },
}
