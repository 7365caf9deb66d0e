-- SPDX-License-Identifier: Apache-2.0

return policy {
  id    = "fixture.named",
  title = "A product has a domain",
  phase = "publish",
  level = "mandatory",
  rule  = function(input, out)
    if input.product.domain == nil then
      out.deny("the product has no domain", { code = "DOMAIN", at = { input.product, "domain" } })
    end
  end,
}
