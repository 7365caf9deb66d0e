-- SPDX-License-Identifier: Apache-2.0

local function change(before, after, changes)
  local previous = { id = "orders", version = "1.0.0", status = before, columns = { { path = "t.a", tags = { "x" } } } }
  local product = { id = "orders", version = "1.0.0", status = after, columns = { { path = "t.a", tags = { "x" } } } }
  for member, value in pairs(changes or {}) do
    product[member] = value ~= "absent" and value or nil
  end
  return { product = product, previous = previous }
end

return {
  policy = "usability.status-transitions",
  cases = {
    { name = "a draft becomes active", input = change("draft", "active"), expect = {} },
    { name = "what is active becomes deprecated", input = change("active", "deprecated"), expect = {} },
    { name = "what is deprecated becomes retired", input = change("deprecated", "retired"), expect = {} },
    { name = "staying is allowed", input = change("active", "active", { version = "1.1.0" }), expect = {} },
    { name = "a step is not left out", input = change("active", "retired"), expect = { deny = "STATUS_TRANSITION@product.status" }, says = "comes 'deprecated'" },
    { name = "nothing goes back", input = change("deprecated", "active"), expect = { deny = "STATUS_TRANSITION" } },
    { name = "nothing rises again", input = change("retired", "active"), expect = { deny = "STATUS_TRANSITION" }, says = "comes nothing" },
    { name = "a word nobody knows goes nowhere", input = change("experimental", "active"), expect = { deny = "STATUS_TRANSITION" } },
    { name = "a guild may know it", input = change("experimental", "active"), params = { transitions = { experimental = { "active" } } }, expect = {} },
    { name = "a status is not taken back", input = change("active", nil), expect = { deny = "STATUS_LOST@product" } },
    { name = "what is retired is not edited", input = change("retired", "retired", { version = "1.0.1" }), expect = { deny = "EDITED_AFTER_END@product.version" } },
    { name = "not even deep inside", input = change("retired", "retired", { columns = { { path = "t.a", tags = { "y" } } } }), expect = { deny = "EDITED_AFTER_END@product.columns" } },
    { name = "nor by leaving something out", input = change("retired", "retired", { columns = { { path = "t.a" } } }), expect = { deny = "EDITED_AFTER_END" } },
    { name = "nor by leaving out all of it", input = change("retired", "retired", { columns = "absent" }), expect = { deny = "EDITED_AFTER_END@product" } },
    { name = "nor by adding something deep inside", input = change("retired", "retired", { columns = { { path = "t.a", tags = { "x", "y" } } } }),
      expect = { deny = "EDITED_AFTER_END" } },
    { name = "nor by adding something", input = change("retired", "retired", { owner = "me" }), expect = { deny = "EDITED_AFTER_END@product.owner" } },
    { name = "what is retired and unchanged passes", input = change("retired", "retired"), expect = {} },
    { name = "what had no status may begin anywhere", input = change(nil, "retired"), applies = false },
    { name = "so may what was never published", input = { product = { status = "deprecated" } }, applies = false },
  },
}
