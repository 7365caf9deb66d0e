-- SPDX-License-Identifier: Apache-2.0

local function source(classification, personal)
  return { id = "plays", personal = personal or "unknown", columns = {
    { path = "plays.user_id", classification = classification, personal = personal or "unknown" },
    { path = "plays.day", classification = "public", personal = "no" },
  } }
end

local function made(upstream, column, gov, product_personal)
  return {
    product = { id = "reach", personal = product_personal or "unknown", gov = gov, inputs = { { product = "plays" } }, columns = { column } },
    mesh = { products = { upstream } },
  }
end

local function column(classification, from, personal)
  return { path = "reach.c", classification = classification, transforms_from = from and { from }, personal = personal or "unknown" }
end

return {
  policy = "lineage.sensitivity",
  cases = {
    { name = "what is as sensitive as its source passes", input = made(source("confidential"), column("confidential")), expect = {} },
    { name = "what is more sensitive passes", input = made(source("confidential"), column("restricted")), expect = {} },
    { name = "what is less sensitive is refused", input = made(source("confidential"), column("internal")), expect = { deny = "CLASSIFICATION_LOWERED@product.inputs[1].product" }, says = "the product is 'internal'" },
    { name = "a classification that was lost is refused", input = made(source("confidential"), column(nil)), expect = { deny = "CLASSIFICATION_LOST@product.inputs[1].product" }, says = "has no classification" },
    { name = "a word that nobody knows counts as the top", input = made(source("sensitive"), column("confidential")), expect = { deny = "CLASSIFICATION_LOWERED" } },
    { name = "columns are compared with what they are made from", input = made(source("confidential"), column("public", "plays.day")), expect = {} },
    { name = "and refused", input = made(source("confidential"), column("internal", "plays.plays.user_id")), expect = { deny = "CLASSIFICATION_LOWERED@product.columns[1]" }, says = "column 'reach.c' is 'internal'" },
    { name = "also when they have lost theirs", input = made(source("confidential"), column(nil, "user_id")), expect = { deny = "CLASSIFICATION_LOST@product.columns[1]" } },
    { name = "a source without a classification cannot be compared", input = made(source(nil), column("public", "plays.user_id")), expect = {} },
    { name = "personal data stays personal", input = made(source(nil, "yes"), column("public", "plays.user_id", "no")), expect = { deny = "PERSONAL_LOST@product.columns[1]" }, says = "'plays.user_id'" },
    { name = "also for the whole product", input = made(source("public", "yes"), column("public"), nil, "no"), expect = { deny = "PERSONAL_LOST@product.inputs[1].product" }, says = "'plays'" },
    { name = "unknown is not lost", input = made(source("public", "yes"), column("public")), expect = {} },
    { name = "a guild may leave that to others", input = made(source("public", "yes"), column("public"), nil, "no"), params = { personal = false }, expect = {} },
    { name = "evidence lifts it", input = made(source("confidential", "yes"), column("internal"), { declassification = "https://example.org/decisions/7" }, "no"), applies = false },
    { name = "so does a record of it", input = made(source("confidential"), column("internal"), { declassification = { report = "DPIA-7" } }), applies = false },
    { name = "yes is no evidence", input = made(source("confidential"), column("internal"), { declassification = true }), expect = { deny = "CLASSIFICATION_LOWERED" } },
    { name = "nor is the word", input = made(source("confidential"), column("internal"), { declassification = "Yes" }), expect = { deny = "CLASSIFICATION_LOWERED" } },
    { name = "a contract stands for the product that offers it", expect = { deny = "CLASSIFICATION_LOWERED@product.ports[1].contract" },
      input = { product = { id = "reach", ports = { { direction = "input", contract = "c" } }, columns = { column("internal") } },
                mesh = { products = { { id = "history", ports = { { direction = "output", contract = "c" } }, columns = { column("restricted") } } } } } },
    { name = "a source outside the mesh cannot be compared", input = made({ id = "other" }, column("public")), expect = {} },
    { name = "a product without columns is compared in being personal only", input = made(source("restricted", "yes"), nil, nil, "no"), expect = { deny = "PERSONAL_LOST" } },
    { name = "a product without sources is left alone", input = { product = { id = "plays", columns = { column(nil) } } }, expect = {} },
    { name = "a source without columns cannot be compared", input = made({ id = "plays" }, column("public")), expect = {} },
    { name = "an output that lists no columns is not compared by them", expect = {},
      input = { product = { id = "reach", inputs = { { product = "plays" } } }, mesh = { products = { source("confidential") } } } },
    { name = "nothing is no evidence", input = made(source("confidential"), column("internal"), { declassification = " " }), expect = { deny = "CLASSIFICATION_LOWERED" } },
    { name = "nor is the word true", input = made(source("confidential"), column("internal"), { declassification = "true" }), expect = { deny = "CLASSIFICATION_LOWERED" } },
    { name = "nor is a no", input = made(source("confidential"), column("internal"), { declassification = "No" }), expect = { deny = "CLASSIFICATION_LOWERED" } },
  },
}
