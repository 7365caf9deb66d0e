-- SPDX-License-Identifier: Apache-2.0

local function ask(claim, who, action, owner)
  return {
    product = { id = "stays", owner = owner or "care-team", personal = "yes" },
    subject = { id = who or "doctor", properties = { roles = { "emergency" } } },
    action = { name = action or "read" },
    context = { break_glass = claim },
    data = { subjects = { doctor = { roles = { "clinician", "emergency" } }, clerk = { roles = { "clerk" } } } },
    time = "2026-11-02T09:00:00Z",
  }
end

local function granted(seconds, who, review)
  return {
    permit = true,
    oblige = { { type = "notify", who = who or "care-team", at = "product" }, { type = "reassess_by", time = review or "2026-11-05T09:00:00Z", at = "product" },
               { type = "ttl", seconds = seconds or 14400, at = "product" } },
  }
end

local ticket = { ticket = "INC-4711" }

return {
  policy = "access.break-glass",
  cases = {
    { name = "who may break the glass gets access, seen and for four hours", input = ask(ticket), expect = granted() },
    { name = "a request may ask for less time", input = ask { ticket = "INC-4711", seconds = 600 }, expect = granted(600) },
    { name = "it may not ask for more", input = ask { ticket = "INC-4711", seconds = 99999 }, expect = granted() },
    { name = "no time at all is no answer", input = ask { ticket = "INC-4711", seconds = 0 }, expect = granted() },
    { name = "a guild may be stricter", input = ask(ticket), params = { seconds = 3600, review = "P1D" }, expect = granted(3600, nil, "2026-11-03T09:00:00Z") },
    { name = "a guild cannot allow more than four hours", input = ask(ticket), params = { seconds = 86400 }, expect = granted() },
    { name = "when the owner is unknown somebody else is told", input = ask(ticket, nil, nil, " "), expect = granted(nil, "governance-guild") },
    { name = "another role is refused", input = ask(ticket, "clerk"), expect = { deny = "BREAK_GLASS_ROLE@product" } },
    { name = "a role that only the request claims is refused", input = ask(ticket, "stranger"), expect = { deny = "BREAK_GLASS_ROLE" } },
    { name = "no ticket is refused", input = ask(true), expect = { deny = "BREAK_GLASS_TICKET@product" } },
    { name = "a reason is no ticket", input = ask { ticket = "it is urgent" }, expect = { deny = "BREAK_GLASS_TICKET" } },
    { name = "nothing is deleted by breaking the glass", input = ask(ticket, nil, "delete"), expect = { deny = "BREAK_GLASS_ACTION@product" } },
    { name = "an unknown action is refused", input = ask(ticket, nil, "beam-up"), expect = { deny = "BREAK_GLASS_ACTION" } },
    { name = "without a claim nothing is granted", input = ask(nil), applies = false },
    { name = "a claim that says no is none", input = ask(false), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
