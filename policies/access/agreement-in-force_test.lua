-- SPDX-License-Identifier: Apache-2.0

local function ask(changes, subject_domain, classification)
  local agreement = { id = "a-1", status = "approved", start = "2026-01-01T00:00:00Z", end_ = "2027-12-31", reassess = "2027-06-30" }
  for member, value in pairs(changes or {}) do
    agreement[member] = value ~= "absent" and value or nil
  end
  return {
    product = { owner = "sales-team", domain = "sales", personal = "unknown", columns = { { path = "t.c", classification = classification } } },
    subject = { id = "someone", properties = { domain = subject_domain or "ads" } },
    agreement = changes and agreement,
    time = "2026-11-02T09:00:00Z",
  }
end

-- An emergency without an agreement.
local function break_glass(who, ticket)
  local input = ask(nil)
  input.subject = { id = who, properties = { roles = { "emergency" } } }
  input.context = { break_glass = { ticket = ticket } }
  input.data = { subjects = { doctor = { roles = { "emergency" } } } }
  return input
end

return {
  policy = "access.agreement-in-force",
  cases = {
    { name = "an agreement in force passes", input = ask {}, expect = {} },
    { name = "no agreement is refused", input = ask(nil), expect = { deny = "AGREEMENT@product" }, says = "ask 'sales-team'" },
    { name = "the own domain needs none", input = ask(nil, "sales"), applies = false },
    { name = "unless the guild says otherwise", input = ask(nil, "sales"), params = { own_domain = false }, expect = { deny = "AGREEMENT" } },
    { name = "public columns need none", input = ask(nil, "ads", "public"), applies = false },
    { name = "internal columns do", input = ask(nil, "ads", "internal"), expect = { deny = "AGREEMENT" } },
    { name = "a product without columns does", input = { product = { domain = "sales", personal = "no" } }, expect = { deny = "AGREEMENT" }, says = "ask 'the owner'" },
    { name = "a requested agreement is refused", input = ask { status = "requested" }, expect = { deny = "AGREEMENT_STATUS@agreement.status" } },
    { name = "no status is refused", input = ask { status = "absent" }, expect = { deny = "AGREEMENT_STATUS@agreement" } },
    { name = "a start in the future is refused", input = ask { start = "2026-11-03" }, expect = { deny = "AGREEMENT_START@agreement.start" }, says = "starts at" },
    { name = "no start is refused", input = ask { start = "absent" }, expect = { deny = "AGREEMENT_START@agreement" }, says = "has no start" },
    { name = "a start that cannot be read is refused", input = ask { start = "soon" }, expect = { deny = "AGREEMENT_START" } },
    { name = "an agreement that ended is refused", input = ask { end_ = "2026-11-01" }, expect = { deny = "AGREEMENT_ENDED@agreement.end_" } },
    { name = "the last day still counts", input = ask { end_ = "2026-11-02" }, expect = { warn = "AGREEMENT_ENDED_SOON@agreement.end_" } },
    { name = "an end that cannot be read is refused", input = ask { end_ = "never" }, expect = { deny = "AGREEMENT_ENDED@agreement.end_" } },
    { name = "no end is open-ended", input = ask { end_ = "absent", reassess = "absent" }, expect = {} },
    { name = "an overdue reassessment is refused", input = ask { reassess = "2023-01-01" }, expect = { deny = "AGREEMENT_REASSESSMENT@agreement.reassess" } },
    { name = "one that is near is a warning", input = ask { reassess = "2026-11-20T00:00:00Z" }, expect = { warn = "AGREEMENT_REASSESSMENT_SOON@agreement.reassess" } },
    { name = "who breaks the glass needs none", input = break_glass("doctor", "INC-1"), applies = false },
    { name = "without a ticket the glass stays whole", input = break_glass("doctor", nil), expect = { deny = "AGREEMENT" } },
    { name = "a role that only the request claims breaks nothing", input = break_glass("stranger", "INC-1"), expect = { deny = "AGREEMENT" } },
    { name = "a guild may insist on an agreement", input = break_glass("doctor", "INC-1"), params = { emergency = {} }, expect = { deny = "AGREEMENT" } },
    { name = "everything that is wrong is reported", input = ask { status = "rejected", end_ = "2026-01-02", reassess = "2026-01-02" },
      expect = { deny = { "AGREEMENT_STATUS", "AGREEMENT_ENDED", "AGREEMENT_REASSESSMENT" } } },
    { name = "the second of its end still counts", input = ask { end_ = "2026-11-02T09:00:00Z" }, expect = { warn = "AGREEMENT_ENDED_SOON" } },
    { name = "the second of its start counts", input = ask { start = "2026-11-02T09:00:00Z" }, expect = {} },
    { name = "an end in exactly thirty days is not near", input = ask { end_ = "2026-12-02T09:00:00Z" }, expect = {} },
    { name = "without a time that can be read nothing is in force", input = ask {}, time = "soon", expect = { deny = "TIME@product" } },
  },
}
