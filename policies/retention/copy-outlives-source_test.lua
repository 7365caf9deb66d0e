-- SPDX-License-Identifier: Apache-2.0

local function ask(kept, ends, action, personal, end_of_life)
  return {
    product = { personal = personal or "yes", retention = kept, lifecycle = end_of_life and { end_of_life = end_of_life } },
    action = { name = action or "copy" },
    agreement = ends and { id = "a-1", end_ = ends },
    time = "2026-11-02T09:00:00Z",
  }
end

local function till(...)
  local list = {}
  for i, moment in ipairs({ ... }) do
    list[i] = { type = "retain_until", time = moment }
  end
  return { oblige = list }
end

return {
  policy = "retention.copy-outlives-source",
  cases = {
    { name = "a copy goes when its youngest row would", input = ask { max = "P2Y" }, expect = till("2028-11-02T09:00:00Z") },
    { name = "an export is a copy", input = ask({ max = "P90D" }, nil, "Export"), expect = till("2027-01-31T09:00:00Z") },
    { name = "the agreement's last day is another end", input = ask({ max = "P2Y" }, "2027-12-31"), expect = till("2028-11-02T09:00:00Z", "2027-12-31T23:59:59Z") },
    { name = "so is the end of the product's life", input = ask({ max = "P2Y" }, nil, "copy", "yes", "2027-06-30T12:00:00Z"),
      expect = till("2028-11-02T09:00:00Z", "2027-06-30T12:00:00Z") },
    { name = "without a maximum the agreement's end will do", input = ask(nil, "2027-12-31"),
      expect = { oblige = { { type = "retain_until", time = "2027-12-31T23:59:59Z", at = "agreement.end_" } } } },
    { name = "without any end a copy is refused", input = ask(nil), expect = { deny = "COPY_WITHOUT_END@product" } },
    { name = "a minimum is no end", input = ask { min = "P2Y" }, expect = { deny = "COPY_WITHOUT_END@product.retention" } },
    { name = "unlimited is no end", input = ask { max = "P2Y", unlimited = true }, expect = { deny = "COPY_WITHOUT_END" } },
    { name = "unknown counts as personal", input = ask(nil, nil, "copy", "unknown"), expect = { deny = "COPY_WITHOUT_END" } },
    { name = "data that is not personal may be kept", input = ask(nil, nil, "copy", "no"), expect = {} },
    { name = "but not longer than its source", input = ask({ max = "P1D" }, nil, "copy", "no"), expect = till("2026-11-03T09:00:00Z") },
    { name = "a period that is no duration is refused", input = ask { max = "2" }, expect = { deny = "RETENTION_MALFORMED@product.retention.max" } },
    { name = "an end that cannot be read is refused", input = ask({ max = "P1D" }, "some day"),
      expect = { deny = "DEADLINE_MALFORMED@agreement.end_", oblige = { { type = "retain_until", at = "product.retention.max", time = "2026-11-03T09:00:00Z" } } } },
    { name = "reading makes no copy", input = ask(nil, nil, "read"), applies = false },
    { name = "a resource that is no product is left alone", input = { action = { name = "copy" } }, applies = false },
  },
}
