-- SPDX-License-Identifier: Apache-2.0

local track = "https://example.org/definitions/track"
local register = {
  track_id = { definition = track, type = "string" },
  listener = { columns = { "user_id", "listener_id" }, definition = "https://example.org/definitions/listener" },
  week = { type = "date" },
}

local function column(path, definition, kind)
  return { product = { columns = { { path = path, definition = definition, type = kind } } }, data = { identifiers = register } }
end

return {
  policy = "interoperability.global-identifiers",
  cases = {
    { name = "a column that links the definition passes", input = column("plays.track_id", track, "varchar"), expect = {} },
    { name = "no definition is refused", input = column("plays.track_id", nil, "string"), expect = { deny = "NO_DEFINITION@product.columns[1]" }, says = "links no definition" },
    { name = "another one is refused", input = column("plays.track_id", "https://example.org/definitions/race", "string"), expect = { deny = "OTHER_DEFINITION@product.columns[1].definition" }, says = "links another definition" },
    { name = "an identifier has several names", input = column("plays.listener_id", nil, "string"), expect = { deny = "NO_DEFINITION" } },
    { name = "another type is refused", input = column("plays.track_id", track, "bigint"), expect = { deny = "IDENTIFIER_TYPE@product.columns[1].type" } },
    { name = "everything that is wrong is reported", input = column("plays.track_id", nil, "bigint"), expect = { deny = { "NO_DEFINITION", "IDENTIFIER_TYPE" } } },
    { name = "a type that nobody knows is not compared", input = column("plays.track_id", track, nil), expect = {} },
    { name = "an identifier without a definition asks for its type", input = column("plays.week", nil, "date"), expect = {} },
    { name = "other columns are left alone", input = column("plays.title", nil, "string"), expect = {} },
    { name = "without a register nothing is an identifier", input = { product = { columns = { { path = "plays.track_id" } } } }, applies = false },
    { name = "a product without columns has none", input = { product = {}, data = { identifiers = register } }, expect = {} },
  },
}
