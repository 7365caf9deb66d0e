-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the AuthZEN obligations profile; the scenario itself obliges to nothing.
-- Unknown: only the reports of the register are read, and only with their watermark.

return policy {
  id     = "fixture.reports",
  title  = "Reports carry their reader's name",
  phase  = "access",
  level  = "mandatory",
  basis  = { "AuthZEN obligations profile 1.0" },
  grants = true,
  target = { resource = "report", action = "read" },
  rule   = function(input, out)
    out.permit("everybody reads reports")
    out.oblige { type = "watermark", text = input.subject.id }
  end,
}
