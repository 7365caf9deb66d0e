-- SPDX-License-Identifier: Apache-2.0
--
-- Ten rules of one data-access decision: purpose, residency, known columns, clearance, role, retention, consent, embargo,
-- status, consumer; and the columns to mask. What bench_sandbox times, in the sandbox and in plain Lua.

local EU = {}
for country in ("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"):gmatch("%a+") do
  EU[country] = true
end

local function has(list, wanted)
  for _, item in ipairs(list) do
    if item == wanted then return true end
  end
  return false
end

-- The product's columns that the request asks for, and whether it has them all.
local function known(r, p)
  local list, columns, complete = {}, p.columns, true
  for _, name in ipairs(r.columns) do
    local column = columns[name]
    if column then list[#list + 1] = { name = name, column = column } else complete = false end
  end
  return list, complete
end

local function any(list, test)
  for _, item in ipairs(list) do
    if test(item.column) then return true end
  end
  return false
end

local function role_allows(r, p)
  local allowed = p.allowed_roles[r.action]
  if not allowed then return false end
  for _, role in ipairs(r.subject.roles) do
    if has(allowed, role) then return true end
  end
  return false
end

local function masks(r, list)
  if r.purpose == "billing" and has(r.subject.roles, "pii-reader") then return {} end
  local names = {}
  for _, item in ipairs(list) do
    if item.column.pii then names[#names + 1] = item.name end
  end
  table.sort(names)
  return names
end

return function(r, p)
  local reasons = {}
  local function refuse(reason) reasons[#reasons + 1] = reason end
  local list, complete = known(r, p)
  local subject, time = r.subject, r.context.time
  local clearance = subject.clearance
  if not has(p.allowed_purposes, r.purpose) then refuse "purpose" end
  if p.residency == "EU" and not EU[subject.country] then refuse "residency" end
  if not complete then refuse "column" end
  if any(list, function(c) return c.classification > clearance end) then refuse "clearance" end
  if not role_allows(r, p) then refuse "role" end
  if time - p.created_at > p.retention_days * 86400 then refuse "retention" end
  if not r.consent.special_category and any(list, function(c) return c.special end) then refuse "consent" end
  if time < p.embargo_until then refuse "embargo" end
  if p.status ~= "active" then refuse "status" end
  if subject.domain ~= p.owner_domain and not has(p.approved_consumers, subject.domain) then refuse "domain" end
  table.sort(reasons)
  return { allow = #reasons == 0, reasons = reasons, mask = masks(r, list) }
end
