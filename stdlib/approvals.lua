-- SPDX-License-Identifier: Apache-2.0
--
-- approvals - what a named person has approved for one consumer and one product, until a date.
-- Source: this project's data file data/approvals.yaml: a list of { kind, product, consumer, approver, end } and what
-- the kind needs besides, such as `condition`. `consumer` is the id of a subject or its team; `start` may be absent.
--
-- An approval counts when its approver has the needed role in the mesh's register and is not the subject itself, and
-- when it has an end that has not passed. A date without a time lasts to its last second. No function raises an error.

local sets = require "sets"
local subject = require "subject"
local time = require "time"

local approvals = {}

---Whether an approval has begun and not ended.
---@param record table
---@param now any
---@return boolean
-- > approvals.in_force({ ["end"] = "2026-11-02" }, "2026-11-02T09:00:00Z") --> true
-- > approvals.in_force({ ["end"] = "2026-11-01" }, "2026-11-02T09:00:00Z") --> false
-- > approvals.in_force({ start = "2026-12-01", ["end"] = "2027-11-01" }, "2026-11-02T09:00:00Z") --> false
-- > approvals.in_force({}, "2026-11-02T09:00:00Z") --> false
function approvals.in_force(record, now)
  local last, at = time.last_second(record["end"]), time.parse(now)
  local first = record.start == nil and at or time.parse(record.start)
  return last ~= nil and at ~= nil and first ~= nil and first <= at and at <= last
end

-- Whether the register gives somebody else than the subject the role to approve.
local function may_approve(approver, input, role)
  local register = input.data and input.data.subjects
  local entry = type(register) == "table" and type(approver) == "string" and register[approver]
  return type(entry) == "table" and sets.contains(entry.roles, role) and approver ~= input.subject.id
end

local function concerns(record, input, kind)
  local consumer = record.consumer
  return record.kind == kind and record.product ~= nil and record.product == input.product.id
    and consumer ~= nil and (consumer == input.subject.id or consumer == subject.attribute(input, "team"))
end

---The approval of a kind for a request.
---@param input table
---@param kind string
---@param role string the role that its approver needs
---@return table|nil record
-- > approvals.find({ product = { id = "p" }, subject = { id = "s" }, data = {} }, "special-category", "dpo") --> nil
function approvals.find(input, kind, role)
  local list = input.data and input.data.approvals
  for _, record in ipairs(type(list) == "table" and list or {}) do
    if type(record) == "table" and concerns(record, input, kind) and may_approve(record.approver, input, role)
      and approvals.in_force(record, input.time) then
      return record
    end
  end
  return nil
end

return approvals
