-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "discoverable", the first of the usability attributes of a data product (Dehghani, Data Mesh, 2022).
-- Unknown: what is absent or blank is missing.
-- Params: required - members of the product model that must be there.

local usability = require "usability"

local hints = {
  domain = "say which domain the product belongs to",
  owner = "name the owning team",
  purposes = "say what the product is for",
  tags = "tag the product with at least one word people search for",
}

return policy {
  id     = "usability.discoverable",
  title  = "A product can be found: domain, owner, purpose and tags",
  phase  = "publish",
  level  = "waivable",
  basis  = { "Dehghani, Data Mesh (2022), usability attributes" },
  params = { required = { "domain", "owner", "purposes", "tags" } },
  rule   = function(input, out, params)
    for _, member in ipairs(params.required) do
      if usability.missing(input.product[member]) then
        local words = member:gsub("_", " ")
        out.deny("the product has no " .. words,
                 { code = "MISSING_" .. member:upper(), at = { input.product, member }, hint = hints[member] or "state its " .. words })
      end
    end
  end,
}
