-- SPDX-License-Identifier: Apache-2.0

local register = {
  ["sales-team"] = { steward = "steward@example.org", dpo = "privacy@example.org", members = { "sales-owner@example.org" } },
  ["web-team"] = { ended = "2026-06-30", steward = "s@example.org", dpo = "p@example.org" },
  ["ads-team"] = {},
}

local function product(owner, contacts, personal, data, raw)
  return {
    product = { owner = owner, contacts = contacts, personal = personal or "no" },
    data = data or { teams = register }, raw = raw, time = "2026-11-02T09:00:00Z",
  }
end

local steward = { { role = "data steward", id = "s@example.org" } }
local left = { team = { members = { { username = "s@example.org", role = "data steward", dateOut = "2026-10-31" } } } }
local function gone(member, day)
  member.dateOut = day or "2026-10-31"
  return { team = { member } }
end

local leaving = { team = { { username = "s@example.org", role = "data steward", dateOut = "2026-12-31" } } }

return {
  policy = "usability.team",
  cases = {
    { name = "a team with a steward and an officer passes", input = product("sales-team", nil, "yes"), expect = {} },
    { name = "an owner may be a member of it", input = product("sales-owner@example.org", nil, "yes"), expect = {} },
    { name = "an owner that the register does not know is refused", input = product("nobody", steward), expect = { deny = "UNKNOWN_TEAM@product.owner" } },
    { name = "without a register every owner is believed", input = product("nobody", steward, "no", {}), expect = {} },
    { name = "a team that ended is refused", input = product("web-team", nil, "yes"), expect = { deny = "TEAM_ENDED@product.owner" } },
    { name = "nobody who takes care is refused", input = product("ads-team", nil), expect = { deny = "NO_STEWARD@product.owner" } },
    { name = "a contact of the descriptor will do", input = product("ads-team", { { role = "support", id = "ads@example.org" } }), expect = {} },
    { name = "a role without a person does not", input = product("ads-team", { { role = "steward" } }), expect = { deny = "NO_STEWARD@product.contacts" } },
    { name = "a guild may insist on a steward", input = product("ads-team", { { role = "support", id = "ads@example.org" } }), params = { stewards = { "steward" } },
      expect = { deny = "NO_STEWARD" } },
    { name = "or on nobody", input = product("ads-team", nil), params = { stewards = {} }, expect = {} },
    { name = "a steward who left does not count", input = product("ads-team", steward, "no", nil, left), expect = { deny = "NO_STEWARD" } },
    { name = "one who leaves later does", input = product("ads-team", steward, "no", nil, leaving), expect = {} },
    { name = "personal data needs an officer", input = product("ads-team", steward, "yes"), expect = { deny = "NO_DPO@product.contacts" } },
    { name = "unknown counts as personal", input = product("ads-team", steward, "unknown"), expect = { deny = "NO_DPO" } },
    { name = "the descriptor may name one", input = product("ads-team", { steward[1], { role = "Data Protection Officer", id = "p@example.org" } }, "yes"), expect = {} },
    { name = "one officer may serve every team", input = product("ads-team", steward, "yes"), params = { dpo = "p@example.org" }, expect = {} },
    { name = "a product without an owner is another policy's concern", input = product(nil, nil, "yes"), applies = false },
    { name = "a contract is its product's concern", applies = false,
      input = { product = { kind = "contract", id = "c", owner = "nobody" }, mesh = { products = { { ports = { { contract = "c" } } } } } } },
    { name = "a list of members says so as well", input = product("ads-team", steward, "no", nil, gone { username = "s@example.org" }), expect = { deny = "NO_STEWARD" } },
    { name = "also by name", input = product("ads-team", steward, "no", nil, gone { name = "s@example.org" }), expect = { deny = "NO_STEWARD" } },
    { name = "a member without a name is nobody", input = product("ads-team", steward, "no", nil, gone {}), expect = {} },
    { name = "a day that cannot be read is past", input = product("ads-team", steward, "no", nil, gone({ name = "s@example.org" }, "long ago")), expect = { deny = "NO_STEWARD" } },
    { name = "the last second still counts", input = product("ads-team", steward, "no", nil, gone({ name = "s@example.org" }, "2026-11-02T09:00:00Z")), expect = {} },
    { name = "without contacts the owner is where an officer is missed", input = product("ads-team", nil, "yes"), params = { stewards = {} }, expect = { deny = "NO_DPO@product.owner" } },
    { name = "a register that is a text knows no team", input = product("sales-team", steward, "no", { teams = "sales-team" }), expect = { deny = "UNKNOWN_TEAM" } },
    { name = "nor does one of bare names", input = product("sales-team", steward, "no", { teams = { ["sales-team"] = "steward@example.org" } }), expect = { deny = "UNKNOWN_TEAM" } },
  },
}
