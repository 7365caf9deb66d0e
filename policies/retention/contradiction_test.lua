-- SPDX-License-Identifier: Apache-2.0

local function kept(min, max)
  return { product = { personal = "unknown", retention = { min = min, max = max } } }
end

return {
  policy = "retention.contradiction",
  cases = {
    { name = "a minimum below the maximum passes", input = kept("P1Y", "P2Y"), expect = {} },
    { name = "equal periods pass", input = kept("P12M", "P1Y"), expect = {} },
    { name = "a minimum above the maximum is refused", input = kept("P10Y", "P2Y"), expect = { deny = "CONTRADICTION@product.retention.min" } },
    { name = "units do not hide it", input = kept("P800D", "P2Y"), expect = { deny = "CONTRADICTION" } },
    { name = "what depends on the calendar is a warning", input = kept("P365D", "P1Y"), expect = { warn = "RETENTION_UNCERTAIN@product.retention.min" } },
    { name = "a period that is no duration is refused", input = kept("3", "P1Y"), expect = { deny = "RETENTION_MALFORMED@product.retention.min" } },
    { name = "a minimum alone contradicts nothing", input = kept("P1Y", nil), applies = false },
    { name = "a maximum alone contradicts nothing", input = kept(nil, "P1Y"), applies = false },
    { name = "no retention contradicts nothing", input = { product = { personal = "yes" } }, applies = false },
    { name = "also of the maximum", input = kept("P1Y", "3"), expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
  },
}
