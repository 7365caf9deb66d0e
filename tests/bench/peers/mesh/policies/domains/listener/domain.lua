-- SPDX-License-Identifier: Apache-2.0

local sets = require "sets"

return policy {
  id     = "listener.domain",
  title  = "The own domain and approved consumers get access",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    local domain = input.subject.properties.domain
    if domain == input.product.domain or sets.contains(input.product.gov.approved_consumers, domain) then
      out.permit("the subject's domain may consume the product")
    else
      out.deny("the subject's domain is not an approved consumer")
    end
  end,
}
