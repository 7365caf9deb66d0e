-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, declared, personal)
  return {
    product = { personal = personal or "yes", purposes = declared },
    context = { purpose = asked },
    data = { purposes = { ["playlist.mix"] = { broader = "dpv:ServicePersonalisation" } } },
  }
end

return {
  policy = "privacy.purpose-limitation",
  cases = {
    { name = "a declared purpose passes", input = ask("billing", { "billing" }), expect = {} },
    { name = "a narrower dotted code passes", input = ask("billing.refund", { "billing" }), expect = {} },
    { name = "a narrower term of the DPV passes",
      input = ask("https://w3id.org/dpv#ProvideEventRecommendations", { "dpv:ServicePersonalisation" }), expect = {} },
    { name = "a term of the mesh's vocabulary passes", input = ask("playlist.mix", { "dpv:Personalisation" }), expect = {} },
    { name = "one of two broader terms is enough", input = ask("dpv:CommercialResearch", { "dpv:ResearchAndDevelopment" }), expect = {} },
    { name = "another purpose is refused", input = ask("advertising", { "billing" }), expect = { deny = "PURPOSE@product.purposes" } },
    { name = "a broader purpose is refused", input = ask("dpv:Marketing", { "dpv:TargetedAdvertising" }), expect = { deny = "PURPOSE" } },
    { name = "a code that only begins alike is refused", input = ask("billing_export", { "billing" }), expect = { deny = "PURPOSE" } },
    { name = "a purpose nobody knows is refused", input = ask("xyzzy", { "dpv:Marketing" }), expect = { deny = "PURPOSE" } },
    { name = "no purpose in the request is refused", input = ask(nil, { "billing" }), expect = { deny = "PURPOSE_MISSING@product.purposes" } },
    { name = "prose in the request is refused", input = ask("to bill people", { "billing" }), expect = { deny = "PURPOSE_PROSE@product.purposes" } },
    { name = "a product without purposes is refused", input = ask("billing", nil), expect = { deny = "PURPOSE_UNDECLARED@product" } },
    { name = "a product with prose only is refused", input = ask("billing", { "Used to bill people." }), expect = { deny = "PURPOSE_UNDECLARED@product.purposes" } },
    { name = "prose beside a code does no harm", input = ask("billing", { "Used to bill people.", "billing" }), expect = {} },
    { name = "unknown counts as personal", input = ask("advertising", { "billing" }, "unknown"), expect = { deny = "PURPOSE" } },
    { name = "data that is not personal is not limited", input = ask("advertising", { "billing" }, "no"), applies = false },
    { name = "a resource that is no product is left alone", input = { context = {} }, applies = false },
  },
}
