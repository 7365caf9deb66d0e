-- SPDX-License-Identifier: Apache-2.0

local function port(protocol, direction)
  return { product = { ports = { { id = "p", direction = direction or "output", protocol = protocol } } } }
end

return {
  policy = "usability.native-access",
  cases = {
    { name = "a table passes", input = port("Snowflake"), expect = {} },
    { name = "one of several ports is enough",
      input = { product = { ports = { { direction = "output", protocol = "telnet" }, { direction = "output", protocol = "kafka" } } } }, expect = {} },
    { name = "without a protocol the location may tell", input = { product = { ports = { { direction = "output", location = "s3://lake/plays" } } } }, expect = {} },
    { name = "a protocol nobody knows is a warning", input = port("telnet"), expect = { warn = "NO_NATIVE_ACCESS@product.ports[1]" } },
    { name = "so is a port without one", input = port(nil), expect = { warn = "NO_NATIVE_ACCESS" } },
    { name = "a guild may count fewer kinds", input = port("kafka"), params = { kinds = { "tables" } }, expect = { warn = "NO_NATIVE_ACCESS" } },
    { name = "an input port lets nobody read", input = port("s3", "input"), expect = { warn = "NO_OUTPUT_PORT@product.ports" } },
    { name = "no ports are a warning", input = { product = {} }, expect = { warn = "NO_OUTPUT_PORT@product" } },
    { name = "a contract is its product's concern", applies = false,
      input = { product = { kind = "contract", id = "c" }, mesh = { products = { { ports = { { contract = "c" } } } } } } },
  },
}
