-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, declared, personal)
  return {
    product = { personal = personal or "yes", purposes = declared },
    context = { purpose = asked },
    data = {
      purposes = { ["account-support"] = { broader = "dpv:CustomerCare" } },
      incompatible_purposes = { pairs = { { collected = "account-support", refused = "dpv:Marketing", why = "nobody expects it" } } },
    },
  }
end

return {
  policy = "daff.incompatible-purposes",
  cases = {
    { name = "support data is not used for marketing", input = ask("dpv:Marketing", { "account-support" }), expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "nor for anything below it", input = ask("dpv:TargetedAdvertising", { "account-support" }), expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "not even when both are declared", input = ask("dpv:Marketing", { "dpv:Marketing", "account-support" }), expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "support data is used for support", input = ask("account-support", { "account-support" }), expect = {} },
    { name = "other data is not concerned", input = ask("dpv:Marketing", { "dpv:Marketing" }), expect = {} },
    { name = "a purpose above the refused one is another policy's concern", input = ask("dpv:Purpose", { "account-support" }), expect = {} },
    { name = "no purpose is another policy's concern", input = ask(nil, { "account-support" }), expect = {} },
    { name = "without the list nothing is refused",
      input = { product = { personal = "yes", purposes = { "account-support" } }, context = { purpose = "dpv:Marketing" } }, expect = {} },
    { name = "unknown counts as personal", input = ask("dpv:Marketing", { "account-support" }, "unknown"), expect = { deny = "INCOMPATIBLE_PURPOSE" } },
    { name = "data that is not personal is not concerned", input = ask("dpv:Marketing", { "account-support" }, "no"), applies = false },
  },
}
