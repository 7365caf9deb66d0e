-- SPDX-License-Identifier: Apache-2.0

local function ask(team)
  return { product = { domain = "sales" }, subject = { id = "someone", properties = { team = team } } }
end

return {
  policy = "sales.readers",
  cases = {
    { name = "the owning team reads", input = ask("sales-team"), expect = { permit = true } },
    { name = "another team gets nothing here", input = ask("support-team"), expect = {} },
    { name = "an unknown team gets nothing", input = ask(nil), expect = {} },
  },
}
