-- SPDX-License-Identifier: Apache-2.0

local mail = { path = "t.mail", personal = "yes" }
local name = { path = "t.name", personal = "unknown" }
local total = { path = "t.total", personal = "no" }

local function ask(asked, columns, personal, profiles)
  return {
    product = { id = "orders", personal = personal or "yes", columns = { mail, name, total } },
    columns = columns,
    context = { purpose = asked },
    data = { purposes = { hotline = { broader = "care" } }, purpose_profiles = profiles or { care = { orders = { "t.mail" } } } },
  }
end

local dropped = { oblige = { { type = "drop_column", column = "t.name", at = "columns[2]" } } }

return {
  policy = "privacy.minimisation",
  cases = {
    { name = "what the purpose needs is given", input = ask("care", { mail }), expect = {} },
    { name = "what it does not need is left out", input = ask("care", { mail, name }), expect = dropped },
    { name = "a purpose below it uses its profile", input = ask("hotline", { mail, name }), expect = dropped },
    { name = "a column may be named without its table", input = ask("care", { mail, name }, "yes", { care = { orders = { "mail" } } }), expect = dropped },
    { name = "one column needs no list", input = ask("care", { mail, name }, "yes", { care = { orders = "t.mail" } }), expect = dropped },
    { name = "what is not personal is given anyway", input = ask("care", { mail, total }), expect = {} },
    { name = "asking for nothing that is needed is refused", input = ask("care", { name }), expect = { deny = "MINIMISATION@columns[1]" }, says = "needs: 't.mail'" },
    { name = "a purpose that nobody described needs nothing", input = ask("sales", { mail }), expect = { deny = "MINIMISATION@product" } },
    { name = "an unknown purpose needs nothing", input = ask(nil, { mail }), expect = { deny = "MINIMISATION" } },
    { name = "a product that lists no columns cannot be cut down",
      input = { product = { id = "orders", personal = "unknown" }, context = { purpose = "care" }, data = { purpose_profiles = { care = { orders = { "a" } } } } },
      expect = { deny = "MINIMISATION" } },
    { name = "a product that no profile mentions is left alone", input = ask("care", { name }, "yes", { care = { bills = { "t.mail" } } }), applies = false },
    { name = "unless the guild requires profiles", input = ask("care", { name }, "yes", { care = { bills = { "t.mail" } } }),
      params = { required = true }, expect = { deny = "MINIMISATION" } },
    { name = "unknown counts as personal", input = ask("care", { mail, name }, "unknown"), expect = dropped },
    { name = "data that is not personal is left alone", input = ask("sales", { name }, "no"), applies = false },
    { name = "one column without a list is named as well", input = ask("care", { name }, "yes", { care = { orders = "t.mail" } }),
      expect = { deny = "MINIMISATION" }, says = "needs: 't.mail'" },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
