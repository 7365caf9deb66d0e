-- SPDX-License-Identifier: Apache-2.0

local sets = require "sets"

return policy {
  id     = "peers.purpose",
  title  = "Data is used for the purposes of its product",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if not sets.contains(input.product.purposes, input.context.purpose) then
      out.deny("the purpose is not one of the product's")
    end
  end,
}
