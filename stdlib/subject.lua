-- SPDX-License-Identifier: Apache-2.0
--
-- subject - what is known about who asks.
-- Source: OpenID AuthZEN 1.0 (subject.properties) and the mesh's register of subjects, data/subjects.yaml: id ->
-- attributes.
--
-- The register wins: a guild reviews it, while properties are the caller's own words. A subject the register knows
-- gets an attribute from nowhere else, so a property cannot add what the register leaves out. No function raises an
-- error.

local subject = {}

---The register's entry for the subject of a request.
---@param input table
---@return table|nil
-- > subject.registered({ subject = { id = "x" }, data = { subjects = { x = { team = "t" } } } }).team --> "t"
-- > subject.registered({ subject = { id = "y" }, data = {} }) --> nil
function subject.registered(input)
  local register = input.data and input.data.subjects
  local id = input.subject and input.subject.id
  local entry = type(register) == "table" and id ~= nil and register[id]
  return type(entry) == "table" and entry or nil
end

---An attribute of the subject: clearance, domain, team, roles and whatever else the register holds.
---@param input table
---@param name string
---@return any value nil when it is not known
-- > subject.attribute({ subject = { id = "x", properties = { clearance = "internal" } } }, "clearance") --> "internal"
-- > subject.attribute({ subject = { id = "x", properties = { a = 1 } }, data = { subjects = { x = {} } } }, "a") --> nil
-- > subject.attribute({ subject = {} }, "domain") --> nil
function subject.attribute(input, name)
  local entry = subject.registered(input)
  if entry == nil then
    entry = input.subject and input.subject.properties
  end
  if type(entry) ~= "table" then
    return nil
  end
  return entry[name]
end

---Whether the subject belongs to the domain that owns the product. Unknown domains never match.
---@param input table
---@return boolean
-- > subject.of_owning_domain({ subject = { properties = { domain = "ads" } }, product = { domain = "ads" } }) --> true
-- > subject.of_owning_domain({ subject = {}, product = {} }) --> false
function subject.of_owning_domain(input)
  local domain = subject.attribute(input, "domain")
  return domain ~= nil and input.product ~= nil and domain == input.product.domain
end

return subject
