-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b), purpose limitation.
-- Unknown: without a purpose in the request, or without a comparable purpose in the descriptor, the answer is no.
--          Prose is not comparable. A product that may hold personal data is treated as if it did.
-- Params: vocabulary - name of the data file with the mesh's own purposes (data/purposes.yaml).

local purpose = require "purpose"
local text = require "text"

local function all_prose(declared)
  for _, item in ipairs(declared) do
    if not purpose.is_prose(item) then
      return false
    end
  end
  return true
end

-- What keeps the request from being compared at all, or nil.
local function obstacle(asked, declared)
  if asked == nil then
    return "the request names no purpose", "PURPOSE_MISSING", "give context.purpose, such as 'dpv:ServiceProvision'"
  end
  if purpose.is_prose(asked) then
    return "the request's purpose " .. text.quote(asked) .. " is prose", "PURPOSE_PROSE",
      "give a term of the mesh's vocabulary or of the DPV"
  end
  if #declared == 0 then
    return "the product declares no purpose", "PURPOSE_UNDECLARED", "declare the purposes of the product"
  end
  if all_prose(declared) then
    return "the product declares its purpose in prose only, so nothing can be compared", "PURPOSE_UNDECLARED",
      "declare purposes by code, in the extension that the mesh maps to purposes"
  end
  return nil
end

return policy {
  id      = "privacy.purpose-limitation",
  title   = "Personal data is used only for declared purposes",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)" },
  params  = { vocabulary = "purposes" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local asked, declared = input.context.purpose, input.product.purposes or {}
    local at = { input.product, "purposes" }
    local message, code, hint = obstacle(asked, declared)
    if message ~= nil then
      out.deny(message, { code = code, at = at, hint = hint })
    elseif not purpose.covers(declared, asked, input.data[params.vocabulary]) then
      out.deny("purpose " .. text.quote(asked) .. " is neither declared nor below a declared purpose",
               { code = "PURPOSE", at = at,
                 hint = "ask for one of " .. text.list(declared) .. ", or ask the owner to declare another" })
    end
  end,
}
