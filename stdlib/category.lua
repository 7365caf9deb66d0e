-- SPDX-License-Identifier: Apache-2.0
--
-- category - what data is about, as dotted codes: "user.contact.email" is a "user.contact".
-- Source: the data categories of the IAB Tech Lab Privacy Taxonomy (fideslang); special categories are GDPR Art. 9(1),
-- criminal offences Art. 10. Which codes identify a person directly is this project's reading of GDPR Art. 4(1) and
-- 4(5).
--
-- Prefixes count at dot boundaries only: "user" is no parent of "user_data". Codes are compared in lower case. A code
-- in no table is unknown, not harmless. No function raises an error.

local category = {}

local direct = {
  "identifier.direct", "user.name", "user.contact", "user.unique_id", "user.government_id", "user.account.username",
  "user.device.device_id", "user.device.cookie_id", "user.device.ip_address", "user.financial.bank_account",
  "user.financial.credit_card", "user.biometric",
}

-- Below a direct identifier, and yet not one: several people share it, or it is a pseudonym.
local not_direct = {
  "user.unique_id.pseudonymous", "user.contact.organization", "user.contact.address.city",
  "user.contact.address.country", "user.contact.address.state",
}

local special = {
  "special", "user.biometric", "user.biometric_health", "user.genetic", "user.health_and_medical",
  "user.demographic.race_ethnicity", "user.demographic.political_opinion",
  "user.demographic.religious_belief", "user.demographic.sexual_orientation", "user.demographic.trade_union",
}

local short_names = {
  email = "user.contact.email", phone = "user.contact.phone_number", name = "user.name",
  address = "user.contact.address", ip_address = "user.device.ip_address", health = "user.health_and_medical",
}

local function fold(code)
  if type(code) ~= "string" then
    return nil
  end
  local folded = code:lower()
  return short_names[folded] or folded
end

-- Policies ask about the same few codes again and again; what is noted here lasts as long as one decision.
local lineages = {}

-- A code and every code above it, in no order that counts.
local function lineage_of(code)
  local lineage = lineages[code]
  if lineage == nil then
    local folded = fold(code)
    local dot = folded:find(".", 1, true)
    lineage = { folded }
    while dot ~= nil do
      lineage[#lineage + 1] = folded:sub(1, dot - 1)
      dot = folded:find(".", dot + 1, true)
    end
    lineages[code] = lineage
  end
  return lineage
end

---Whether a category is another one or below it.
---@param code any
---@param ancestor string
---@return boolean
-- > category.is("user.contact.email", "user.contact") --> true
-- > category.is("user_data", "user") --> false
-- > category.is("email", "user.contact") --> true
-- > category.is(nil, "user") --> false
function category.is(code, ancestor)
  local below, above = fold(code), fold(ancestor)
  if below == nil or above == nil then
    return false
  end
  return below == above or below:sub(1, #above + 1) == above .. "."
end

local function is_any(code, ancestors)
  local lineage = lineages[code] or lineage_of(code)
  for i = 1, #lineage do
    if ancestors[lineage[i]] then
      return true
    end
  end
  return false
end

---A test of categories: whether one is one of some or below one of them.
---@param ancestors string[]
---@return fun(code: any): boolean
-- > category.below({ "user.contact", "special" })("user.contact.email") --> true
-- > category.below({ "user.contact", "special" })("user_data") --> false
function category.below(ancestors)
  local wanted, answers = {}, {}
  for _, ancestor in ipairs(ancestors) do
    local code = fold(ancestor)
    wanted[code or false] = code ~= nil
  end
  return function(code)
    local answer = answers[code]
    if answer == nil then
      if type(code) ~= "string" then
        return false
      end
      answer = is_any(code, wanted)
      answers[code] = answer
    end
    return answer
  end
end

local is_direct, is_shared = category.below(direct), category.below(not_direct)
local is_special, is_personal = category.below(special), category.below { "user", "identifier.direct", "special" }

---Whether a category alone singles out one person.
---@param code any
---@return boolean
-- > category.is_direct_identifier("user.contact.email") --> true
-- > category.is_direct_identifier("user.unique_id.pseudonymous") --> false
-- > category.is_direct_identifier("user.behavior.media_consumption") --> false
function category.is_direct_identifier(code)
  return is_direct(code) and not is_shared(code)
end

---Whether a category is one that GDPR Art. 9(1) protects specially.
---@param code any
---@return boolean
-- > category.is_special("user.health_and_medical.insurance") --> true
-- > category.is_special("user.contact.email") --> false
function category.is_special(code)
  return is_special(code)
end

---Whether a category is about criminal convictions and offences (GDPR Art. 10).
---@param code any
---@return boolean
-- > category.is_criminal("user.criminal_history") --> true
function category.is_criminal(code)
  return category.is(code, "user.criminal_history")
end

---Whether a category is about a person at all, as far as the codes say.
---@param code any
---@return boolean
-- > category.is_personal("user.behavior") --> true
-- > category.is_personal("system.operations") --> false
function category.is_personal(code)
  return is_personal(code)
end

---The first category of a list that a test accepts.
---@param codes string[]|nil
---@param test fun(code: string): boolean
---@return string|nil
-- > category.first({ "user.behavior", "email" }, category.is_direct_identifier) --> "email"
-- > category.first(nil, category.is_special) --> nil
function category.first(codes, test)
  for _, code in ipairs(codes or {}) do
    if test(code) then
      return code
    end
  end
  return nil
end

return category
