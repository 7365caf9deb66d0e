-- SPDX-License-Identifier: Apache-2.0

local function column(name, more)
  local made = { path = "t." .. name, personal = "unknown" }
  for member, value in pairs(more or {}) do
    made[member] = value
  end
  return made
end

local function key(name, more)
  local made = column(name, more)
  made.key = true
  return made
end

local function model(id, columns, more)
  local made = { id = id, personal = "no", columns = columns }
  for member, value in pairs(more or {}) do
    made[member] = value
  end
  return made
end

local function mesh(product, others, identifiers)
  local products = { product }
  for _, other in ipairs(others or {}) do
    products[#products + 1] = other
  end
  return { product = product, mesh = { products = products }, data = { identifiers = identifiers } }
end

local visits = model("visits", { key("card_no"), column("postcode") })
local people = model("people", { column("card_no"), column("birth_year", { personal = "no" }), column("gender") })
local pseudonym = { personal = "yes", categories = { "user.unique_id.pseudonymous" } }
local births = { categories = { "user.demographic.date_of_birth" } }

return {
  policy = "privacy.mosaic",
  cases = {
    -- two products
    { name = "two products that single people out together are refused", input = mesh(visits, { people }),
      expect = { deny = "MOSAIC@product.columns[2]" },
      says = { "'t.postcode'; 't.birth_year' of 'people', joined by 't.card_no'; 't.gender' of 'people', joined by 't.card_no'", "cite the assessment" } },
    { name = "so is the other, at what it adds last", input = mesh(people, { visits }), expect = { deny = "MOSAIC@product.columns[3]" }, says = "'t.postcode' of 'visits', joined by 't.card_no'" },
    { name = "one alone passes", input = mesh(visits), expect = {} },
    { name = "so do two that nothing joins", input = mesh(visits, { model("people", { column("birth_year"), column("gender") }) }), expect = {} },
    { name = "two that have a column of one name, and it is no key, are not joined", expect = {},
      input = mesh(model("visits", { column("day"), column("postcode") }), { model("people", { column("day"), column("birth_year"), column("gender") }) }) },
    { name = "a generic name joins nothing", expect = {},
      input = mesh(model("visits", { key("id"), column("postcode") }), { model("people", { key("id"), column("birth_year"), column("gender") }) }) },
    { name = "a guild says which names are generic", params = { generic = {} }, expect = { deny = "MOSAIC" },
      input = mesh(model("visits", { key("id"), column("postcode") }), { model("people", { key("id"), column("birth_year"), column("gender") }) }) },
    { name = "one definition joins columns of two names", expect = { deny = "MOSAIC" },
      input = mesh(model("visits", { key("card", { definition = "urn:card" }), column("postcode") }),
                   { model("people", { column("holder", { definition = "urn:card" }), column("birth_year"), column("gender") }) }) },
    { name = "two definitions keep columns of one name apart", expect = {},
      input = mesh(model("visits", { key("card_no", { definition = "urn:card" }), column("postcode") }),
                   { model("people", { column("card_no", { definition = "urn:postcard" }), column("birth_year"), column("gender") }) }) },
    { name = "a global identifier joins without being a key", expect = { deny = "MOSAIC" },
      input = mesh(model("visits", { column("uid"), column("postcode") }), { model("people", { column("user_id"), column("birth_year"), column("gender") }) },
                   { listener = { columns = { "uid", "user_id" } } }) },
    { name = "a guild says where the register is", params = { file = "ids" }, expect = { deny = "MOSAIC" },
      input = { product = visits, mesh = { products = { model("people", { column("holder"), column("birth_year"), column("gender") }) } },
                data = { ids = { card = { columns = { "card_no", "holder" } } } } } },
    { name = "what tells little of a person is no key to one", expect = {},
      input = mesh(model("visits", { column("postcode"), column("gender") }), { model("places", { key("postcode"), column("age") }) }) },
    { name = "three products do together what two do not", expect = { deny = "MOSAIC" },
      input = mesh(visits, { model("ages", { column("card_no"), column("age") }), model("sexes", { column("card_no"), column("sex") }) }) },
    { name = "one kind twice is one", expect = {},
      input = mesh(visits, { model("ages", { column("card_no"), column("age"), column("birthdate"), column("zip_code") }) }) },
    { name = "a product that adds nothing is left alone", input = mesh(model("totals", { key("card_no"), column("amount") }), { people, visits }), expect = {} },
    { name = "its own older version is not joined to it", expect = {},
      input = mesh(visits, { model("visits", { column("card_no"), column("birth_year"), column("gender") }) }) },
    { name = "a contract counts once, with the product that offers it", expect = {},
      input = mesh(visits, { model("c", { column("card_no"), column("birth_year"), column("gender") }, { kind = "contract" }),
                             { id = "holder", personal = "yes", ports = { { contract = "c" } } } }) },
    { name = "and is not asked for itself", applies = false,
      input = mesh(model("c", { key("card_no"), column("postcode") }, { kind = "contract" }), { { id = "p", ports = { { contract = "c" } } }, people }) },
    -- what is declared
    { name = "a product that declares personal data is governed already", input = mesh(model("visits", { key("card_no"), column("postcode", { personal = "yes" }) }, { personal = "yes" }), { people }), applies = false },
    { name = "so is one that is personal as a whole", input = mesh(model("visits", visits.columns, { personal = "yes" }), { people }), applies = false },
    { name = "it is not counted for others either", expect = {},
      input = mesh(visits, { model("people", { column("card_no"), column("birth_year", { personal = "yes" }), column("gender") }, { personal = "yes" }) }) },
    { name = "a pseudonym does not make it so", expect = { deny = "MOSAIC@product.columns[2]" },
      input = mesh(model("visits", { key("card_no", pseudonym), column("postcode") }, { personal = "yes" }),
                   { model("people", { key("card_no", pseudonym), column("birth_year"), column("gender") }, { personal = "yes" }) }) },
    { name = "one column beside the pseudonym does", applies = false,
      input = mesh(model("visits", { column("postcode", { personal = "yes" }), key("card_no", pseudonym) }, { personal = "yes" }), { people }) },
    { name = "a guild says what a pseudonym is", params = { pseudonyms = {} }, applies = false,
      input = mesh(model("visits", { key("card_no", pseudonym), column("postcode") }, { personal = "yes" }), { people }) },
    { name = "evidence lifts it", input = mesh(model("visits", visits.columns, { gov = { declassification = "https://example.org/dpia/7" } }), { people }), applies = false },
    -- what is unknown
    { name = "a product that does not say whether it is personal is looked at", expect = { deny = "MOSAIC" },
      input = mesh(model("visits", visits.columns, { personal = "unknown" }), { model("people", people.columns, { personal = "unknown" }) }) },
    { name = "a category decides against the name", expect = {},
      input = mesh(visits, { model("people", { column("card_no"), column("birth_year"), column("gender", { categories = { "system.operations" } }) }) }) },
    { name = "and without a telling name", expect = { deny = "MOSAIC" },
      input = mesh(visits, { model("people", { column("card_no"), column("c1", births), column("gender") }) }) },
    { name = "what has neither is not counted", input = mesh(visits, { model("people", { column("card_no"), column("c1"), column("gender") }) }), expect = {} },
    { name = "a product without columns is joined with nothing", input = mesh({ id = "visits", personal = "no" }, { people }), expect = {} },
    { name = "nor is anything joined with one", input = mesh(visits, { { id = "people", personal = "no" } }), expect = {} },
    { name = "when not all of the mesh was looked at, that is said", params = { columns_max = 4 }, expect = { warn = "MOSAIC_UNSEEN@product.columns[2]" }, says = { "not known", "columns_max" },
      input = mesh(visits, { model("a", { column("x"), column("y"), column("z"), column("w") }), people }) },
    { name = "what was found before that is refused", params = { columns_max = 2 }, expect = { deny = "MOSAIC" }, input = mesh(visits, { people, model("a", { column("x"), column("y") }) }) },
    -- one product, and what is made of several
    { name = "one product that singles people out by itself is refused", expect = { deny = "MOSAIC@product.columns[3]" }, says = "'t.gender'; 't.age'; 't.zip'",
      input = mesh(model("panel", { column("gender"), column("age"), column("zip"), column("nationality") })) },
    { name = "a guild says how many kinds do", params = { kinds_min = 2 }, expect = { deny = "MOSAIC@product.columns[2]" }, input = mesh(model("panel", { column("gender"), column("age") })) },
    { name = "and which", params = { kinds = { shirt = { categories = {}, names = { "shirt number" } }, team = { categories = {}, names = { "team" } } }, kinds_min = 2 },
      expect = { deny = "MOSAIC" }, input = mesh(model("players", { column("shirt_number"), column("team") })) },
    { name = "a product made from two is judged by what its columns are made from", expect = { deny = "MOSAIC@product.columns[2]" }, says = "'t.gender' of 'people'",
      input = mesh(model("reach", { column("c1", { transforms_from = { "visits.t.postcode" } }), column("c2", { transforms_from = { "people.t.birth_year", "people.t.gender" } }) }), { visits, people }) },
    { name = "not by what they say that they are", expect = {},
      input = mesh(model("reach", { column("c1", { transforms_from = { "visits.t.postcode" } }),
                                    column("c2", { transforms_from = { "people.t.birth_year", "people.t.gender" }, categories = { "system.operations" } }) }), { visits, people }) },
    { name = "one that lists no columns may hold all of them", expect = { deny = "MOSAIC@product.inputs[2].product" }, says = "'t.postcode' of 'visits'",
      input = mesh({ id = "reach", personal = "unknown", inputs = { { product = "visits" }, { product = "people" } } }, { visits, people }) },
    { name = "but not when these are not listed either", expect = {},
      input = mesh({ id = "reach", personal = "unknown", inputs = { { product = "visits" }, { product = "people" } } }, { visits, { id = "people", personal = "no" } }) },
    { name = "one that lists them holds only these", expect = {},
      input = mesh(model("reach", { column("listeners") }, { inputs = { { product = "visits" }, { product = "people" } } }), { visits, people }) },
    { name = "a source outside the mesh cannot be compared", expect = {},
      input = mesh({ id = "reach", personal = "unknown", inputs = { { product = "visits" }, { product = "crm" } } }, { visits }) },
  },
}
