-- SPDX-License-Identifier: Apache-2.0
--
-- A policy of the guild: everything in policies/mesh/ binds every product of the mesh. Its test stands beside it.
-- Unknown: a product without columns has nothing to describe.

local text = require "text"

return policy {
  id     = "guild.columns-described",
  title  = "Every column says what it holds",
  phase  = "publish",       -- asked by `writ check`; "access" policies are asked by `writ decide`
  level  = "waivable",      -- a dated waiver in waivers/ may lift it; "mandatory" could not be lifted
  state  = "enforced",      -- "draft" would only be shown; { grace_until = "2027-01-01" } would only warn until then
  rule   = function(input, out)
    for _, column in ipairs(input.product.columns or {}) do
      if text.blank(column.description) then
        -- `at` becomes file, line and column in the finding.
        out.deny("column " .. text.quote(column.path) .. " has no description",
                 { code = "NO_DESCRIPTION", at = column, hint = "say what the column holds, and its unit" })
      end
    end
  end,
}
