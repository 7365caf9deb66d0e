-- SPDX-License-Identifier: Apache-2.0
--
-- lib/grants - the grants that Daff's domains have in common. Whether an agreement is in force is a constraint of the
-- mesh (access.agreement-in-force), so a grant only has to name it.

local subject = require "subject"
local text = require "text"

local grants = {}

---Permit members of the owning domain.
function grants.own_domain(input, out)
  if subject.of_owning_domain(input) then
    out.permit("the subject belongs to the owning domain " .. text.quote(input.product.domain))
  end
end

---Permit holders of an agreement.
function grants.agreement(input, out)
  if input.agreement ~= nil then
    out.permit("agreement " .. text.quote(input.agreement.id))
  end
end

return grants
