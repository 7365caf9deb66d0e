-- SPDX-License-Identifier: Apache-2.0

local track = "https://example.org/definitions/track"

local function join(own, other, kind)
  return {
    product = { id = "plays", columns = { own } },
    mesh = { products = { { id = "plays", columns = { other } }, { id = "catalogue", kind = kind, columns = { other } } } },
  }
end

return {
  policy = "interoperability.key-columns",
  cases = {
    { name = "the same type passes", input = join({ path = "plays.track_id", type = "string" }, { path = "tracks.track_id", type = "varchar(12)", key = true }), expect = {} },
    { name = "another type than the key's is a warning", input = join({ path = "plays.track_id", type = "integer" }, { path = "tracks.track_id", type = "string", key = true }),
      expect = { warn = "KEY_TYPE@product.columns[1].type" } },
    { name = "it is said where the key is used", input = join({ path = "tracks.track_id", type = "integer", key = true }, { path = "plays.track_id", type = "string" }),
      expect = {} },
    { name = "one definition is one thing, whatever its name", input = join({ path = "plays.track", type = "integer", definition = track }, { path = "t.id", type = "string", definition = track }),
      expect = { warn = "KEY_TYPE" } },
    { name = "one definition and none may be one thing", expect = { warn = "KEY_TYPE" },
      input = join({ path = "plays.track_id", type = "integer", definition = track }, { path = "t.track_id", type = "string", key = true }) },
    { name = "two definitions are two things", input = join({ path = "plays.track_id", type = "integer", definition = track }, { path = "t.track_id", type = "string", key = true, definition = "race" }),
      expect = {} },
    { name = "names alone join nothing", input = join({ path = "plays.title", type = "integer" }, { path = "t.title", type = "string" }), expect = {} },
    { name = "a generic name joins nothing", input = join({ path = "plays.id", type = "integer", key = true }, { path = "t.id", type = "string", key = true }), expect = {} },
    { name = "a type that nobody knows is not compared", input = join({ path = "plays.track_id" }, { path = "t.track_id", type = "string", key = true }), expect = {} },
    { name = "a contract is not compared beside its product", input = join({ path = "p.track_id", type = "integer" }, { path = "t.track_id", type = "string", key = true }, "contract"),
      expect = {} },
    { name = "a key that may be empty is a warning", input = { product = { columns = { { path = "t.track_id", key = true, required = false } } } }, expect = { warn = "KEY_NULLABLE@product.columns[1].required" } },
    { name = "a key is assumed to be filled", input = { product = { columns = { { path = "t.track_id", key = true } } } }, expect = {} },
    { name = "what is no key may be empty", input = { product = { columns = { { path = "t.title", required = false } } } }, expect = {} },
    { name = "a product without columns has no keys", input = { product = { id = "plays" } }, expect = {} },
    { name = "a key whose type nobody knows is not compared either", input = join({ path = "plays.track_id", type = "integer" }, { path = "t.track_id", key = true }), expect = {} },
  },
}
