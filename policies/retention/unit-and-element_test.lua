-- SPDX-License-Identifier: Apache-2.0

local all = {
  { path = "plays.played_at", type = "timestamp" }, { path = "plays.day", type = "date" }, { path = "plays.title", type = "string" },
  { path = "plays.seen" }, { path = "plays.where", type = "geography" },
}

local function product(kept, personal, gov, list)
  return { product = { personal = personal or "yes", retention = kept, gov = gov, columns = list or all } }
end

return {
  policy = "retention.unit-and-element",
  cases = {
    { name = "a period with a timestamp column passes", input = product { max = "P2Y", element = "plays.played_at" }, expect = {} },
    { name = "a date will do, named without its table", input = product { max = "P2Y", element = "day" }, expect = {} },
    { name = "an extension may name the column", input = product({ max = "P2Y" }, "yes", { retention_element = "plays.day" }), expect = {} },
    { name = "no column is refused", input = product { max = "P2Y" }, expect = { deny = "NO_ELEMENT@product.retention.max" } },
    { name = "unknown counts as personal", input = product({ max = "P2Y" }, "unknown"), expect = { deny = "NO_ELEMENT" } },
    { name = "for data that is not personal it is a warning", input = product({ max = "P2Y" }, "no"), expect = { warn = "NO_ELEMENT@product.retention.max" } },
    { name = "a minimum needs no column", input = product { min = "P2Y" }, expect = {} },
    { name = "a column that does not exist is refused", input = product { max = "P2Y", element = "plays.at" }, expect = { deny = "NO_SUCH_ELEMENT@product.retention.element" } },
    { name = "also when an extension names it", input = product({ max = "P2Y" }, "yes", { retention_element = "at" }), expect = { deny = "NO_SUCH_ELEMENT@product.gov.retention_element" } },
    { name = "a column that is no time is refused", input = product { max = "P2Y", element = "plays.title" }, expect = { deny = "ELEMENT_TYPE@product.columns[3].type" } },
    { name = "a column without a type is believed", input = product { max = "P2Y", element = "plays.seen" }, expect = {} },
    { name = "so is one whose type nobody knows", input = product { max = "P2Y", element = "plays.where" }, expect = {} },
    { name = "without columns the name is believed", input = product({ max = "P2Y", element = "played_at" }, "yes", nil, {}), expect = {} },
    { name = "a number without a unit is refused", input = product({ unclear = true }, "no"), expect = { deny = "RETENTION_UNCLEAR@product.retention.unclear" } },
    { name = "also beside a maximum", input = product { unclear = true, max = "P2Y", element = "day" }, expect = { deny = "RETENTION_UNCLEAR" } },
    { name = "for personal data without a maximum another policy says so", input = product { unclear = true }, expect = {} },
    { name = "without retention there is nothing to judge", input = { product = { personal = "yes" } }, applies = false },
    { name = "also when the product lists none", input = { product = { personal = "yes", retention = { max = "P2Y", element = "played_at" } } }, expect = {} },
  },
}
