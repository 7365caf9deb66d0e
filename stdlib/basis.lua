-- SPDX-License-Identifier: Apache-2.0
--
-- basis - the lawful bases of processing, whichever way a descriptor writes them.
-- Source: GDPR Art. 6(1)(a) to (f); the names of the W3C Data Privacy Vocabulary 2.2 are understood as well.
--
-- No function raises an error.

local basis = {}

basis.codes = { "consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests" }

local aliases = {
  a = "consent", b = "contract", c = "legal-obligation", d = "vital-interests", e = "public-task", f = "legitimate-interests",
  legitimateinterest = "legitimate-interests", vitalinterest = "vital-interests", publicinterest = "public-task",
  explicitconsent = "consent", expressedconsent = "consent", informedconsent = "consent",
  contractperformance = "contract", performanceofcontract = "contract",
}
for _, code in ipairs(basis.codes) do
  aliases[code:gsub("-", "")] = code
end

---The code of a lawful basis.
---@param text any
---@return string|nil code one of basis.codes; nil when it is none
-- > basis.code("Consent") --> "consent"
-- > basis.code("dpv:LegitimateInterest") --> "legitimate-interests"
-- > basis.code("GDPR Art. 6(1)(b)") --> "contract"
-- > basis.code("legal_obligation") --> "legal-obligation"
-- > basis.code("because we can") --> nil
function basis.code(text)
  if type(text) ~= "string" then
    return nil
  end
  local folded = text:lower()
  local letter = folded:match("6%s*%(?1%)?%s*%(?([a-f])%)?$")
  local bare = folded:match("^https?://w3id%.org/dpv[%w/-]*#(.+)$") or folded:match("^[%a-]+:(.+)$") or folded
  return aliases[letter or (bare:gsub("[%s_-]", ""))]
end

return basis
