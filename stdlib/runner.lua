-- SPDX-License-Identifier: Apache-2.0
--
-- runner - what a policy says it is, and what the engine asks the library.
-- Not for policies. What a policy says of itself is checked here, before anything else believes it.

local types = require "types"

local PHASES = { publish = true, access = true, sweep = true }
local PHASE_NAMES = "publish, access or sweep"
local LEVELS = { advisory = true, waivable = true, mandatory = true }
local STATES = { draft = true, enforced = true, retired = true }
local MEMBERS = {
  id = "string", title = "string", phase = "any", level = "string", state = "any", basis = "table", params = "table",
  target = "table", applies = "function", rule = "function", grants = "boolean", basis_checked = "boolean",
}
local MEMBER_NAMES = "id, title, phase, level, state, basis, params, target, applies, rule and grants"

local function check(condition, message)
  if not condition then error(message, 0) end
end

-- A list of texts from a text or a list; `names` tells which are known, where not all are.
local function texts(value, what, known, names)
  local list = type(value) == "table" and value or { value }
  check(#list > 0, what .. " is empty")
  local out = {}
  for i, item in ipairs(list) do
    check(type(item) == "string", what .. " holds something that is not a text")
    if known and not known[item] then
      error(what .. " '" .. item .. "' is not known: " .. names, 0)
    end
    out[i] = item
  end
  return out
end

-- "draft", "enforced", "retired", or the date until which denials are warnings.
local function state_of(state)
  if state == nil then return "enforced" end
  if type(state) == "table" then
    check(type(state.grace_until) == "string", "state needs grace_until = \"YYYY-MM-DD\"")
    return "grace", state.grace_until
  end
  check(STATES[state], "state '" .. tostring(state) .. "' is not known: draft, enforced, retired, or { grace_until = … }")
  return state
end

local function check_members(policy)
  for key, value in pairs(policy) do
    local kind = MEMBERS[key]
    if kind == nil then
      error("unknown member '" .. tostring(key) .. "'; known are " .. MEMBER_NAMES, 0)
    end
    check(kind == "any" or type(value) == kind, "member '" .. tostring(key) .. "' is not a " .. kind)
  end
  for _, key in ipairs { "id", "title", "phase", "level", "rule" } do
    check(policy[key] ~= nil, "member '" .. key .. "' is missing")
  end
  check(policy.id:find("^[a-z][a-z0-9-]*%.[a-z0-9][a-z0-9.-]*$") and #policy.id <= 96,
        "id '" .. policy.id .. "' is not of the form concern.name in lower case")
end

local runner = {}

---What a policy says it is, checked.
---@param policy table what the file returned
---@return table metadata id, title, phases, level, state, grace_until, basis, params, resources, actions, grants
function runner.describe(policy)
  check(type(policy) == "table", "a policy file returns one policy { … }")
  check_members(policy)
  check(LEVELS[policy.level], "level '" .. policy.level .. "' is not known: advisory, waivable or mandatory")
  local state, grace_until = state_of(policy.state)
  local target = policy.target or {}
  for key in pairs(target) do
    check(key == "resource" or key == "action", "unknown member 'target." .. tostring(key) .. "'")
  end
  return {
    id = policy.id, title = policy.title, level = policy.level, state = state, grace_until = grace_until,
    phases = texts(policy.phase, "phase", PHASES, PHASE_NAMES),
    basis = policy.basis, params = policy.params, grants = policy.grants == true,
    resources = target.resource and texts(target.resource, "target.resource") or nil,
    actions = target.action and texts(target.action, "target.action") or nil,
  }
end

---What kind of values each column holds (a family of `types`), "" where that is not known.
---@param columns table[] columns of a product model
---@return string[]
function runner.families(columns)
  local families = {}
  for i, column in ipairs(columns) do
    families[i] = types.family(column.type) or ""
  end
  return families
end

return runner
