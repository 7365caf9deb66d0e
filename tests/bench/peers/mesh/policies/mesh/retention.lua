-- SPDX-License-Identifier: Apache-2.0

return policy {
  id     = "peers.retention",
  title  = "Nothing is read after its retention",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    local gov = input.product.gov
    if input.context.seconds - gov.created_at > gov.retention_days * 86400 then
      out.deny("the product is older than its retention")
    end
  end,
}
