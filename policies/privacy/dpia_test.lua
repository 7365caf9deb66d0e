-- SPDX-License-Identifier: Apache-2.0

local function product(purposes, column, gov, personal)
  return {
    product = { personal = personal or "yes", purposes = purposes, columns = { column or { path = "t.id", personal = "yes" } }, gov = gov },
    data = { purposes = { mix = { broader = "dpv:ServicePersonalisation" } } },
  }
end

local health = { path = "t.code", categories = { "user.health_and_medical" }, personal = "yes" }
local offence = { path = "t.entry", categories = { "user.criminal_history" }, personal = "yes" }

return {
  policy = "privacy.dpia",
  cases = {
    { name = "profiling without an assessment is refused", input = product { "dpv:PersonalisedAdvertising" }, expect = { deny = "DPIA@product.purposes" } },
    { name = "a term of the mesh below profiling counts", input = product { "billing", "mix" }, expect = { deny = "DPIA" } },
    { name = "profiling with one passes", input = product({ "mix" }, nil, { dpia = "DPIA-2026-07" }), expect = {} },
    { name = "health data without one is refused", input = product({ "billing" }, health), expect = { deny = "DPIA@product.columns[1]" } },
    { name = "data about offences without one is refused", input = product({ "billing" }, offence), expect = { deny = "DPIA" } },
    { name = "health data with one passes", input = product({ "billing" }, health, { dpia = "DPIA-2026-07" }), expect = {} },
    { name = "a yes is no reference", input = product({ "billing" }, health, { dpia = true }), expect = { deny = "DPIA_REFERENCE@product.gov.dpia" } },
    { name = "a no is refused", input = product({ "billing" }, health, { dpia = false }), expect = { deny = "DPIA" } },
    { name = "little health data needs none", input = product({ "billing" }, health, { large_scale = false }), applies = false },
    { name = "little profiling still is profiling", input = product({ "mix" }, nil, { large_scale = false }), expect = { deny = "DPIA" } },
    { name = "an unknown scale counts as large", input = product({ "billing" }, health, { large_scale = "who knows" }), expect = { deny = "DPIA" } },
    { name = "an uncategorised column of unknown kind is judged by its name", input = product(nil, { path = "t.religion", personal = "unknown" }, nil, "unknown"),
      expect = { deny = "DPIA" } },
    { name = "a category of the whole product counts", input = { product = { personal = "unknown", gov = { categories = "special" } } }, expect = { deny = "DPIA@product.gov.categories" } },
    { name = "ordinary processing needs none", input = product { "billing" }, applies = false },
    { name = "data that is not personal needs none", input = product({ "mix" }, health, nil, "no"), applies = false },
  },
}
