-- SPDX-License-Identifier: Apache-2.0

local source = { id = "plays", columns = { { path = "plays.user_id", type = "string" }, { path = "plays.played_at", type = "timestamp" } } }

local function made(columns, inputs, products)
  return {
    product = { id = "copy", inputs = inputs or { { product = "plays" } }, columns = columns },
    mesh = { products = products or { source } },
  }
end

local copied = { { path = "t.user_id", type = "text" }, { path = "t.played_at" } }

return {
  policy = "usability.own-value",
  cases = {
    { name = "a copy of one source is a warning", input = made(copied), expect = { warn = "PASS_THROUGH@product.inputs[1].product" } },
    { name = "so is a part of it", input = made { { path = "t.user_id", transforms_from = { "plays.user_id" } } }, expect = { warn = "PASS_THROUGH" } },
    { name = "a column of its own passes", input = made { copied[1], { path = "t.plays_per_day", type = "integer" } }, expect = {} },
    { name = "so does one of another type", input = made { { path = "t.played_at", type = "date" } }, expect = {} },
    { name = "and one made from several", input = made { { path = "t.user_id", transforms_from = { "plays.user_id", "plays.played_at" } } }, expect = {} },
    { name = "two sources are put together", input = made(copied, { { product = "plays" }, { product = "tracks" } }, { source, { id = "tracks", columns = {} } }), expect = {} },
    { name = "a second source outside the mesh counts", input = made(copied, { { product = "plays" }, { product = "crm" } }), expect = {} },
    { name = "a source outside the mesh cannot be compared", input = made(copied, { { product = "crm" } }), expect = {} },
    { name = "nor can one without columns", input = made(copied, nil, { { id = "plays" } }), expect = {} },
    { name = "a product without columns is not judged", input = made(nil), applies = false },
    { name = "a contract is its product's concern", applies = false,
      input = { product = { kind = "contract", id = "c", columns = copied }, mesh = { products = { { ports = { { contract = "c" } } } } } } },
    { name = "a contract is a source as well", expect = { warn = "PASS_THROUGH@product.ports[1].contract" },
      input = { product = { id = "copy", ports = { { direction = "input", contract = "c" } }, columns = copied },
                mesh = { products = { { kind = "contract", id = "c", columns = source.columns } } } } },
  },
}
