-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(c), data minimisation.
-- Unknown: a product that no profile mentions is not cut down: nobody has said what is needed of it (`required` turns
--          that into a no). Where the guild has begun to say it, a purpose without a profile needs nothing, and so does
--          a request without a purpose. A column that is not declared "not personal" counts as personal.
-- Params: file       - name of the data file with the profiles: purpose -> id of a product -> the columns it needs, by
--                      path or name. A purpose without its own uses that of the nearest purpose above it
--         vocabulary - name of the data file with the mesh's purposes
--         required   - whether a product without any profile is refused

local columns = require "columns"
local profiles = require "profiles"
local projection = require "projection"
local text = require "text"

-- Personal columns that the profile does not name.
local function beyond(input, profile)
  local list = {}
  for _, column in ipairs(columns.asked(input)) do
    if column.personal ~= "no" and not profiles.names(profile, column) then
      list[#list + 1] = column
    end
  end
  return list
end

local function deny(input, out, params, message)
  out.deny(message, { code = "MINIMISATION", at = input.product,
    hint = "say in data/" .. params.file .. ".yaml which columns of " .. text.quote(input.product.id) .. " the purpose needs" })
end

return policy {
  id      = "privacy.minimisation",
  title   = "Only the personal data that the purpose needs is given",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(c)" },
  params  = { file = "purpose_profiles", vocabulary = "purposes", required = false },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and (params.required or profiles.mention(input.data[params.file], input.product.id))
  end,
  rule    = function(input, out, params)
    local profile = profiles.for_purpose(input, input.data[params.file], input.data[params.vocabulary])
    if profile == nil then
      deny(input, out, params, "nobody has said what " .. text.quote(input.context.purpose) .. " needs of this product")
    elseif #columns.asked(input) == 0 then
      deny(input, out, params, "the product lists no columns, so it cannot be cut down to what the purpose needs")
    else
      projection.withhold(input, out, beyond(input, profile),
        { message = text.quote(input.context.purpose) .. " needs none of the columns asked for", code = "MINIMISATION",
          hint = "ask for what the purpose needs: " .. text.list(type(profile) == "table" and profile or { profile }) })
    end
  end,
}
