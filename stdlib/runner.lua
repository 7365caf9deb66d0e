-- SPDX-License-Identifier: Apache-2.0
--
-- runner - how the engine asks a policy: what it is, and what it says of one input.
-- Not for policies. Everything it is given by a policy is checked here, before anything else believes it.

local types = require "types"

local PHASES = { publish = true, access = true, sweep = true }
local LEVELS = { advisory = true, waivable = true, mandatory = true }
local STATES = { draft = true, enforced = true, retired = true }
local MEMBERS = {
  id = "string", title = "string", phase = "any", level = "string", state = "any", basis = "table", params = "table",
  target = "table", applies = "function", rule = "function", grants = "boolean", basis_checked = "boolean",
}

local function check(condition, message)
  if not condition then error(message, 0) end
end

-- A list of texts from a text or a list.
local function texts(value, what, known)
  local list = type(value) == "table" and value or { value }
  check(#list > 0, what .. " is empty")
  local out = {}
  for i, item in ipairs(list) do
    check(type(item) == "string", what .. " holds something that is not a text")
    check(known == nil or known[item], what .. " '" .. tostring(item) .. "' is not known")
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
    check(kind ~= nil, "unknown member '" .. tostring(key) .. "'")
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
    phases = texts(policy.phase, "phase", PHASES),
    basis = policy.basis, params = policy.params, grants = policy.grants == true,
    resources = target.resource and texts(target.resource, "target.resource") or nil,
    actions = target.action and texts(target.action, "target.action") or nil,
  }
end

-- An effect with its message and what the policy says of it.
local function effect(kind, message, options)
  check(type(message) == "string", "out." .. kind .. " needs a message")
  options = options or {}
  check(type(options) == "table", "out." .. kind .. " takes a table of options after its message")
  check(options.code == nil or (type(options.code) == "string" and options.code:find("^[A-Z][A-Z0-9_]*$")),
        "code is not upper case letters, digits and underscores")
  check(options.hint == nil or type(options.hint) == "string", "hint is not a text")
  return { effect = kind, message = message, code = options.code, hint = options.hint, at = options.at }
end

local said -- the effects of the run that is under way

local function add(item)
  said[#said + 1] = item
end

local function permit(message)
  add(effect("permit", message or "granted"))
end

local function deny(message, options)
  add(effect("deny", message, options))
end

local function warn(message, options)
  add(effect("warn", message, options))
end

local function oblige(obligation)
  check(type(obligation) == "table" and type(obligation.type) == "string", "out.oblige needs { type = … }")
  local properties = {}
  for key, value in pairs(obligation) do
    if key ~= "type" and key ~= "at" then properties[key] = value end
  end
  add { effect = "oblige", type = obligation.type, properties = properties, at = obligation.at }
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

---Everything a policy says of an input.
---@return boolean|table effects false: it does not concern the policy; true: nothing was said; else what was said, a list
function runner.run(policy, input, params)
  if policy.applies ~= nil and not policy.applies(input, params) then return false end
  said = {}
  policy.rule(input, { permit = permit, deny = deny, warn = warn, oblige = oblige }, params)
  return #said == 0 or said
end

return runner
