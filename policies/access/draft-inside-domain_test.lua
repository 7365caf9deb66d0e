-- SPDX-License-Identifier: Apache-2.0

local function ask(status, domain, personal)
  return {
    product = { status = status, domain = "sales", personal = personal or "yes" },
    subject = { id = "someone", properties = { domain = domain } },
  }
end

return {
  policy = "access.draft-inside-domain",
  cases = {
    { name = "the owning domain sees its draft", input = ask("draft", "sales"), expect = {} },
    { name = "another domain does not", input = ask("draft", "ads"), expect = { deny = "DRAFT@product.status" } },
    { name = "a subject of unknown domain does not", input = ask("draft", nil), expect = { deny = "DRAFT" } },
    { name = "a draft without personal data is a draft too", input = ask("draft", "ads", "no"), expect = { deny = "DRAFT" } },
    { name = "an active product is no draft", input = ask("active", "ads"), applies = false },
    { name = "neither is a deprecated one", input = ask("deprecated", "ads"), applies = false },
    { name = "an unknown status may be a draft", input = ask("simmering", "ads"), expect = { deny = "DRAFT_UNKNOWN@product.status" }, says = "the status 'simmering' is not known" },
    { name = "so may a product without a status", input = ask(nil, "ads", "unknown"), expect = { deny = "DRAFT_UNKNOWN@product" }, says = "the product has no status" },
    { name = "the owning domain may use it", input = ask(nil, "sales", "unknown"), expect = {} },
    { name = "without personal data an unknown status is no reason", input = ask(nil, "ads", "no"), applies = false },
    { name = "a resource that is no product is left alone", input = { subject = {} }, applies = false },
  },
}
