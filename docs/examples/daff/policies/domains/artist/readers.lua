-- SPDX-License-Identifier: Apache-2.0
--
-- The artist domain lets every registered subject of Daff read what holds no personal data; the rest needs membership
-- or an agreement.
-- Unknown: `personal` must be "no"; "unknown" is not enough. A subject that data/subjects.yaml does not know gets
--          nothing this way.

local grants = require "lib/grants"
local subject = require "subject"

return policy {
  id     = "artist.readers",
  title  = "The catalogue is open to everybody at Daff",
  phase  = "access",
  level  = "mandatory",
  target = { action = { "read", "query" } },
  rule   = function(input, out)
    if input.product.personal == "no" and subject.registered(input) ~= nil then
      out.permit("the product holds no personal data")
    end
    grants.own_domain(input, out)
    grants.agreement(input, out)
  end,
}
