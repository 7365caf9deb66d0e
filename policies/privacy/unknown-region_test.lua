-- SPDX-License-Identifier: Apache-2.0

local function ask(location, ports, port, personal)
  return {
    product = { id = "orders", personal = personal or "yes", ports = ports },
    resource = { id = port and "orders#" .. port or "orders" },
    context = { processing_location = location },
  }
end

local nowhere = { { id = "api", direction = "output" } }
local two = { { id = "api", direction = "output", region = "eu-north-1" }, { id = "files", direction = "output", region = "cellar" } }

return {
  policy = "privacy.unknown-region",
  cases = {
    { name = "from an unknown region nothing leaves the EEA", input = ask("GB", nowhere), expect = { deny = "UNKNOWN_REGION@product.ports[1]" } },
    { name = "within the EEA it may be used", input = ask("FI", nowhere), expect = {} },
    { name = "a region that is no place is unknown", input = ask("IN", { { id = "api", region = "cellar" } }), expect = { deny = "UNKNOWN_REGION@product.ports[1].region" } },
    { name = "a known region is left alone", input = ask("IN", { { id = "api", region = "eu-north-1" } }), applies = false },
    { name = "one unknown port among several counts", input = ask("IN", two), expect = { deny = "UNKNOWN_REGION" } },
    { name = "only the port that is named counts", input = ask("IN", two, "api"), applies = false },
    { name = "an input port does not count", input = ask("IN", { two[1], { id = "in", direction = "input" } }), applies = false },
    { name = "a product without ports is anywhere", input = ask("IN", nil), expect = { deny = "UNKNOWN_REGION@product" } },
    { name = "a request to an unknown place is refused", input = ask("cloud", nowhere), expect = { deny = "UNKNOWN_REGION" } },
    { name = "a request to no place is refused", input = ask(nil, nowhere), expect = { deny = "UNKNOWN_REGION" } },
    { name = "a guild may widen the circle", input = ask("GB", nowhere), params = { within = { "EEA", "GB" } }, expect = {} },
    { name = "a guild may narrow it", input = ask("FI", nowhere), params = { within = { "DE" } }, expect = { deny = "UNKNOWN_REGION" } },
    { name = "unknown counts as personal", input = ask("IN", nowhere, nil, "unknown"), expect = { deny = "UNKNOWN_REGION" } },
    { name = "data that is not personal is left alone", input = ask("IN", nowhere, nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
