-- SPDX-License-Identifier: Apache-2.0

local function column(path, kind, format, description)
  return { product = { columns = { { path = path, type = kind, format = format, description = description, personal = "unknown" } } } }
end

return {
  policy = "interoperability.dates",
  cases = {
    { name = "a date passes", input = column("t.released_on", "date"), expect = {} },
    { name = "a timestamp with its zone passes", input = column("t.played_at", "timestamp with time zone"), expect = {} },
    { name = "the description may tell the zone", input = column("t.played_at", "timestamp", nil, "When it began, in UTC."), expect = {} },
    { name = "so may the format", input = column("t.played_at", "timestamp", "yyyy-MM-dd'T'HH:mm:ssX"), expect = {} },
    { name = "a timestamp without a zone is a warning", input = column("t.played_at", "timestamp", nil, "When it began."), expect = { warn = "NO_ZONE@product.columns[1]" } },
    { name = "a type that says it has none is one", input = column("t.played_at", "timestamp without time zone"), expect = { warn = "NO_ZONE" } },
    { name = "a guild may leave zones alone", input = column("t.played_at", "timestamp"), params = { zone = false }, expect = {} },
    { name = "a date needs no zone", input = column("t.day", "DATE"), expect = {} },
    { name = "a text with an ISO format passes", input = column("t.released_on", "string", "date"), expect = {} },
    { name = "a text without a format is refused", input = column("t.released_on", "string"), expect = { deny = "UNTYPED_DATE@product.columns[1].type" } },
    { name = "so is a number", input = column("t.createdAt", "bigint"), expect = { deny = "UNTYPED_DATE" } },
    { name = "a date of something is one", input = column("t.date_of_birth", "varchar(10)"), expect = { deny = "UNTYPED_DATE" } },
    { name = "another format is refused", input = column("t.birth_date", "string", "dd/MM/yyyy"), expect = { deny = "DATE_FORMAT@product.columns[1].format" } },
    { name = "also of a date", input = column("t.day", "date", "MM-dd-yy"), expect = { deny = "DATE_FORMAT@product.columns[1].format" } },
    { name = "a pattern of ISO 8601 passes", input = column("t.birth_date", "string", "yyyy-MM-dd"), expect = {} },
    { name = "a column without a type cannot be judged", input = column("t.played_at", nil), expect = {} },
    { name = "nor can one of a type nobody knows", input = column("t.played_at", "epoch"), expect = {} },
    { name = "a flag is no date", input = column("t.notifications_on", "boolean"), expect = {} },
    { name = "nor is everything of something", input = column("t.proof_of_age", "string"), expect = {} },
    { name = "nor everything about dates", input = column("t.date_format", "string"), expect = {} },
    { name = "another spelling of the pattern passes", input = column("t.birth_date", "string", "uuuu-MM-dd"), expect = {} },
    { name = "other names are left alone", input = column("t.title", "string"), expect = {} },
    { name = "a product without columns has no dates", input = { product = {} }, expect = {} },
  },
}
