-- SPDX-License-Identifier: Apache-2.0

local function product(kept, class, min)
  return {
    product = { personal = "no", retention = kept, gov = { record_class = class or "accounting" } },
    data = { retention_schedule = { accounting = { min = min or "P6Y", basis = "the accounting act" }, clicks = { max = "P1Y" } } },
  }
end

return {
  policy = "retention.statutory-minimum",
  cases = {
    { name = "the minimum of the law passes", input = product { min = "P6Y" }, expect = {} },
    { name = "a longer one passes", input = product { min = "P7Y", max = "P10Y" }, expect = {} },
    { name = "a shorter one is refused", input = product { min = "P5Y" }, expect = { deny = "STATUTORY_MINIMUM@product.retention.min" }, says = { "kept at least 'P5Y'", "or more (the accounting act)" } },
    { name = "none is refused", input = product(nil), expect = { deny = "MINIMUM@product.gov.record_class" } },
    { name = "a maximum alone is no minimum", input = product { max = "P10Y" }, expect = { deny = "MINIMUM@product.retention" } },
    { name = "a maximum below the law's minimum is refused as well", input = product { max = "P2Y" }, expect = { deny = { "MINIMUM", "MAXIMUM_BELOW_STATUTORY@product.retention.max" } }, says = "kept at most 'P2Y'" },
    { name = "what is never deleted is kept long enough", input = product { unlimited = true }, expect = {} },
    { name = "a period that is no duration is refused", input = product { min = "long" }, expect = { deny = "RETENTION_MALFORMED@product.retention.min" } },
    { name = "what depends on the calendar is a warning", input = product { min = "P2192D" }, expect = { warn = "RETENTION_UNCERTAIN@product.retention.min" } },
    { name = "a schedule that cannot be read allows nothing", input = product({ min = "P6Y" }, nil, "six"), expect = { deny = "SCHEDULE_MALFORMED@data.retention_schedule.accounting.min" } },
    { name = "a class without a minimum is left alone", input = product({ max = "P1Y" }, "clicks"), applies = false },
    { name = "a class that nobody knows is left to the schedule's policy", input = product({ max = "P1Y" }, "souvenirs"), applies = false },
    { name = "a product without a class is left alone", input = { product = { personal = "unknown" } }, applies = false },
    { name = "a schedule need not say which law", expect = { deny = "STATUTORY_MINIMUM" }, says = "P6Y, or more",
      input = { product = { retention = { min = "P5Y" }, gov = { record_class = "old" } }, data = { retention_schedule = { old = { min = "P6Y" } } } } },
  },
}
