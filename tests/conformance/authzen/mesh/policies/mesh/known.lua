-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the certification scenario knows two subjects and two records.
-- Unknown: whoever and whatever is not in data/subjects.yaml and data/resources.yaml is refused.

local subject = require "subject"

return policy {
  id     = "fixture.known",
  title  = "Subject and resource are known",
  phase  = "access",
  level  = "mandatory",
  basis  = { "AuthZEN certification scenario, 1.1 and 1.2" },
  rule   = function(input, out)
    if subject.registered(input) == nil then
      out.deny("the subject is not known", { code = "UNKNOWN_SUBJECT", at = input.subject })
    end
    local kind = input.data.resources[input.resource.type]
    if kind == nil or kind[input.resource.id] == nil then
      out.deny("the resource is not known", { code = "UNKNOWN_RESOURCE", at = input.resource })
    end
  end,
}
