-- SPDX-License-Identifier: Apache-2.0
--
-- emergency - requests that break the glass: access in an emergency, without an agreement, seen by everybody afterwards.
-- Source: none in law; the shape is context.break_glass = { ticket = "INC-1" } of this project's request.
--
-- The role must come from the mesh's register: what a request says of its subject does not count. No function raises
-- an error.

local requester = require "requester"
local text = require "text"

local emergency = {}

local TICKET_MAX = 64

---Whether the request says that it is an emergency, truly or not.
---@param input table
---@return boolean
-- > emergency.claimed({ context = { break_glass = { ticket = "INC-1" } } }) --> true
-- > emergency.claimed({ context = {} }) --> false
-- > emergency.claimed({ context = { break_glass = false } }) --> false
function emergency.claimed(input)
  local claim = input.context and input.context.break_glass
  return claim ~= nil and claim ~= false
end

---The ticket under which the emergency is handled.
---@param input table
---@return string|nil ticket nil when there is none, or when it is prose
-- > emergency.ticket({ context = { break_glass = { ticket = "INC-1" } } }) --> "INC-1"
-- > emergency.ticket({ context = { break_glass = { ticket = "it is urgent" } } }) --> nil
-- > emergency.ticket({ context = { break_glass = true } }) --> nil
function emergency.ticket(input)
  local claim = input.context and input.context.break_glass
  local ticket = type(claim) == "table" and claim.ticket
  if type(ticket) ~= "string" or text.blank(ticket) or #ticket > TICKET_MAX or ticket:find("%s") then
    return nil
  end
  return ticket
end

---Whether somebody whom the register lets do so breaks the glass under a ticket.
---@param input table
---@param roles string[]
---@return boolean
-- > emergency.valid({ context = { break_glass = { ticket = "INC-1" } }, subject = { id = "a" }, data = { subjects = { a = { roles = { "emergency" } } } } }, { "emergency" }) --> true
-- > emergency.valid({ context = {}, subject = {} }, { "emergency" }) --> false
function emergency.valid(input, roles)
  return emergency.claimed(input) and emergency.ticket(input) ~= nil and requester.has_registered_role(input, roles)
end

return emergency
