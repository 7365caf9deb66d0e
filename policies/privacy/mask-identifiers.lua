-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(c) (data minimisation) and Art. 25 (protection by default).
-- Unknown: a column without a category that is not declared "not personal" is judged by its name (names.suggests).
-- Params: kind       - the mask (a kind of `mask`)
--         by_name    - whether uncategorised columns are judged by their names
--         vocabulary - name of the data file with the mesh's purposes; a purpose marked `requires_identity: true` sees
--                      clear values, and so do the purposes below it

local columns = require "columns"
local holdings = require "holdings"
local purpose = require "purpose"

local function needs_identity(input, params)
  local vocabulary = input.data[params.vocabulary]
  for _, term in ipairs(purpose.lineage(input.context.purpose, vocabulary)) do
    local entry = purpose.entry(term, vocabulary)
    if type(entry) == "table" and entry.requires_identity == true then
      return true
    end
  end
  return false
end

return policy {
  id      = "privacy.mask-identifiers",
  title   = "Direct identifiers are masked unless the purpose needs them",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(c)", "GDPR Art. 25" },
  params  = { kind = "MASK_HASH", by_name = true, vocabulary = "purposes" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    if needs_identity(input, params) then
      return
    end
    for _, column in ipairs(columns.asked(input)) do
      if holdings.says(column, holdings.identifier, params.by_name) then
        out.oblige { type = "mask", column = column.path, kind = params.kind, at = column }
      end
    end
  end,
}
