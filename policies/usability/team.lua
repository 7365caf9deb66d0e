-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: "every product has an owner" (Dehghani, Data Mesh, 2022); GDPR Art. 37(7) and 39 for the contact of the data
--        protection officer; ODCS 3.1 for the day somebody left a team (`dateOut`).
-- Unknown: who is not named, neither in the descriptor nor in the register, is not there. A person who left does not count;
--          a date that cannot be read counts as the past. A product that may hold personal data needs the officer. Without a
--          register every owner is believed. A product without an owner is the concern of usability.discoverable.
-- Params: file     - name of the data file with the register: team -> { members, steward, dpo, ended }; `members` are the
--                    other names that descriptors use for the team
--         stewards - words in the role of a contact who takes care of the product; empty: nobody is asked for. Most
--                    specifications know contacts and no stewards, so any of them counts; { "steward" } is stricter
--         officers - words in a contact's role that mean the data protection officer
--         dpo      - the officer of every team, so that descriptors need not repeat it

local catalogue = require "catalogue"
local sets = require "sets"
local text = require "text"
local time = require "time"

-- What the register says of the owner; nil when it does not know the team.
local function registered(register, owner)
  for team, entry in pairs(type(register) == "table" and register or {}) do
    if type(entry) == "table" and (team == owner or sets.contains(entry.members, owner)) then
      return entry
    end
  end
  return nil
end

-- Whether a day is past; nothing stated is not, and what cannot be read is.
local function is_past(day, now)
  local last = time.last_second(day)
  return day ~= nil and (last == nil or now == nil or last < now)
end

-- The people of the descriptor's team who have left (ODCS), by id: the model does not keep the dates.
local function former(raw, now)
  local left, team = {}, type(raw) == "table" and raw.team
  local members = type(team) == "table" and (team.members or team)
  for _, member in ipairs(type(members) == "table" and members or {}) do
    local who = type(member) == "table" and (member.username or member.name)
    if who and is_past(member.dateOut, now) then
      left[who] = true
    end
  end
  return left
end

local function has_role(input, words, now)
  local left = former(input.raw, now)
  for _, contact in ipairs(input.product.contacts or {}) do
    for _, word in ipairs(words) do
      if contact.id ~= nil and not left[contact.id] and text.fold(contact.role):find(word, 1, true) then
        return true
      end
    end
  end
  return false
end

local function check_owner(input, entry, now, out, params)
  local product = input.product
  local at = { product, "owner" }
  if entry == nil and input.data[params.file] ~= nil then
    out.deny("the owner " .. text.quote(product.owner) .. " is no team of the register",
             { code = "UNKNOWN_TEAM", at = at, hint = "name a team of data/" .. params.file .. ".yaml, or have it added" })
  elseif entry ~= nil and is_past(entry.ended, now) then
    out.deny("the team of " .. text.quote(product.owner) .. " ended: " .. text.quote(entry.ended),
             { code = "TEAM_ENDED", at = at, hint = "hand the product to a team that exists" })
  end
end

return policy {
  id      = "usability.team",
  title   = "The owner is an existing team with a steward, and with a data protection officer where needed",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Dehghani, Data Mesh (2022), usability attributes", "GDPR Art. 37(7)", "GDPR Art. 39" },
  params  = {
    file = "teams", stewards = { "steward", "owner", "contact", "support", "holder" },
    officers = { "dpo", "data protection", "privacy" }, dpo = "",
  },
  applies = function(input) return not text.blank(input.product.owner) and not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local product, now = input.product, time.parse(input.time)
    local entry = registered(input.data[params.file], product.owner)
    local known = entry or {}
    check_owner(input, entry, now, out, params)
    if #params.stewards > 0 and text.blank(known.steward) and not has_role(input, params.stewards, now) then
      out.deny("nobody is named who takes care of the product",
               { code = "NO_STEWARD", at = product.contacts or { product, "owner" },
                 hint = "name a steward among the contacts, or in data/" .. params.file .. ".yaml" })
    end
    local officer = not text.blank(params.dpo) or not text.blank(known.dpo) or has_role(input, params.officers, now)
    if product.personal ~= "no" and not officer then
      out.deny("no data protection officer is named for data that may be personal",
               { code = "NO_DPO", at = product.contacts or { product, "owner" },
                 hint = "name one among the contacts, in data/" .. params.file .. ".yaml, or in the parameter dpo" })
    end
  end,
}
