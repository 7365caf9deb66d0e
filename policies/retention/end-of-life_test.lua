-- SPDX-License-Identifier: Apache-2.0

local function sweep(end_of_life, status, record)
  return {
    product = { id = "plays", personal = "unknown", status = status or "deprecated", lifecycle = end_of_life and { end_of_life = end_of_life } },
    data = { deletions = record and { plays = record } },
    time = "2026-11-02T09:00:00Z",
  }
end

local function dispose(due, action, word)
  return { oblige = { { type = "dispose", action = action or "delete", due = due, why = "its life ends on '" .. word .. "'", at = "product.lifecycle.end_of_life" } } }
end

local public = sweep(nil, "retired")
public.product.personal = "no"
local part = sweep("2027-01-31")
part.product.kind = "contract"
part.mesh = { products = { { id = "history", ports = { { id = "p", direction = "output", contract = "plays" } } } } }

return {
  policy = "retention.end-of-life",
  cases = {
    { name = "a product goes when its life ends", input = sweep("2027-01-31"), expect = dispose("2027-01-31T23:59:59Z", nil, "2027-01-31") },
    { name = "also when that is past", input = sweep("2026-01-31T12:00:00Z", "retired"), expect = dispose("2026-01-31T12:00:00Z", nil, "2026-01-31T12:00:00Z") },
    { name = "a guild may archive instead", input = sweep("2027-01-31"), params = { action = "archive" }, expect = dispose("2027-01-31T23:59:59Z", "archive", "2027-01-31") },
    { name = "an end that cannot be read is refused", input = sweep("next year"), expect = { deny = "END_MALFORMED@product.lifecycle.end_of_life" } },
    { name = "retired without an end is a warning", input = sweep(nil, "retired"), expect = { warn = "RETIRED_WITHOUT_END@product.status" } },
    { name = "data that is not personal may stay in the archive", input = public, expect = {} },
    { name = "an active product has no end", input = sweep(nil, "active"), expect = {} },
    { name = "a product without a status is not retired", input = { product = { id = "x" }, data = {}, time = "2026-11-02T09:00:00Z" }, expect = {} },
    { name = "what was deleted is not due again", input = sweep("2026-01-31", "retired", { whole = "2026-02-01" }), applies = false },
    { name = "a deletion to come is none yet", input = sweep("2027-01-31", "retired", { whole = "2027-02-01" }), expect = dispose("2027-01-31T23:59:59Z", nil, "2027-01-31") },
    { name = "a contract goes with its product", input = part, applies = false },
    { name = "a resource that is no product is left alone", input = {}, applies = false },
  },
}
