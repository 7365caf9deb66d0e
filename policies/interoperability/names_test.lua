-- SPDX-License-Identifier: Apache-2.0

local function product(id, ...)
  local columns = {}
  for i, path in ipairs({ ... }) do
    columns[i] = { path = path, personal = "unknown" }
  end
  return { product = { id = id, columns = columns } }
end

return {
  policy = "interoperability.names",
  cases = {
    { name = "plain names pass", input = product("orders", "orders.order_id", "orders.line_2"), expect = {} },
    { name = "nested columns, arrays and maps pass", input = product("orders", "orders.items[].sku", "orders.labels{}"), expect = {} },
    { name = "a URN is an id", input = product("urn:dmb:dp:finance:royalties:1"), expect = {} },
    { name = "a URL is an id", input = product("https://example.org/products/orders#v1"), expect = {} },
    { name = "an id with a space is refused", input = product("my orders"), expect = { deny = "PRODUCT_ID@product.id" } },
    { name = "camelCase is refused", input = product("orders", "orders.orderId"), expect = { deny = "COLUMN_NAME@product.columns[1].path" } },
    { name = "each column is reported", input = product("orders", "orders.orderId", "orders.Total", "orders.ok"),
      expect = { deny = { "COLUMN_NAME", "COLUMN_NAME" } } },
    { name = "the table's name counts", input = product("orders", "Orders.id"), expect = { deny = "COLUMN_NAME" } },
    { name = "a nested part counts", input = product("orders", "orders.items[].SKU"), expect = { deny = "COLUMN_NAME" } },
    { name = "one letter is too short", input = product("orders", "orders.x"), expect = { deny = "COLUMN_NAME" } },
    { name = "a leading digit is refused", input = product("orders", "orders.2nd"), expect = { deny = "COLUMN_NAME" } },
    { name = "a guild may have another rule", input = product("orders", "Orders.OrderId"), params = { column = "%a%w*" }, expect = {} },
    { name = "no id and no columns: nothing to judge", input = { product = {} }, expect = {} },
    { name = "two letters are enough", input = product("orders", "orders.id"), expect = {} },
    { name = "sixty-three are not too many", input = product("orders", "orders." .. ("x"):rep(63)), expect = {} },
    { name = "sixty-four are", input = product("orders", "orders." .. ("x"):rep(64)), expect = { deny = "COLUMN_NAME" } },
  },
}
