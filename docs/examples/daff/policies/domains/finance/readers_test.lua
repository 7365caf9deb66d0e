-- SPDX-License-Identifier: Apache-2.0

local function ask(domain, agreement)
  return {
    product = { domain = "finance", personal = "yes" },
    subject = { id = "someone", properties = { domain = domain } },
    action = { name = "query" },
    agreement = agreement,
  }
end

return {
  policy = "finance.readers",
  cases = {
    { name = "the own domain reads", input = ask("finance"), expect = { permit = true } },
    { name = "the holder of an agreement reads", input = ask("elsewhere", { id = "a-1" }), expect = { permit = true } },
    { name = "another domain gets nothing", input = ask("elsewhere"), expect = {} },
    { name = "an unknown domain gets nothing", input = ask(nil), expect = {} },
  },
}
