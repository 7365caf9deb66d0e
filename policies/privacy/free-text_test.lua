-- SPDX-License-Identifier: Apache-2.0

local function published(column, personal)
  return { product = { personal = personal or "yes", columns = { { path = "t.id", type = "string", personal = "yes" }, column } } }
end

local function read(column, personal)
  local input = published(column, personal)
  input.resource = { type = "data_product", id = "tickets" }
  input.columns = { column }
  return input
end

local notes = { path = "t.agent_notes", type = "string", personal = "unknown" }
local hidden = { oblige = { { type = "mask", column = "t.agent_notes", kind = "MASK_NULL" } } }

return {
  policy = "privacy.free-text",
  cases = {
    { name = "free text that nobody declared is pointed out", input = published(notes), expect = { warn = "FREE_TEXT@product.columns[2]" } },
    { name = "and hidden when it is read", input = read(notes), expect = hidden },
    { name = "a tag as personal alone does not settle it", input = read { path = "t.agent_notes", type = "string", personal = "yes" }, expect = hidden },
    { name = "a category does", input = published { path = "t.notes", personal = "yes", categories = { "user.content.public" } }, expect = {} },
    { name = "an attestation does", input = read { path = "t.notes", personal = "unknown", tags = { "Free-Text:Attested" } }, expect = {} },
    { name = "a declaration as not personal does", input = published { path = "t.notes", personal = "no" }, expect = {} },
    { name = "a type of unlimited length is free text", input = published { path = "t.body", type = "CLOB", personal = "unknown" }, expect = { warn = "FREE_TEXT" } },
    { name = "a number is none", input = published { path = "t.notes", type = "integer", personal = "unknown" }, expect = {} },
    { name = "a guild may know other words", input = published { path = "t.diary", personal = "unknown" }, params = { words = { "diary" } },
      expect = { warn = "FREE_TEXT" } },
    { name = "the mask is the guild's choice", input = read(notes), params = { kind = "MASK" },
      expect = { oblige = { { type = "mask", at = "columns[1]", column = "t.agent_notes", kind = "MASK" } } } },
    { name = "unknown counts as personal", input = read(notes, "unknown"), expect = hidden },
    { name = "data that is not personal is left alone", input = read(notes, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
