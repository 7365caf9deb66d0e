-- SPDX-License-Identifier: Apache-2.0

local function ask(max, element, personal)
  return {
    product = {
      personal = personal or "yes",
      retention = { max = max, element = element },
      columns = { { path = "plays.played_at", type = "timestamp" }, { path = "plays.played_on", type = "date" }, { path = "other.id" }, { path = "plays.id" } },
    },
    time = "2026-11-02T09:00:00Z",
  }
end

local function from(column, value)
  return { oblige = { { type = "row_filter", predicate = { op = "ge", column = column, value = value }, at = "product.retention.max" } } }
end

return {
  policy = "retention.expired-rows",
  cases = {
    { name = "rows up to the maximum age remain", input = ask("P2Y", "plays.played_at"), expect = from("plays.played_at", "2024-11-02T09:00:00Z") },
    { name = "the column may be named without its table", input = ask("P90D", "played_at"), expect = from("plays.played_at", "2026-08-04T09:00:00Z") },
    { name = "a date is compared with a date", input = ask("P1M", "played_on"), expect = from("plays.played_on", "2026-10-02") },
    { name = "the time of the decision is what counts", input = ask("P1M", "played_on"), time = "2025-03-31T23:00:00Z",
      expect = from("plays.played_on", "2025-02-28") },
    { name = "an extension may name the column", expect = from("plays.played_on", "2026-10-02"),
      input = { product = { personal = "yes", retention = { max = "P1M" }, gov = { retention_element = "played_on" },
                            columns = { { path = "plays.played_on", type = "date" } } }, time = "2026-11-02T09:00:00Z" } },
    { name = "without a column the answer is no", input = ask("P2Y", nil), expect = { deny = "NO_ELEMENT@product.retention" }, says = "names no column" },
    { name = "a column that does not exist is no better", input = ask("P2Y", "seen_at"), expect = { deny = "NO_ELEMENT@product.retention.element" }, says = "the column 'seen_at'" },
    { name = "a name of two columns is no better", input = ask("P2Y", "id"), expect = { deny = "NO_ELEMENT" } },
    { name = "a guild may settle for a warning", input = ask("P2Y", nil), params = { no_element = "warn" }, expect = { warn = "NO_ELEMENT@product.retention" } },
    { name = "a period that is no duration is refused", input = ask("2", "played_at"), expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
    { name = "unknown counts as personal", input = ask("P2Y", "played_at", "unknown"), expect = from("plays.played_at", "2024-11-02T09:00:00Z") },
    { name = "without a maximum nothing expires", input = ask(nil, "played_at"), applies = false },
    { name = "data that is not personal does not expire", input = ask("P2Y", "played_at", "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
