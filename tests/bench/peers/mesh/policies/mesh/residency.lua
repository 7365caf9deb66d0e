-- SPDX-License-Identifier: Apache-2.0

local EU = {}
for country in ("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"):gmatch("%a+") do
  EU[country] = true
end

return policy {
  id     = "peers.residency",
  title  = "Data that stays in the EU is read from there",
  phase  = "access",
  level  = "mandatory",
  target = { resource = "data_product" },
  rule   = function(input, out)
    if input.product.gov.residency == "EU" and not EU[input.subject.properties.country] then
      out.deny("the subject is outside the EU")
    end
  end,
}
