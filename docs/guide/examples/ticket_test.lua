-- SPDX-License-Identifier: Apache-2.0

local function of(personal, ticket)
  return { product = { personal = personal }, context = { ticket = ticket } }
end

return {
  policy = "guild.ticket",
  cases = {
    { name = "a ticket passes", input = of("yes", "T-1"), expect = {} },
    { name = "no ticket is refused", input = of("yes", nil), expect = { deny = "NO_TICKET@context" } },
    { name = "a blank one is none", input = of("yes", " "), expect = { deny = "NO_TICKET@context" } },
    { name = "a product that may hold personal data counts as if it did", input = of("unknown", nil), expect = { deny = "NO_TICKET" } },
    { name = "data that is not personal needs no ticket", input = of("no", nil), applies = false },
    { name = "what is no data product needs none either", input = { context = {} }, applies = false },
  },
}
