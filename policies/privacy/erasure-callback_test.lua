-- SPDX-License-Identifier: Apache-2.0

local function ask(action, personal)
  return { product = { personal = personal or "yes" }, action = { name = action } }
end

local duty = { oblige = { { type = "delete_on_notice", at = "product" } } }

return {
  policy = "privacy.erasure-callback",
  cases = {
    { name = "a copy carries the duty", input = ask "copy", expect = duty },
    { name = "an export carries it", input = ask "export", expect = duty },
    { name = "an unknown action carries it", input = ask "beam-up", expect = duty },
    { name = "an action without a name carries it", input = ask(nil), expect = duty },
    { name = "reading leaves no copy", input = ask "read", applies = false },
    { name = "the case of an action does not matter", input = ask "Query", applies = false },
    { name = "a guild may know other actions that leave none", input = ask "preview", params = { no_copy = { "preview" } }, applies = false },
    { name = "unknown counts as personal", input = ask("copy", "unknown"), expect = duty },
    { name = "a copy of what is not personal is free", input = ask("copy", "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
