-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: none yet. Name the law, standard or decision that this rests on.
-- Unknown: a product without an owner is refused. Say here what the policy does about what is not declared.
-- Params: least - how many characters the owner's name has at least

local text = require "text"

return policy {
  id     = "guild.example",
  title  = "Every product has an owner",
  phase  = "publish",       -- asked by `writ check`
  level  = "waivable",      -- a dated waiver may lift it; "mandatory" could not be lifted
  state  = "draft",         -- only shown; { grace_until = "2027-01-01" } would warn until then, "enforced" refuses
  params = { least = 3 },   -- mesh.yaml may set another
  rule   = function(input, out, params)
    local owner = input.product.owner
    if text.blank(owner) then
      out.deny("the product has no owner",
               { code = "NO_OWNER", at = input.product, hint = "name the team that answers for the product" })
    elseif #owner < params.least then
      out.warn("the owner " .. text.quote(owner) .. " is short for a name",
               { code = "SHORT_OWNER", at = { input.product, "owner" }, hint = "write the name out" })
    end
  end,
}
