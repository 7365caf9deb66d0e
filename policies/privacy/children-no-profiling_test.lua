-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, column, personal)
  return {
    product = { personal = personal or "yes", columns = { { path = "t.id", personal = "yes" }, column } },
    context = { purpose = asked },
    data = { purposes = { ["mix"] = { broader = "dpv:ServicePersonalisation" } } },
    time = "2026-11-02T09:00:00Z",
  }
end

local born = { path = "t.born", type = "date", categories = { "user.demographic.date_of_birth" }, personal = "yes" }
local pupil = { path = "t.pupil", categories = { "user.childrens" }, personal = "yes" }

local function rows(op, column, value)
  return { oblige = { { type = "row_filter", predicate = { op = op, column = column, value = value }, at = "product.columns[2]" } } }
end

return {
  policy = "privacy.children-no-profiling",
  cases = {
    { name = "profiling gets the rows of adults", input = ask("dpv:TargetedAdvertising", born), expect = rows("le", "t.born", "2008-11-02") },
    { name = "a term of the mesh below profiling counts", input = ask("mix", born), expect = rows("le", "t.born", "2008-11-02") },
    { name = "a timestamp is compared with a time", input = ask("profiling", { path = "t.birth_date", type = "timestamp", personal = "unknown" }),
      expect = rows("le", "t.birth_date", "2008-11-02T09:00:00Z") },
    { name = "an age in years is compared with a number", input = ask("profiling", { path = "t.age", type = "integer", personal = "unknown" }),
      expect = rows("ge", "t.age", 18) },
    { name = "a guild may choose another age", input = ask("profiling", born), params = { age = 16 }, expect = rows("le", "t.born", "2010-11-02") },
    { name = "an age range cannot be filtered", input = ask("profiling", { path = "t.band", type = "string", categories = { "user.demographic.age_range" } }),
      expect = { deny = "CHILDREN_AGE@product.columns[2]" } },
    { name = "a date of birth that is a text cannot be filtered", input = ask("profiling", { path = "t.dob", type = "string", personal = "unknown" }),
      expect = { deny = "CHILDREN_AGE" } },
    { name = "data about children is refused", input = ask("dpv:Marketing", pupil), expect = { deny = "CHILDREN@product.columns[2]" } },
    { name = "so is a product that is about children as a whole",
      input = { product = { personal = "unknown", gov = { categories = { "user.childrens" } } }, context = { purpose = "profiling" } },
      expect = { deny = "CHILDREN@product.gov.categories" } },
    { name = "an unknown purpose may be profiling", input = ask(nil, pupil, "unknown"), expect = { deny = "CHILDREN" } },
    { name = "another purpose is left alone", input = ask("dpv:CustomerCare", pupil), applies = false },
    { name = "a product that tells no ages is left alone", input = ask("profiling", { path = "t.total", personal = "unknown" }), applies = false },
    { name = "a column declared as not personal tells no ages", input = ask("profiling", { path = "t.age", type = "integer", personal = "no" }), applies = false },
    { name = "data that is not personal is left alone", input = ask("profiling", born, "no"), applies = false },
    { name = "a date of birth that is a text stays one beside other columns", expect = { deny = "CHILDREN_AGE@product.columns[1]" },
      input = { product = { personal = "yes", columns = { { path = "t.dob", type = "string", personal = "unknown" }, { path = "t.id" } } }, context = { purpose = "profiling" } } },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
