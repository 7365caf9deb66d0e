-- SPDX-License-Identifier: Apache-2.0

local function ask(personal, domain, id)
  return {
    product = { domain = "artist", personal = personal },
    subject = { id = id or "known", properties = {} },
    action = { name = "read" },
    data = { subjects = { known = { domain = domain } } },
  }
end

return {
  policy = "artist.readers",
  cases = {
    { name = "everybody reads what is not personal", input = ask("no", "finance"), expect = { permit = true } },
    { name = "a stranger does not", input = ask("no", "finance", "stranger"), expect = {} },
    { name = "personal data is for the own domain", input = ask("yes", "artist"), expect = { permit = true } },
    { name = "and not for others", input = ask("yes", "finance"), expect = {} },
    { name = "unknown counts as personal", input = ask("unknown", "finance"), expect = {} },
  },
}
