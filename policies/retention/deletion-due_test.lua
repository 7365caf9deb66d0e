-- SPDX-License-Identifier: Apache-2.0

local function sweep(max, element, record)
  return {
    product = {
      id = "plays", personal = "yes", retention = { max = max, element = element },
      columns = { { path = "plays.played_at", type = "timestamp" }, { path = "plays.day", type = "date" } },
    },
    data = { deletions = record and { plays = record } },
    time = "2026-11-02T09:00:00Z",
  }
end

local function dispose(due, action)
  return { oblige = { { type = "dispose", action = action or "delete", column = "plays.played_at", before = "2024-11-02T09:00:00Z", due = due,
                        why = "kept at most 'P2Y'", at = "product.retention.max" } } }
end

local public = sweep("P2Y", "played_at")
public.product.personal = "no"
local part = sweep("P2Y", "played_at")
part.product.kind = "contract"
part.mesh = { products = { { id = "history", ports = { { id = "p", direction = "output", contract = "plays" } } } } }

local bare = sweep("P2Y", "plays.played_at")
bare.product.columns = nil

return {
  policy = "retention.deletion-due",
  cases = {
    { name = "rows past the period are due after the grace", input = sweep("P2Y", "plays.played_at", { through = "2024-10-01" }), expect = dispose("2026-10-31T00:00:00Z") },
    { name = "the column may be named without its table", input = sweep("P2Y", "played_at", { through = "2024-10-31T12:00:00Z" }), expect = dispose("2026-11-30T12:00:00Z") },
    { name = "without a record no date is known", input = sweep("P2Y", "played_at"), expect = dispose(nil) },
    { name = "a record that cannot be read is none", input = sweep("P2Y", "played_at", { through = "last week" }), expect = dispose(nil) },
    { name = "a record of the future is none", input = sweep("P2Y", "played_at", { through = "2027-01-01" }), expect = dispose(nil) },
    { name = "a record that is no table is none", input = sweep("P2Y", "played_at", "2024-10-01"), expect = dispose(nil) },
    { name = "a guild may give another grace, and archive", input = sweep("P2Y", "played_at", { through = "2024-10-01" }), params = { grace = "P1D", action = "archive" },
      expect = dispose("2026-10-02T00:00:00Z", "archive") },
    { name = "data that is not personal has a maximum too", input = public, expect = dispose(nil) },
    { name = "what is deleted as a whole has no rows left", input = sweep("P2Y", "played_at", { whole = "2026-01-01" }), expect = {} },
    { name = "a maximum without its column is refused", input = sweep("P2Y", nil), expect = { deny = "NO_ELEMENT@product.retention.max" }, says = "past 'P2Y'" },
    { name = "so is one with a column that does not exist", input = sweep("P2Y", "seen"), expect = { deny = "NO_ELEMENT@product.retention.max" } },
    { name = "without columns the name is believed", input = bare, expect = dispose(nil) },
    { name = "a maximum that is no duration is refused", input = sweep("2", "played_at"), expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
    { name = "without a maximum nothing is due", input = sweep(nil, "played_at"), applies = false },
    { name = "a contract is swept with its product", input = part, applies = false },
    { name = "a product that states no retention is left alone", input = { product = { id = "x" }, data = {} }, applies = false },
    { name = "a resource that is no product is left alone", input = {}, applies = false },
  },
}
