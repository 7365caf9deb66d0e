-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "valuable on its own", one of the usability attributes of a data product (Dehghani, Data Mesh, 2022): a copy of
--        another product adds a second owner and no value.
-- Unknown: a product of whose sources not exactly one is in the mesh, or that states no columns on either side, is not
--          judged. Columns are compared by name and by family of type; a column that says it is made from others has been
--          worked on. This is advice: rows may have been filtered, which no descriptor tells.
-- Params: none.

local catalogue = require "catalogue"
local lineage = require "lineage"
local text = require "text"
local usability = require "usability"

return policy {
  id      = "usability.own-value",
  title   = "A product is more than a copy of another",
  phase   = "publish",
  level   = "advisory",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes" },
  applies = function(input) return #(input.product.columns or {}) > 0 and not catalogue.is_part(input) end,
  rule    = function(input, out)
    local links = lineage.links(input)
    local stated = #(input.product.inputs or {}) <= 1
    if #links == 1 and stated and usability.is_copy(input.product, links[1].model) then
      out.warn("the product has only columns of " .. text.quote(links[1].model.id) .. ", its one source",
               { code = "PASS_THROUGH", at = links[1].at, hint = "say what it adds, or let consumers read the source" })
    end
  end,
}
