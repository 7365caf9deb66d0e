-- SPDX-License-Identifier: Apache-2.0
--
-- requester - in which role, for which purpose and at which port a request asks.
-- Source: docs/reference/request.md (context.purpose, resource.id, attributes of the subject).
--
-- Two questions about a purpose, because unknown is not "no": `is_for` is certain, `may_be_for` cannot be ruled out. A
-- missing purpose and prose may be for anything. A code that no vocabulary knows is for itself only. No function
-- raises an error.

local purpose = require "purpose"
local sets = require "sets"
local subject = require "subject"

local requester = {}

---Whether the subject has one of the roles.
---@param input table
---@param roles string|string[]
---@return boolean
-- > requester.has_role({ subject = { properties = { roles = { "dpo" } } } }, { "dpo", "auditor" }) --> true
-- > requester.has_role({ subject = { properties = { roles = "dpo" } } }, "dpo") --> true
-- > requester.has_role({ subject = {} }, { "dpo" }) --> false
function requester.has_role(input, roles)
  return #sets.intersection(subject.attribute(input, "roles"), roles) > 0
end

---Whether the mesh's register gives the subject one of the roles; what a request says of its subject does not count.
---@param input table
---@param roles string|string[]
---@return boolean
-- > requester.has_registered_role({ subject = { id = "a" }, data = { subjects = { a = { roles = { "dpo" } } } } }, "dpo") --> true
-- > requester.has_registered_role({ subject = { id = "a", properties = { roles = { "dpo" } } } }, "dpo") --> false
function requester.has_registered_role(input, roles)
  return subject.registered(input) ~= nil and requester.has_role(input, roles)
end

---Whether the request's purpose is one of some purposes or below one.
---@param input table
---@param purposes string|string[]
---@param file string|nil name of the data file with the mesh's purposes
---@return boolean
-- > requester.is_for({ context = { purpose = "dpv:TargetedAdvertising" } }, "dpv:Marketing") --> true
-- > requester.is_for({ context = { purpose = "ads" }, data = { p = { ads = "dpv:Advertising" } } }, "dpv:Marketing", "p") --> true
-- > requester.is_for({ context = {} }, "dpv:Marketing") --> false
function requester.is_for(input, purposes, file)
  local data = file and input.data
  return purpose.covers(purposes, input.context.purpose, data and data[file])
end

---Whether the request says no purpose that could be compared.
---@param input table
---@return boolean
-- > requester.purpose_unknown({ context = {} }) --> true
-- > requester.purpose_unknown({ context = { purpose = "to help people" } }) --> true
-- > requester.purpose_unknown({ context = { purpose = "billing" } }) --> false
function requester.purpose_unknown(input)
  return purpose.canonical(input.context.purpose) == nil
end

---Whether the request may be for one of some purposes: it is, or it does not say.
---@param input table
---@param purposes string|string[]
---@param file string|nil
---@return boolean
-- > requester.may_be_for({ context = {} }, "dpv:Marketing") --> true
-- > requester.may_be_for({ context = { purpose = "billing" } }, "dpv:Marketing") --> false
function requester.may_be_for(input, purposes, file)
  return requester.purpose_unknown(input) or requester.is_for(input, purposes, file)
end

---The port that the request names after the product's id.
---@param input table
---@return string|nil id nil when it names none
-- > requester.port({ resource = { id = "orders#api" }, product = { id = "orders" } }) --> "api"
-- > requester.port({ resource = { id = "https://a.example/x#orders" }, product = { id = "https://a.example/x#orders" } }) --> nil
function requester.port(input)
  local id, own = input.resource and input.resource.id, input.product and input.product.id
  if type(id) ~= "string" or type(own) ~= "string" or id:sub(1, #own + 1) ~= own .. "#" then
    return nil
  end
  return id:sub(#own + 2)
end

return requester
