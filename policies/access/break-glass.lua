-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: none in law; emergency access as in 45 CFR 164.312(a)(2)(ii), which asks for a procedure.
-- Unknown: a role that only the request claims is none. A ticket that is missing or prose is none. An owner who is not
--          known cannot be told, so `fallback` is.
-- Params: roles    - the roles that may break the glass; access.agreement-in-force has a parameter for the same
--         seconds  - how long a permit may be used; a request may ask for less, never for more than 14 400 (4 hours)
--         review   - the time until somebody must have looked at it, an ISO 8601 duration
--         actions  - what may be done in an emergency
--         fallback - who is told when the product has no owner
--
-- The permit replaces the owner's grant and the agreement, and nothing else: every other denial and obligation stands.
-- What an emergency team must see besides (clearance, special categories, purposes) is settled beforehand. Everybody who
-- breaks the glass is seen: the owner is notified, and the review has a date. A claim that does not hold is denied
-- even to who would have had access without it.

local emergency = require "emergency"
local requester = require "requester"
local sets = require "sets"
local text = require "text"
local time = require "time"

local LONGEST = 14400

-- The shortest of what the guild allows, what the request asks for, and four hours.
local function seconds(input, params)
  local asked = math.tointeger(input.context.break_glass.seconds)
  local longest = math.min(LONGEST, params.seconds)
  return asked ~= nil and asked > 0 and math.min(asked, longest) or longest
end

-- Message, code and hint of what is wrong with the claim; nil when nothing is.
local function problem(input, params)
  if not requester.has_registered_role(input, params.roles) then
    return "the register does not let the subject break the glass", "BREAK_GLASS_ROLE",
      "the roles " .. text.list(params.roles) .. " of data/subjects.yaml do"
  elseif emergency.ticket(input) == nil then
    return "breaking the glass needs the ticket of the emergency", "BREAK_GLASS_TICKET",
      "give context.break_glass.ticket: its id, without spaces"
  elseif not sets.contains(params.actions, text.fold(input.action.name)) then
    return text.quote(input.action.name) .. " is not done by breaking the glass", "BREAK_GLASS_ACTION",
      "the actions " .. text.list(params.actions) .. " are"
  end
  return nil
end

return policy {
  id      = "access.break-glass",
  title   = "In an emergency the glass is broken by few, for a short time, and seen by all",
  phase   = "access",
  level   = "mandatory",
  grants  = true,
  basis   = { "45 CFR 164.312(a)(2)(ii)" },
  params  = {
    roles = { "emergency" }, seconds = 14400, review = "P3D", actions = { "read", "query" }, fallback = "governance-guild",
  },
  applies = function(input) return input.product ~= nil and emergency.claimed(input) end,
  rule    = function(input, out, params)
    local message, code, hint = problem(input, params)
    if message ~= nil then
      out.deny(message, { code = code, at = input.product, hint = hint })
      return
    end
    local owner = text.blank(input.product.owner) and params.fallback or input.product.owner
    out.permit("the glass is broken under ticket " .. text.quote(emergency.ticket(input)))
    out.oblige { type = "notify", who = owner, at = input.product }
    out.oblige { type = "reassess_by", time = time.add(input.time, params.review), at = input.product }
    out.oblige { type = "ttl", seconds = seconds(input, params), at = input.product }
  end,
}
