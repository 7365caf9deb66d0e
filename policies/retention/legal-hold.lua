-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the duty to preserve what may be evidence, for example the US Federal Rules of Civil Procedure, rule 37(e).
-- Unknown: a hold without a date of release, or with one that cannot be read, is in force; so is a hold that the descriptor
--          names and the register does not know. A product that nothing mentions is not held.
-- Params: file    - name of the data file with the holds: id -> { products, domains, record_classes, released, why }
--         actions - the actions that delete or overwrite
--
-- Only what destroys is refused: a hold makes nobody's reading or copying lawful or unlawful. In a sweep, which asks what
-- must be deleted, a hold keeps it.

local holds = require "holds"
local sets = require "sets"
local text = require "text"

return policy {
  id      = "retention.legal-hold",
  title   = "Nothing under a legal hold is deleted",
  phase   = { "access", "sweep" },
  level   = "mandatory",
  basis   = { "Federal Rules of Civil Procedure 37(e)" },
  basis_checked = false,
  params  = { file = "legal_holds", actions = { "delete", "erase", "purge", "truncate", "overwrite", "drop" } },
  applies = function(input, params)
    return input.product ~= nil and (input.phase == "sweep" or sets.contains(params.actions, text.fold(input.action.name)))
  end,
  rule    = function(input, out, params)
    for _, hold in ipairs(holds.in_force(input, params.file)) do
      if input.phase == "sweep" then
        out.oblige { type = "hold", id = text.trim(hold.id), at = hold.at }
      else
        out.deny("the product is under the legal hold " .. text.quote(hold.id),
                 { code = "LEGAL_HOLD", at = hold.at, hint = "ask legal counsel to release it: write `released` into the register" })
      end
    end
  end,
}
