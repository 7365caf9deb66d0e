-- SPDX-License-Identifier: Apache-2.0

return policy {
  id     = "peers.embargo",
  title  = "Nothing is read before its embargo ends",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if input.context.seconds < input.product.gov.embargo_until then
      out.deny("the product is under embargo")
    end
  end,
}
