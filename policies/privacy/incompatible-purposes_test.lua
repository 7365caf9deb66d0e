-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, declared, personal, conflicts)
  return {
    product = { personal = personal or "yes", purposes = declared },
    context = { purpose = asked },
    data = { purposes = { helpdesk = { broader = "dpv:CustomerCare" } }, purpose_conflicts = conflicts },
  }
end

local own = { pairs = { { collected = "billing", refused = "advertising", why = "nobody expects it" } } }

return {
  policy = "privacy.incompatible-purposes",
  cases = {
    { name = "support data is not used for marketing", input = ask("dpv:Marketing", { "dpv:CustomerCare" }),
      expect = { deny = "INCOMPATIBLE_PURPOSE@product.purposes" }, says = "'dpv:CustomerCare' is not used for 'dpv:Marketing': who asks for help" },
    { name = "nor for anything below marketing", input = ask("dpv:TargetedAdvertising", { "dpv:CustomerCare" }),
      expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "a term of the mesh below the collected purpose counts", input = ask("dpv:Marketing", { "helpdesk" }),
      expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "declaring both does not make them compatible", input = ask("dpv:Marketing", { "dpv:Marketing", "dpv:CustomerCare" }),
      expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "support data is used for support", input = ask("dpv:CustomerCare", { "dpv:CustomerCare" }), expect = {} },
    { name = "marketing data is used for marketing", input = ask("dpv:Marketing", { "dpv:Marketing" }), expect = {} },
    { name = "the guild's own pairs replace the built-in ones", input = ask("dpv:Marketing", { "dpv:CustomerCare" }, "yes", own), expect = {} },
    { name = "the guild's own pairs refuse", input = ask("advertising.banner", { "billing" }, "yes", own),
      expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "an empty list of pairs refuses nothing", input = ask("dpv:Marketing", { "dpv:CustomerCare" }, "yes", { pairs = {} }), expect = {} },
    { name = "a pair without its second purpose denies", input = ask("billing", { "billing" }, "yes", { pairs = { { collected = "billing" } } }),
      expect = { deny = "CONFLICT_TABLE@data.purpose_conflicts.pairs[1]" } },
    { name = "a file without pairs denies", input = ask("billing", { "billing" }, "yes", { collected = "billing" }),
      expect = { deny = "CONFLICT_TABLE@data.purpose_conflicts" } },
    { name = "an unknown purpose is another policy's concern", input = ask(nil, { "dpv:CustomerCare" }), expect = {} },
    { name = "unknown counts as personal", input = ask("dpv:Marketing", { "dpv:CustomerCare" }, "unknown"),
      expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "data that is not personal is not concerned", input = ask("dpv:Marketing", { "dpv:CustomerCare" }, "no"), applies = false },
    { name = "a pair may give no reason", expect = { deny = "INCOMPATIBLE_PURPOSE" }, says = "'billing' is not used for 'advertising'",
      input = ask("advertising", { "billing" }, "yes", { pairs = { { collected = "billing", refused = "advertising" } } }) },
    { name = "a product without purposes contradicts none", input = ask("dpv:Marketing", nil), expect = {} },
    { name = "parameters that are no pairs deny", input = ask("dpv:Marketing", { "billing" }), params = { pairs = "none" }, expect = { deny = "CONFLICT_TABLE@product" } },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
