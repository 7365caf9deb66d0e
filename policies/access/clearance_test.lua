-- SPDX-License-Identifier: Apache-2.0

local function ask(clearance, ...)
  local columns = { ... }
  return {
    product = { personal = "unknown", columns = columns },
    columns = columns,
    subject = { id = "someone", properties = { clearance = clearance } },
  }
end

local function column(classification, personal)
  return { path = "t.c_" .. (classification or "none"), classification = classification, personal = personal or "unknown" }
end

local registered = ask("restricted", column("confidential"))
registered.data = { subjects = { someone = { clearance = "internal" } } }

return {
  policy = "access.clearance",
  cases = {
    { name = "a clearance of the same level passes", input = ask("confidential", column("confidential")), expect = {} },
    { name = "a higher one passes", input = ask("restricted", column("internal")), expect = {} },
    { name = "a lower one is refused", input = ask("internal", column("confidential")), expect = { deny = "CLEARANCE@columns[1].classification" }, says = "column 't.c_confidential' is 'confidential'; the subject is cleared for 'internal'" },
    { name = "the most sensitive column decides", input = ask("internal", column("public"), column("restricted"), column("internal")), expect = { deny = "CLEARANCE" } },
    { name = "only the columns asked for count",
      input = { product = { personal = "yes", columns = { column("restricted") } }, columns = { column("public") }, subject = { id = "x", properties = { clearance = "internal" } } },
      expect = {} },
    { name = "no clearance is refused", input = ask(nil, column("public")), expect = { deny = "CLEARANCE" }, says = "has no clearance" },
    { name = "a clearance nobody knows is refused", input = ask("cosmic", column("public")), expect = { deny = "CLEARANCE" } },
    { name = "a classification nobody knows needs the top", input = ask("confidential", column("sensitive")), expect = { deny = "CLEARANCE" } },
    { name = "and the top reaches it", input = ask("restricted", column("sensitive")), expect = {} },
    { name = "an unclassified column may be personal", input = ask("internal", column(nil)), expect = { deny = "CLEARANCE@columns[1]" } },
    { name = "an unclassified column that is not personal is internal", input = ask("internal", column(nil, "no")), expect = {} },
    { name = "a product without columns may be personal", input = ask("internal"), expect = { deny = "CLEARANCE@product" } },
    { name = "a guild may be stricter", input = ask("confidential", column(nil)), params = { unclassified_personal = "restricted" }, expect = { deny = "CLEARANCE" } },
    { name = "the register wins over the caller's own words", input = registered, expect = { deny = "CLEARANCE" } },
    { name = "a resource that is no product is left alone", input = { subject = {} }, applies = false },
    { name = "and is reached by a clearance for personal data", input = ask("confidential", column(nil)), expect = {} },
  },
}
