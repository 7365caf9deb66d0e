-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: none in law; a draft may still be wrong and its owner has promised nothing (life cycle of data products).
-- Unknown: a status that is absent, or in no table of aliases, may be a draft. Such a product is treated as one when it
--          may hold personal data. A subject of unknown domain is not of the owning one.
-- Params: released - the statuses of products that are no drafts; what a retired one allows is another policy's concern

local sets = require "sets"
local subject = require "subject"
local text = require "text"

local function may_be_draft(product, params)
  local status = product.status
  if status == "draft" then
    return true
  end
  return product.personal ~= "no" and not sets.contains(params.released, status)
end

return policy {
  id      = "access.draft-inside-domain",
  title   = "Drafts stay inside the domain that owns them",
  phase   = "access",
  level   = "waivable",
  basis   = { "Life cycle of data products: draft, active, deprecated, retired" },
  params  = { released = { "active", "deprecated", "retired" } },
  applies = function(input, params) return input.product ~= nil and may_be_draft(input.product, params) end,
  rule    = function(input, out)
    if subject.of_owning_domain(input) then
      return
    end
    local status, at = input.product.status, { input.product, "status" }
    if status == "draft" then
      out.deny("the product is a draft, and the subject is not of the owning domain",
               { code = "DRAFT", at = at, hint = "wait until the owner makes it active" })
    else
      local what = status == nil and "the product has no status" or "the status " .. text.quote(status) .. " is not known"
      out.deny(what .. ", so it may be a draft, and the subject is not of the owning domain",
               { code = "DRAFT_UNKNOWN", at = at, hint = "write 'active', or map the word in mesh.yaml below 'status'" })
    end
  end,
}
