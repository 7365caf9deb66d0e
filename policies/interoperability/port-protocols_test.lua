-- SPDX-License-Identifier: Apache-2.0

local function port(protocol, direction)
  return { product = { ports = { { id = "p", direction = direction or "output", protocol = protocol } } } }
end

local function dpds(services, specification)
  return {
    product = { dialect = "dpds" },
    raw = { interfaceComponents = { outputPorts = { { promises = { servicesType = services, api = { specification = specification } } } } } },
  }
end

return {
  policy = "interoperability.port-protocols",
  cases = {
    { name = "a known protocol passes", input = port("Snowflake"), expect = {} },
    { name = "however it is written", input = port("rest-services"), expect = {} },
    { name = "one that nobody knows is refused", input = port("telnet"), expect = { deny = "PROTOCOL@product.ports[1].protocol" } },
    { name = "a guild may add one", input = port("Telnet"), params = { also = { "telnet" } }, expect = {} },
    { name = "a guild may allow fewer kinds", input = port("s3"), params = { kinds = { "tables", "api" } }, expect = { deny = "PROTOCOL" } },
    { name = "a port without a protocol cannot be judged", input = port(nil), expect = {} },
    { name = "an input port speaks what its source speaks", input = port("telnet", "input"), expect = {} },
    { name = "the matching specification passes", input = dpds("rest-services", "OpenAPI"), expect = {} },
    { name = "another one is refused", input = dpds("streaming-services", "openapi"), expect = { deny = "SPECIFICATION@raw.interfaceComponents.outputPorts[1].promises.api.specification" } },
    { name = "a type of service that the guild does not list is left alone", input = dpds("ml-services", "openapi"), expect = {} },
    { name = "an API that names no specification cannot be judged", input = dpds("rest-services", nil), expect = {} },
    { name = "other descriptors are not read for it", expect = {},
      input = { product = { dialect = "odcs" }, raw = dpds("streaming-services", "openapi").raw } },
    { name = "an API in another document is not read",
      input = { product = { dialect = "dpds" }, raw = { interfaceComponents = { outputPorts = { { ["$ref"] = "ports.json" } } } } }, expect = {} },
    { name = "a product without ports has no protocols", input = { product = {} }, expect = {} },
    { name = "a descriptor without components promises no API", input = { product = { dialect = "dpds" }, raw = {} }, expect = {} },
    { name = "components without ports promise nothing", input = { product = { dialect = "dpds" }, raw = { interfaceComponents = {} } }, expect = {} },
    { name = "nor does a port that is only a name", input = { product = { dialect = "dpds" }, raw = { interfaceComponents = { outputPorts = { "p" } } } }, expect = {} },
    { name = "an API that is only a name cannot be judged", expect = {},
      input = { product = { dialect = "dpds" }, raw = { interfaceComponents = { outputPorts = { { promises = { servicesType = "rest-services", api = "openapi" } } } } } } },
    { name = "a descriptor that is not there promises nothing", input = { product = { dialect = "dpds" } }, expect = {} },
  },
}
