-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b): data collected for a purpose does not get another one on its way through the mesh.
-- Unknown: what the mesh does not hold cannot be compared. Purposes in prose, or none, cannot be compared either: a warning
--          on the side that lacks them (privacy.purpose-limitation then refuses access). A source that may hold personal data
--          is treated as if it did, and so is the output; data that is declared not personal has no purposes to keep.
-- Params: vocabulary - name of the data file with the mesh's own purposes

local lineage = require "lineage"
local purpose = require "purpose"
local text = require "text"

-- The purposes that can be compared.
local function codes(list)
  local found = {}
  for _, item in ipairs(list or {}) do
    if not purpose.is_prose(item) then
      found[#found + 1] = item
    end
  end
  return found
end

local function compare(own, link, input, out, params)
  local allowed, model = codes(link.model.purposes), link.model
  if #allowed == 0 then
    out.warn("the source " .. text.quote(model.id) .. " declares no purpose that can be compared",
             { code = "SOURCE_PURPOSES", at = link.at, hint = "its owner declares purposes by code" })
    return
  end
  for _, asked in ipairs(own) do
    if not purpose.covers(allowed, asked, input.data[params.vocabulary]) then
      out.deny("purpose " .. text.quote(asked) .. " is none that the source " .. text.quote(model.id) .. " declares, nor below one",
               { code = "PURPOSE_WIDENED", at = { input.product, "purposes" },
                 hint = "declare purposes within " .. text.list(allowed) .. ", or ask the source's owner" })
    end
  end
end

return policy {
  id      = "lineage.purposes",
  title   = "What is made from personal data serves only the purposes of its sources",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)" },
  params  = { vocabulary = "purposes" },
  applies = function(input) return input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local own, personal = codes(input.product.purposes), {}
    for _, link in ipairs(lineage.links(input)) do
      if link.model.personal ~= "no" then
        personal[#personal + 1] = link
      end
    end
    if #personal > 0 and #own == 0 then
      out.warn("the product declares no purpose that can be compared with those of " .. text.quote(personal[1].model.id),
               { code = "OWN_PURPOSES", at = { input.product, "purposes" }, hint = "declare purposes by code, such as 'dpv:ServiceProvision'" })
    end
    for _, link in ipairs(#own > 0 and personal or {}) do
      compare(own, link, input, out, params)
    end
  end,
}
