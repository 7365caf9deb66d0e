-- SPDX-License-Identifier: Apache-2.0

local record = { path = "t.entry", categories = { "user.criminal_history" }, personal = "yes" }
local plain = { path = "t.total", personal = "unknown" }

local function ask(column, organisation, personal)
  return {
    product = { personal = personal or "yes", columns = { record, plain } },
    columns = { column },
    subject = { id = "someone", properties = { organisation = organisation } },
    data = { criminal_offence_bodies = { ["court"] = { law = "Courts Act, s. 4" }, ["club"] = {} } },
  }
end

return {
  policy = "privacy.criminal-offence-data",
  cases = {
    { name = "a body that a law authorises gets them", input = ask(record, "court"), expect = {} },
    { name = "another organisation is refused", input = ask(record, "shop"), expect = { deny = "CRIMINAL_OFFENCE@columns[1]" } },
    { name = "a listed body without a law is refused", input = ask(record, "club"), expect = { deny = "CRIMINAL_OFFENCE" } },
    { name = "an unknown organisation is refused", input = ask(record, nil), expect = { deny = "CRIMINAL_OFFENCE" } },
    { name = "a mesh without a list refuses everybody",
      input = { product = { personal = "yes", columns = { record } }, subject = { properties = { organisation = "court" } } },
      expect = { deny = "CRIMINAL_OFFENCE@product.columns[1]" } },
    { name = "an uncategorised column of unknown kind is judged by its name", input = ask({ path = "t.convictions", personal = "unknown" }, "shop"),
      expect = { deny = "CRIMINAL_OFFENCE" } },
    { name = "unless the guild says otherwise", input = ask({ path = "t.convictions", personal = "unknown" }, "shop"),
      params = { by_name = false }, applies = false },
    { name = "a category of the whole product counts",
      input = { product = { personal = "unknown", gov = { categories = "user.criminal_history" } } }, expect = { deny = "CRIMINAL_OFFENCE@product.gov.categories" } },
    { name = "other columns of the product are left alone", input = ask(plain, "shop"), applies = false },
    { name = "data that is not personal is left alone", input = ask(record, "shop", "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
