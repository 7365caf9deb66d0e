-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 35(1) and 35(3) (a) and (b): an impact assessment before profiling, and before special categories or
--        criminal offences are processed on a large scale.
-- Unknown: a product that does not say that it is small (gov.large_scale: false) counts as large. A column without a
--          category that is not declared "not personal" is judged by its name. A purpose in prose shows nothing.
-- Params: profiling  - the declared purposes that are profiling
--         vocabulary - name of the data file with the mesh's purposes
--         by_name    - whether uncategorised columns are judged by their names
--
-- gov.dpia is a reference to the assessment, so that somebody can read it: `true` says only that there is one.

local gov = require "gov"
local holdings = require "holdings"
local purpose = require "purpose"
local text = require "text"

-- Special or criminal columns, or a category of the whole product; what it is and where.
local function risky_data(product, params)
  for _, kind in ipairs { holdings.special, holdings.criminal } do
    local column = holdings.all(product.columns, kind, params.by_name)[1]
    if column ~= nil then
      return "column " .. text.quote(column.path) .. " holds " .. text.quote(holdings.says(column, kind)), column
    end
    local code = holdings.product_says(product, kind)
    if code ~= nil then
      return "the product holds " .. text.quote(code), gov.at(product, "categories")
    end
  end
  return nil
end

local function risk(input, params)
  local product = input.product
  for _, declared in ipairs(product.purposes or {}) do
    if purpose.covers(params.profiling, declared, input.data[params.vocabulary]) then
      return "the purpose " .. text.quote(declared) .. " is profiling", { product, "purposes" }
    end
  end
  if gov.value(product, "large_scale") ~= false then
    return risky_data(product, params)
  end
  return nil
end

return policy {
  id      = "privacy.dpia",
  title   = "Risky processing names its impact assessment",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 35(1)", "GDPR Art. 35(3)" },
  params  = {
    profiling = { "dpv:Personalisation", "dpv:PersonnelMonitoring", "dpv:CustomerSolvencyMonitoring", "profiling" },
    vocabulary = "purposes", by_name = true,
  },
  applies = function(input, params) return input.product.personal ~= "no" and risk(input, params) ~= nil end,
  rule    = function(input, out, params)
    local product = input.product
    local what, at = risk(input, params)
    local hint = "name the assessment, such as 'DPIA-2026-07', as the extension that the mesh maps to gov.dpia"
    if gov.value(product, "dpia") == true then
      out.deny("an impact assessment is said to exist, but not where it is",
               { code = "DPIA_REFERENCE", at = gov.at(product, "dpia"), hint = hint })
    elseif gov.text(product, "dpia") == nil then
      out.deny(what .. ", and no impact assessment is named", { code = "DPIA", at = at, hint = hint })
    end
  end,
}
