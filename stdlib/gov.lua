-- SPDX-License-Identifier: Apache-2.0
--
-- gov - the members of a product that no public specification carries (product.gov).
-- Source: docs/reference/product-model.md.
--
-- A product without any of them has no `gov` at all; these functions save the policies from asking. No function raises
-- an error.

local text = require "text"

local gov = {}

---The value of a member.
---@param product table|nil
---@param member string
---@return any value nil when it is not declared
-- > gov.value({ gov = { dpia = "DPIA-7" } }, "dpia") --> "DPIA-7"
-- > gov.value({}, "dpia") --> nil
-- > gov.value(nil, "dpia") --> nil
function gov.value(product, member)
  local members = product and product.gov
  if type(members) ~= "table" then
    return nil
  end
  return members[member]
end

---The text of a member.
---@param product table|nil
---@param member string
---@return string|nil text nil when it is not declared, blank, or no text
-- > gov.text({ gov = { dpia = "DPIA-7" } }, "dpia") --> "DPIA-7"
-- > gov.text({ gov = { dpia = true } }, "dpia") --> nil
-- > gov.text({ gov = { dpia = " " } }, "dpia") --> nil
function gov.text(product, member)
  local value = gov.value(product, member)
  return type(value) == "string" and not text.blank(value) and value or nil
end

---The values of a member as a list: a single value is a list of one.
---@param product table|nil
---@param member string
---@return any[]
-- > gov.list({ gov = { jurisdiction = "FI" } }, "jurisdiction") --> { "FI" }
-- > gov.list({}, "jurisdiction") --> {}
function gov.list(product, member)
  local value = gov.value(product, member)
  if type(value) == "table" then
    return value
  end
  return { value }
end

---Where to point for a member: at it, else at the product's own members, else at the product.
---@param product table
---@param member string
---@return table
-- > gov.at({ gov = { dpia = "DPIA-7" } }, "dpia") --> { { dpia = "DPIA-7" }, "dpia" }
-- > gov.at({ id = "p" }, "dpia") --> { { id = "p" }, "gov" }
function gov.at(product, member)
  if type(product.gov) == "table" then
    return { product.gov, member }
  end
  return { product, "gov" }
end

return gov
