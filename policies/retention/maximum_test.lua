-- SPDX-License-Identifier: Apache-2.0

local function product(retention, personal)
  return { product = { personal = personal or "yes", retention = retention } }
end

return {
  policy = "retention.maximum",
  cases = {
    { name = "a maximum passes", input = product { max = "P2Y" }, expect = {} },
    { name = "nothing is refused", input = product(nil), expect = { deny = "MAXIMUM@product" } },
    { name = "a minimum is no maximum", input = product { min = "P1Y" }, expect = { deny = "MAXIMUM@product.retention.min" } },
    { name = "unlimited is refused", input = product { unlimited = true }, expect = { deny = "UNLIMITED@product.retention.unlimited" } },
    { name = "unlimited beside a maximum is refused", input = product { unlimited = true, max = "P1Y" }, expect = { deny = "UNLIMITED" } },
    { name = "a number without a unit is refused", input = product { unclear = true }, expect = { deny = "RETENTION_UNCLEAR@product.retention.unclear" } },
    { name = "a maximum that is no duration is refused", input = product { max = "a while" }, expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
    { name = "unknown counts as personal", input = product(nil, "unknown"), expect = { deny = "MAXIMUM" } },
    { name = "data that is not personal may stay", input = product(nil, "no"), applies = false },
  },
}
