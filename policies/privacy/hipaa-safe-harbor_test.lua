-- SPDX-License-Identifier: Apache-2.0

local code = { path = "t.code", categories = { "user.health_and_medical" }, personal = "yes" }

local function ask(asked, column, personal)
  return {
    product = { personal = personal or "yes", columns = { code, column } },
    columns = { code, column },
    context = { purpose = asked },
    data = { purposes = { registry = { broader = "de-identified" } } },
  }
end

local function column(codes, changes)
  local made = { path = "t.value", categories = codes, personal = "yes" }
  for member, value in pairs(changes or {}) do
    made[member] = value
  end
  return made
end

local dropped = { oblige = { { type = "drop_column", column = "t.value", at = "columns[2]" } } }
local year = { oblige = { { type = "mask", column = "t.value", kind = "MASK_DATE_SHOW_YEAR", at = "columns[2]" } } }

return {
  policy = "privacy.hipaa-safe-harbor",
  cases = {
    { name = "names go", input = ask("de-identified", column { "user.name" }), expect = dropped },
    { name = "pseudonyms go", input = ask("de-identified", column { "user.unique_id.pseudonymous" }), expect = dropped },
    { name = "device identifiers go", input = ask("de-identified", column { "user.device.ip_address" }), expect = dropped },
    { name = "postal codes go", input = ask("de-identified", column { "user.contact.address.postal_code" }), expect = dropped },
    { name = "the city goes", input = ask("de-identified", column { "user.contact.address.city" }), expect = dropped },
    { name = "the state stays", input = ask("de-identified", column { "user.contact.address.state" }), expect = {} },
    { name = "dates keep their year", input = ask("de-identified", column({ "user.health_and_medical" }, { type = "date" })), expect = year },
    { name = "a date of birth goes", input = ask("de-identified", column({ "user.demographic.date_of_birth" }, { type = "date" })), expect = dropped },
    { name = "an uncategorised date keeps its year", input = ask("de-identified", column(nil, { type = "timestamp" })), expect = year },
    { name = "unless its name tells a date of birth", input = ask("de-identified", column(nil, { path = "t.birth_date", type = "date" })),
      expect = { oblige = { { type = "drop_column", at = "columns[2]", column = "t.birth_date" } } } },
    { name = "free text goes", input = ask("de-identified", column({ "user.health_and_medical" }, { path = "t.notes" })),
      expect = { oblige = { { type = "drop_column", column = "t.notes" } } } },
    { name = "a column of unknown kind may be an identifier", input = ask("de-identified", column(nil, { personal = "unknown" })), expect = dropped },
    { name = "a category that nobody knows may be one too", input = ask("de-identified", column { "wibble" }), expect = dropped },
    { name = "a column declared as not personal stays", input = ask("de-identified", column(nil, { personal = "no" })), expect = {} },
    { name = "a purpose below it counts", input = ask("registry", column { "user.name" }), expect = dropped },
    { name = "when nothing remains the answer is no",
      input = { product = { personal = "yes" }, columns = { column { "user.name" } }, context = { purpose = "de-identified" } },
      expect = { deny = "SAFE_HARBOR@columns[1]" } },
    { name = "a product of unknown columns is refused", input = { product = { personal = "unknown" }, context = { purpose = "de-identified" } },
      expect = { deny = "SAFE_HARBOR@product" } },
    { name = "another purpose is left alone", input = ask("billing", column { "user.name" }), applies = false },
    { name = "an unknown purpose did not ask for it", input = ask(nil, column { "user.name" }), applies = false },
    { name = "data that is not personal is left alone", input = ask("de-identified", column { "user.name" }, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
