-- SPDX-License-Identifier: Apache-2.0

local code = { path = "t.code", categories = { "user.health_and_medical" }, personal = "yes" }
local name = { path = "t.patient", categories = { "user.name" }, personal = "yes" }
local ward = { path = "t.ward", categories = { "user.account.settings" }, personal = "yes" }

local function ask(columns, changes, role, asked)
  local product = { id = "stays", personal = "yes", columns = { code, name, ward }, gov = { jurisdiction = "US" } }
  for member, value in pairs(changes or {}) do
    product[member] = value
  end
  return {
    product = product, columns = columns, context = { purpose = asked or "billing" },
    subject = { id = "someone", properties = { roles = role and { role } } },
    data = { phi_roles = { coder = { stays = { "code" } }, biller = { bills = { "code" } } } },
  }
end

local function dropped(column, ...)
  return { oblige = { { type = "drop_column", column = column }, ... } }
end

local masked = { type = "mask", column = "t.patient", kind = "MASK_HASH", at = "columns[2]" }

return {
  policy = "privacy.phi-minimum-necessary",
  cases = {
    { name = "a role gets the health data that it needs", input = ask({ code, ward }, nil, "coder"), expect = {} },
    { name = "identifiers beside it are masked", input = ask({ code, name }, nil, "coder"), expect = { oblige = { masked } } },
    { name = "a role without a profile gets none of it", input = ask({ code, ward }, nil, "clerk"), expect = dropped "t.code" },
    { name = "a profile for another product does not help", input = ask({ code, ward }, nil, "biller"), expect = dropped "t.code" },
    { name = "an unknown role gets none of it", input = ask({ code, name, ward }), expect = dropped("t.code", masked) },
    { name = "asking for nothing else is refused", input = ask { code }, expect = { deny = "PHI@columns[1]" } },
    { name = "treatment by a provider is not limited", input = ask({ code, name }, nil, "health-care-provider", "treatment"), applies = false },
    { name = "treatment by somebody else is limited", input = ask({ code, ward }, nil, "clerk", "treatment"), expect = dropped "t.code" },
    { name = "a provider with another purpose is limited", input = ask({ code, ward }, nil, "health-care-provider"), expect = dropped "t.code" },
    { name = "a tag makes every personal column health information", input = ask({ code, ward }, { tags = { "PHI" } }, "coder"), expect = dropped "t.ward" },
    { name = "a tag on a column is enough", input = ask({ ward, { path = "t.room", tags = { "hipaa" }, personal = "unknown" } }, nil, "coder"),
      expect = dropped "t.room" },
    { name = "a column declared as not personal is none of it", input = ask({ code, { path = "t.beds", tags = { "phi" }, personal = "no" } }, nil, "coder"),
      expect = {} },
    { name = "an uncategorised column of unknown kind is judged by its name", input = ask({ ward, { path = "t.diagnosis", personal = "unknown" } }, nil, "coder"),
      expect = dropped "t.diagnosis" },
    { name = "an unknown jurisdiction may be the one of HIPAA", input = ask({ code, ward }, { gov = {} }), expect = dropped "t.code" },
    { name = "unless the guild says otherwise", input = ask({ code, ward }, { gov = {} }), params = { unknown = false }, applies = false },
    { name = "elsewhere untagged health data is not concerned", input = ask({ code, ward }, { gov = { jurisdiction = "FI" } }), applies = false },
    { name = "a health product of unknown columns is refused",
      input = { product = { personal = "unknown", gov = { categories = "user.health_and_medical" } }, context = {} }, expect = { deny = "PHI@product.gov.categories" } },
    { name = "a product without health data is left alone",
      input = { product = { personal = "yes", columns = { name } }, columns = { name }, context = {} }, applies = false },
    { name = "data that is not personal is left alone", input = ask({ code }, { personal = "no" }), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
