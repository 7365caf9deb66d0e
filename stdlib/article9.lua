-- SPDX-License-Identifier: Apache-2.0
--
-- article9 - the conditions under which special categories of personal data may be processed.
-- Source: GDPR Art. 9(2)(a) to (j); the terms of the Data Privacy Vocabulary's EU GDPR extension ("eu-gdpr:A9-2-a") are
-- understood as well.
--
-- No function raises an error.

local article9 = {}

article9.codes = {
  "explicit-consent", "employment-social-security", "vital-interests", "not-for-profit", "made-public", "legal-claims",
  "substantial-public-interest", "health-care", "public-health", "archiving-research-statistics",
}

local known = {}
for position, code in ipairs(article9.codes) do
  known[code:gsub("-", "")] = code
  known[("abcdefghij"):sub(position, position)] = code
end

---The code of a condition.
---@param text any
---@return string|nil code one of article9.codes; nil when it is none
-- > article9.code("GDPR Art. 9(2)(h)") --> "health-care"
-- > article9.code("9.2.a") --> "explicit-consent"
-- > article9.code("eu-gdpr:A9-2-j") --> "archiving-research-statistics"
-- > article9.code("Explicit consent") --> "explicit-consent"
-- > article9.code("GDPR Art. 6(1)(a)") --> nil
-- > article9.code("a") --> nil
function article9.code(text)
  if type(text) ~= "string" then
    return nil
  end
  local folded = text:lower()
  local letter = folded:match("%f[%d]9[%s.(-]*2[%s.()-]*([a-j])%)?%s*$")
  local word = folded:gsub("[%s_-]", "")
  return known[letter or (#word > 1 and word or nil)]
end

return article9
