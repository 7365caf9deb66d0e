-- SPDX-License-Identifier: Apache-2.0

return policy {
  id     = "peers.status",
  title  = "Only active products are read",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if input.product.status ~= "active" then
      out.deny("the product is not active")
    end
  end,
}
