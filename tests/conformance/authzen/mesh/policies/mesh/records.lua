-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the certification scenario, 1.4: everybody reads; writers write what is active, administrators what is
--        archived; writers delete softly.
-- Unknown: a record without a status is not active, and a subject without a role is no administrator.

local subject = require "subject"

local function stored(input)
  local kind = input.data.resources[input.resource.type]
  return kind and kind[input.resource.id] or {}
end

-- The request may say what the register does not; an archived record does not become active by it.
local function status(input)
  local said = input.resource.properties and input.resource.properties.status
  local kept = stored(input).status
  return (said == "archived" or kept == "archived") and "archived" or kept or said
end

local function is_writer(input)
  for _, id in ipairs(stored(input).writers or {}) do
    if id == input.subject.id then
      return true
    end
  end
  return false
end

local may = {
  read = function()
    return true
  end,
  write = function(input)
    if status(input) == "archived" then
      return subject.attribute(input, "role") == "admin"
    end
    return status(input) == "active" and is_writer(input)
  end,
  delete = function(input)
    local properties = input.action.properties or {}
    return properties.soft == true and is_writer(input)
  end,
}

return policy {
  id     = "fixture.records",
  title  = "Who may do what to a record",
  phase  = "access",
  level  = "mandatory",
  basis  = { "AuthZEN certification scenario, 1.4" },
  grants = true,
  target = { resource = "record", action = { "read", "write", "delete" } },
  rule   = function(input, out)
    if may[input.action.name](input) then
      out.permit("the scenario's rules permit it")
    end
  end,
}
