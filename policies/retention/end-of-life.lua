-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e): a product whose life has ended serves no purpose any more, and is deleted as a whole.
-- Unknown: an end of life that cannot be read tells nobody until when: a no. A retired product without one stays in the
--          archive without limit: a warning when the data may be personal. A product without a status is not retired.
-- Params: file   - name of the data file with what has been deleted: product id -> { whole }
--         action - what becomes of the product: "delete", "archive" or "anonymise"

local catalogue = require "catalogue"
local deletions = require "deletions"
local text = require "text"
local time = require "time"

return policy {
  id      = "retention.end-of-life",
  title   = "A product is deleted when its life ends",
  phase   = "sweep",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(e)" },
  params  = { file = "deletions", action = "delete" },
  applies = function(input, params)
    return input.product ~= nil and not catalogue.is_part(input) and deletions.recorded(input, params.file, "whole") == nil
  end,
  rule    = function(input, out, params)
    local product = input.product
    local life = product.lifecycle or {}
    local last = time.last_second(life.end_of_life)
    if last ~= nil then
      out.oblige {
        type = "dispose", action = params.action, due = time.format(last), why = "its life ends on " .. text.quote(life.end_of_life),
        at = { life, "end_of_life" },
      }
    elseif life.end_of_life ~= nil then
      out.deny("the end of life " .. text.quote(life.end_of_life) .. " is no date",
               { code = "END_MALFORMED", at = { life, "end_of_life" }, hint = "write it as 2027-01-31" })
    elseif product.status == "retired" and product.personal ~= "no" then
      out.warn("the product is retired, and nothing says until when its data is kept",
               { code = "RETIRED_WITHOUT_END", at = { product, "status" }, hint = "state an end of life" })
    end
  end,
}
