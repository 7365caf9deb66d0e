-- SPDX-License-Identifier: Apache-2.0

local function product(version, port_version, direction)
  return { product = { version = version, ports = { { id = "p", direction = direction or "output", version = port_version } } } }
end

return {
  policy = "interoperability.semver",
  cases = {
    { name = "a semantic version passes", input = product("1.4.0"), expect = {} },
    { name = "a prerelease passes", input = product("1.4.0-rc.1+b7"), expect = {} },
    { name = "a port of the same major passes", input = product("2.0.0", "2.3.1"), expect = {} },
    { name = "two numbers are refused", input = product("4.10"), expect = { deny = "VERSION@product.version" } },
    { name = "a leading v is refused", input = product("v1.0.0"), expect = { deny = "VERSION" } },
    { name = "no version is refused", input = product(nil), expect = { deny = "VERSION_MISSING@product" } },
    { name = "a port of another major is refused", input = product("2.0.0", "1.9.0"), expect = { deny = "PORT_MAJOR@product.ports[1].version" } },
    { name = "a port whose version is not semantic is refused", input = product("2.0.0", "two"), expect = { deny = "PORT_VERSION@product.ports[1].version" } },
    { name = "an input port follows its own product", input = product("2.0.0", "1.9.0", "input"), expect = {} },
    { name = "a guild may leave ports alone", input = product("2.0.0", "1.9.0"), params = { ports = false }, expect = {} },
    { name = "a product without ports passes", input = { product = { version = "1.0.0" } }, expect = {} },
  },
}
