-- SPDX-License-Identifier: Apache-2.0

local schedule = { accounting = { min = "P6Y", max = "P10Y" }, contracts = { min = "P3Y" }, broken = { max = "ten years" } }

local function product(class, kept, data)
  return {
    product = { personal = "yes", retention = kept, gov = class and { record_class = class } },
    data = data or { retention_schedule = schedule },
  }
end

return {
  policy = "retention.schedule",
  cases = {
    { name = "a maximum within the schedule passes", input = product("accounting", { max = "P7Y" }), expect = {} },
    { name = "the schedule's own maximum passes", input = product("Accounting", { max = "P120M" }), expect = {} },
    { name = "a longer one is refused", input = product("accounting", { max = "P11Y" }), expect = { deny = "SCHEDULE_EXCEEDED@product.retention.max" } },
    { name = "no maximum is refused", input = product("accounting", nil), expect = { deny = "SCHEDULE_NO_MAXIMUM@product.gov.record_class" } },
    { name = "a minimum is no maximum", input = product("accounting", { min = "P6Y" }), expect = { deny = "SCHEDULE_NO_MAXIMUM@product.retention" } },
    { name = "unlimited is refused", input = product("accounting", { max = "P1Y", unlimited = true }), expect = { deny = "SCHEDULE_NO_MAXIMUM" } },
    { name = "a period that is no duration is refused", input = product("accounting", { max = "seven" }), expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
    { name = "what depends on the calendar is a warning", input = product("accounting", { max = "P3652D" }), expect = { warn = "RETENTION_UNCERTAIN@product.retention.max" } },
    { name = "a class without a maximum limits nothing", input = product("contracts", { unlimited = true }), expect = {} },
    { name = "a class that the schedule does not have is refused", input = product("souvenirs", { max = "P1Y" }), expect = { deny = "RECORD_CLASS@product.gov.record_class" } },
    { name = "a schedule that cannot be read allows nothing", input = product("broken", { max = "P1Y" }), expect = { deny = "SCHEDULE_MALFORMED@data.retention_schedule.broken.max" } },
    { name = "a class in a mesh without a schedule is a warning", input = product("accounting", { max = "P90Y" }, {}), expect = { warn = "NO_SCHEDULE@product.gov.record_class" } },
    { name = "a product without a class is not judged", input = product(nil, { max = "P90Y" }), expect = {} },
    { name = "a guild may insist on a class", input = product(nil, { max = "P1Y" }), params = { class_required = true }, expect = { deny = "RECORD_CLASS_MISSING@product" } },
    { name = "but not for data that is not personal", input = { product = { personal = "no" } }, params = { class_required = true }, expect = {} },
  },
}
