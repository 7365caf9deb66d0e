-- SPDX-License-Identifier: Apache-2.0

local function ask(location, mechanism, destination, personal)
  return {
    product = { personal = personal or "yes", ports = { { id = "p", region = "ap-south-1" } }, gov = { transfer_mechanism = mechanism } },
    context = { processing_location = location, destination = destination },
  }
end

return {
  policy = "privacy.transfer-mechanism",
  cases = {
    { name = "within the EEA nothing is needed", input = ask("FI"), expect = {} },
    { name = "an adequate country needs nothing", input = ask("GB"), expect = {} },
    { name = "where the product already is, nothing is transferred", input = ask("IN"), expect = {} },
    { name = "an unknown place is another policy's concern", input = ask("cloud"), expect = {} },
    { name = "a third country without a mechanism is refused", input = ask("VN"), expect = { deny = "TRANSFER_MECHANISM@product.gov" } },
    { name = "standard contractual clauses are enough", input = ask("VN", "SCC 2021/914 module 2"), expect = {} },
    { name = "one of several mechanisms is enough", input = ask("VN", { "Internal memo", "BCR of the group" }), expect = {} },
    { name = "an unknown mechanism is none", input = ask("VN", "they are nice people"), expect = { deny = "TRANSFER_MECHANISM@product.gov.transfer_mechanism" } },
    { name = "a derogation is for single cases", input = ask("VN", "GDPR Art. 49(1)(a)"), expect = { deny = "TRANSFER_MECHANISM" } },
    { name = "a guild may accept it", input = ask("VN", "GDPR Art. 49(1)(a)"), params = { accepted = { "derogation" } }, expect = {} },
    { name = "a decision with a condition needs its framework", input = ask("US"), expect = { deny = "TRANSFER_MECHANISM" } },
    { name = "the framework is enough there", input = ask("US", "EU-US Data Privacy Framework"), expect = {} },
    { name = "and nowhere else", input = ask("VN", "EU-US Data Privacy Framework"), expect = { deny = "TRANSFER_MECHANISM" } },
    { name = "the destination counts too", input = ask("FI", nil, "VN"), expect = { deny = "TRANSFER_MECHANISM" } },
    { name = "a product without any extension has no mechanism",
      input = { product = { personal = "unknown" }, context = { destination = "VN" } }, expect = { deny = "TRANSFER_MECHANISM@product" } },
    { name = "unknown counts as personal", input = ask("VN", nil, nil, "unknown"), expect = { deny = "TRANSFER_MECHANISM" } },
    { name = "data that is not personal may go anywhere", input = ask("VN", nil, nil, "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
