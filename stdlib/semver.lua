-- SPDX-License-Identifier: Apache-2.0
--
-- semver - versions of the form MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD].
-- Source: Semantic Versioning 2.0.0 (https://semver.org). A leading "v" is not part of a version.
--
-- Limits: each number has at most 15 digits. What does not parse gives nil and a message; nothing raises an error.

local semver = {}

local function number(digits)
  if #digits > 15 or (#digits > 1 and digits:sub(1, 1) == "0") then
    return nil
  end
  return math.tointeger(tonumber(digits))
end

local function identifiers(dotted, numbers_may_start_with_zero)
  local list = {}
  for part in (dotted .. "."):gmatch("([^.]*)%.") do
    local is_number = part:find("^%d+$") ~= nil
    if not part:find("^[%w-]+$") or (is_number and not numbers_may_start_with_zero and number(part) == nil) then
      return nil
    end
    list[#list + 1] = is_number and not numbers_may_start_with_zero and number(part) or part
  end
  return list
end

---The parts of a version.
---@param text any
---@return { major: integer, minor: integer, patch: integer, prerelease: (string|integer)[], build: string[] }|nil version
---@return string|nil message why it is not a version
-- > semver.parse("1.20.3").minor --> 20
-- > semver.parse("1.0.0-rc.1").prerelease --> { "rc", 1 }
-- > semver.parse("1.0") --> nil
-- > semver.parse("v1.0.0") --> nil
-- > semver.parse("1.02.0") --> nil
function semver.parse(text)
  if type(text) ~= "string" then
    return nil, "a version is a text"
  end
  local core, build = text:match("^([^+]*)%+(.+)$")
  core = core or text
  local numbers, prerelease = core:match("^([^-]*)%-(.+)$")
  local major, minor, patch = (numbers or core):match("^(%d+)%.(%d+)%.(%d+)$")
  if major == nil then
    return nil, "a version has three numbers: MAJOR.MINOR.PATCH"
  end
  local version = {
    major = number(major), minor = number(minor), patch = number(patch),
    prerelease = prerelease and identifiers(prerelease, false) or (not prerelease and {} or nil),
    build = build and identifiers(build, true) or (not build and {} or nil),
  }
  if not (version.major and version.minor and version.patch) then
    return nil, "a number of a version has no leading zero and at most 15 digits"
  end
  if not (version.prerelease and version.build) then
    return nil, "an identifier after '-' or '+' is empty or malformed"
  end
  return version
end

local function compare_identifiers(a, b)
  if a == b then
    return 0
  end
  if type(a) ~= type(b) then
    return type(a) == "number" and -1 or 1
  end
  return a < b and -1 or 1
end

local function compare_prereleases(a, b)
  if #a == 0 or #b == 0 then
    return #a == #b and 0 or (#a == 0 and 1 or -1)
  end
  for i = 1, math.min(#a, #b) do
    local order = compare_identifiers(a[i], b[i])
    if order ~= 0 then
      return order
    end
  end
  return #a == #b and 0 or (#a < #b and -1 or 1)
end

---Which of two versions is later: -1, 0 or 1. Build metadata does not count.
---@param a any
---@param b any
---@return integer|nil order nil when one of them is not a version
---@return string|nil message
-- > semver.compare("1.10.0", "1.9.9") --> 1
-- > semver.compare("1.0.0-alpha", "1.0.0") --> -1
-- > semver.compare("1.0.0+a", "1.0.0+b") --> 0
-- > semver.compare("1.0.0", "one") --> nil
function semver.compare(a, b)
  local left, left_message = semver.parse(a)
  local right, right_message = semver.parse(b)
  if left == nil or right == nil then
    return nil, left_message or right_message
  end
  for _, part in ipairs({ "major", "minor", "patch" }) do
    if left[part] ~= right[part] then
      return left[part] < right[part] and -1 or 1
    end
  end
  return compare_prereleases(left.prerelease, right.prerelease)
end

---What the step from one version to a later one raises. A pre-release and its release are a patch apart.
---@param from any
---@param to any
---@return string|nil step major, minor, patch, none or lower; nil when one of them is not a version
-- > semver.step("1.4.0", "2.0.0") --> "major"
-- > semver.step("1.4.0", "1.4.1") --> "patch"
-- > semver.step("1.0.0-rc.1", "1.0.0") --> "patch"
-- > semver.step("1.4.0", "1.4.0") --> "none"
-- > semver.step("1.4.0", "1.3.9") --> "lower"
-- > semver.step("1.4.0", "new") --> nil
function semver.step(from, to)
  local order = semver.compare(from, to)
  if order == nil or order >= 0 then
    return order == 0 and "none" or (order == 1 and "lower" or nil)
  end
  local before, after = semver.parse(from), semver.parse(to)
  return (before.major ~= after.major and "major") or (before.minor ~= after.minor and "minor") or "patch"
end

return semver
