-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: Open Access Agreement Standard (Bitol RFC-0056) and Data Usage Agreement 0.0.1: an agreement is approved, has
--        started, has not ended, and its reassessment is not overdue.
-- Unknown: no agreement, no status and no start are each a no. An agreement without an end is open-ended; without a
--          date of reassessment it is not overdue. A time that cannot be read is a no.
-- Params: statuses    - the statuses that count as approved
--         warn_days   - how many days before an end or a reassessment a warning begins
--         own_domain  - whether subjects of the owning domain need no agreement
--         exempt      - a product whose requested columns are all classified at most this needs none
--         emergency   - the roles whose holders need none while they break the glass (see access.break-glass); empty
--                       in a mesh that leaves that policy out

local classification = require "classification"
local columns = require "columns"
local emergency = require "emergency"
local sets = require "sets"
local subject = require "subject"
local text = require "text"
local time = require "time"

local DAY = 86400

local function open_to_all(input, params)
  local list = columns.asked(input)
  for _, column in ipairs(list) do
    local level = column.classification
    if not (classification.known(level) and classification.at_least(params.exempt, level)) then
      return false
    end
  end
  return #list > 0
end

local function name_of(agreement)
  return "agreement " .. text.quote(agreement.id)
end

-- The end and the reassessment: past is a denial, soon is a warning.
local function check_date(agreement, member, code, what, now, out, params)
  if agreement[member] == nil then
    return
  end
  local at, named = { agreement, member }, "the " .. what .. " of "
  local seconds, message = time.last_second(agreement[member])
  if seconds == nil then
    out.deny(named .. name_of(agreement) .. " cannot be read: " .. message, { code = code, at = at, hint = "write it as 2027-12-31" })
  elseif seconds < now then
    out.deny(named .. name_of(agreement) .. " was " .. text.quote(agreement[member]),
             { code = code, at = at, hint = "renew the agreement with the product's owner" })
  elseif seconds - now < params.warn_days * DAY then
    out.warn(named .. name_of(agreement) .. " is near: " .. text.quote(agreement[member]),
             { code = code .. "_SOON", at = at, hint = "renew the agreement with the product's owner" })
  end
end

local function check(agreement, now, out, params)
  if not sets.contains(params.statuses, text.fold(agreement.status)) then
    out.deny(name_of(agreement) .. " is not approved: its status is " .. text.quote(agreement.status),
             { code = "AGREEMENT_STATUS", at = { agreement, "status" }, hint = "have it approved: " .. text.list(params.statuses) })
  end
  local start = time.parse(agreement.start)
  if start == nil or start > now then
    local since = agreement.start == nil and "has no start" or "starts at " .. text.quote(agreement.start)
    out.deny(name_of(agreement) .. " is not in force: it " .. since,
             { code = "AGREEMENT_START", at = { agreement, "start" }, hint = "wait for its start, or agree on an earlier one" })
  end
  check_date(agreement, "end_", "AGREEMENT_ENDED", "end", now, out, params)
  check_date(agreement, "reassess", "AGREEMENT_REASSESSMENT", "reassessment", now, out, params)
end

return policy {
  id      = "access.agreement-in-force",
  title   = "Access across domains rests on an agreement in force",
  phase   = "access",
  level   = "mandatory",
  basis   = { "Bitol RFC-0056 (OAAS)", "Data Usage Agreement Specification 0.0.1" },
  params  = {
    statuses = { "approved", "active" }, warn_days = 30, own_domain = true, exempt = "public", emergency = { "emergency" },
  },
  applies = function(input, params)
    if input.product == nil or (params.own_domain and subject.of_owning_domain(input))
      or emergency.valid(input, params.emergency) then
      return false
    end
    return not open_to_all(input, params)
  end,
  rule    = function(input, out, params)
    if input.agreement == nil then
      out.deny("the subject has no agreement for this product",
               { code = "AGREEMENT", at = input.product,
                 hint = "ask " .. text.quote(input.product.owner or "the owner") .. " for one" })
      return
    end
    local now = time.parse(input.time)
    if now == nil then
      out.deny("the time of the decision cannot be read", { code = "TIME", at = input.product, hint = "give context.time in RFC 3339" })
      return
    end
    check(input.agreement, now, out, params)
  end,
}
