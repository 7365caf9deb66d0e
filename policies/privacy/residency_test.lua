-- SPDX-License-Identifier: Apache-2.0

local function ask(location, destination, region, personal)
  return {
    product = { personal = personal or "yes", ports = { { id = "p", region = region } } },
    context = { processing_location = location, destination = destination },
  }
end

return {
  policy = "privacy.residency",
  cases = {
    { name = "a member of the EEA passes", input = ask("NO"), expect = {} },
    { name = "a cloud region in the EEA passes", input = ask("eu-central-1"), expect = {} },
    { name = "an adequate country passes", input = ask("GB"), expect = {} },
    { name = "a decision with a condition is not enough", input = ask("US"), expect = { deny = "RESIDENCY@product.ports" }, says = "covers only" },
    { name = "a third country is refused", input = ask("IN"), expect = { deny = "RESIDENCY" }, says = "process the data in one of" },
    { name = "where the data already is, it may stay", input = ask("US", nil, "us-east-1"), expect = {} },
    { name = "a port at an unknown place allows nothing", input = ask("US", nil, "theshire"), expect = { deny = "RESIDENCY" } },
    { name = "the destination counts too", input = ask("FI", "IN"), expect = { deny = "RESIDENCY" } },
    { name = "both are reported", input = ask("CN", "IN"), expect = { deny = { "RESIDENCY", "RESIDENCY" } } },
    { name = "no place is refused", input = ask(nil), expect = { deny = "LOCATION_MISSING@product.ports" } },
    { name = "a place that is no country is refused", input = ask("cloud"), expect = { deny = "LOCATION_UNKNOWN@product.ports" } },
    { name = "a guild may allow a country", input = ask("IN"), params = { allowed = { "EEA", "IN" } }, expect = {} },
    { name = "a guild may allow fewer", input = ask("GB"), params = { allowed = { "EEA" } }, expect = { deny = "RESIDENCY" } },
    { name = "unknown counts as personal", input = ask("IN", nil, nil, "unknown"), expect = { deny = "RESIDENCY" } },
    { name = "data that is not personal may go anywhere", input = ask("IN", nil, nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
