-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: 45 CFR 164.502(b) (minimum necessary) and 164.502(b)(2)(i) (it does not apply to treatment by a provider).
-- Unknown: health data in a product that does not say where the law has it (gov.jurisdiction) may be protected health
--          information. A role without a profile needs nothing of it. A provider whose purpose is not known to be
--          treatment is no exception, and neither is treatment by somebody not known to be a provider.
-- Params: file      - name of the data file with the profiles: role -> id of a product -> the columns it needs
--         treatment - what counts as treatment
--         providers - the roles of health care providers
--         tags      - what marks a product or a column as protected health information
--         kind      - the mask of identifiers beside health data; keep it that of privacy.mask-identifiers
--         by_name   - whether uncategorised columns are judged by their names
--         vocabulary, jurisdictions, unknown - as in privacy.limit-sensitive
--
-- What the subject's roles do not need is left out, and the identifiers of the patients are masked.

local columns = require "columns"
local gov = require "gov"
local holdings = require "holdings"
local jurisdiction = require "jurisdiction"
local profiles = require "profiles"
local projection = require "projection"
local requester = require "requester"
local sets = require "sets"
local text = require "text"

local function tagged(tags, params)
  for _, tag in ipairs(tags or {}) do
    if sets.contains(params.tags, text.fold(tag)) then
      return true
    end
  end
  return false
end

local function concerned(product, params)
  return jurisdiction.may_be(product, params.jurisdictions, params.unknown)
end

-- Whether a column of the product, which is not tagged as a whole, is protected health information.
local function is_phi(column, product, params)
  if column.personal == "no" then
    return false
  end
  return tagged(column.tags, params)
    or (holdings.says(column, holdings.health, params.by_name) ~= nil and concerned(product, params))
end

local function phi_product(product, params)
  if tagged(product.tags, params) then
    return true
  end
  for _, column in ipairs(product.columns or {}) do
    if is_phi(column, product, params) then
      return true
    end
  end
  return holdings.product_says(product, holdings.health) ~= nil and concerned(product, params)
end

-- Asked columns beyond the profile: health information to be left out, and identifiers to be masked.
local function beyond(input, profile, params)
  local left_out, masked, whole = {}, {}, tagged(input.product.tags, params)
  for _, column in ipairs(columns.asked(input)) do
    if not profiles.names(profile, column) then
      if (whole and column.personal ~= "no") or is_phi(column, input.product, params) then
        left_out[#left_out + 1] = column
      elseif holdings.says(column, holdings.identifier, params.by_name) then
        masked[#masked + 1] = column
      end
    end
  end
  return left_out, masked
end

return policy {
  id      = "privacy.phi-minimum-necessary",
  title   = "Protected health information is limited to the minimum necessary",
  phase   = "access",
  level   = "mandatory",
  basis   = { "45 CFR 164.502(b)", "45 CFR 164.502(b)(2)(i)" },
  params  = {
    file = "phi_roles", treatment = { "treatment" }, providers = { "health-care-provider" }, tags = { "phi", "hipaa" },
    kind = "MASK_HASH", by_name = true, vocabulary = "purposes", jurisdictions = { "US" },
    unknown = true,
  },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no" and phi_product(input.product, params)
      and not (requester.is_for(input, params.treatment, params.vocabulary) and requester.has_role(input, params.providers))
  end,
  rule    = function(input, out, params)
    local hint = "write into data/" .. params.file .. ".yaml which columns the role needs; "
      .. "where HIPAA does not apply, declare gov.jurisdiction"
    if #columns.asked(input) == 0 then
      out.deny("the product holds health information and does not say in which columns",
               { code = "PHI", at = gov.at(input.product, "categories"), hint = "list its columns" })
      return
    end
    local left_out, masked = beyond(input, profiles.for_roles(input, input.data[params.file]), params)
    projection.withhold(input, out, left_out,
      { message = "the subject's roles are not known to need any of the health information asked for",
        code = "PHI", hint = hint })
    for _, column in ipairs(masked) do
      out.oblige { type = "mask", column = column.path, kind = params.kind, at = column }
    end
  end,
}
