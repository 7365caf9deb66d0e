-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: Regulation (EU) No 596/2014 Art. 10 and 14 (unlawful disclosure of inside information); not checked against
--        the text.
-- Unknown: an embargo whose end cannot be read lasts. A date without a time lasts until its day is over, in UTC. A
--          subject whose roles are not known is on no list. A product without an embargo has none: that is declared,
--          not guessed.
-- Params: roles - the roles that see every embargoed product; a product adds its own in gov.embargo_roles
--
-- The owning domain is no exception: an embargo is about who knows, not about who owns.

local gov = require "gov"
local requester = require "requester"
local sets = require "sets"
local text = require "text"
local time = require "time"

return policy {
  id            = "access.embargo",
  title         = "Results under an embargo are hidden until it ends",
  phase         = "access",
  level         = "mandatory",
  basis         = { "Regulation (EU) No 596/2014 Art. 10", "Regulation (EU) No 596/2014 Art. 14" },
  basis_checked = false,
  params        = { roles = { "embargo-insider" } },
  applies       = function(input) return gov.value(input.product, "embargo_until") ~= nil end,
  rule          = function(input, out, params)
    local insiders = sets.union(params.roles, gov.list(input.product, "embargo_roles"))
    if requester.has_role(input, insiders) then
      return
    end
    local ends = gov.value(input.product, "embargo_until")
    local last, now = time.last_second(ends), time.parse(input.time)
    local at = gov.at(input.product, "embargo_until")
    if last == nil or now == nil then
      out.deny("the embargo's end " .. text.quote(ends) .. " cannot be read, so it lasts",
               { code = "EMBARGO_MALFORMED", at = at, hint = "write a date such as 2026-11-05, or a time of RFC 3339" })
    elseif now <= last then
      out.deny("the product is under an embargo until " .. text.quote(ends),
               { code = "EMBARGO", at = at,
                 hint = "ask again afterwards; the roles " .. text.list(insiders) .. " see it before" })
    end
  end,
}
