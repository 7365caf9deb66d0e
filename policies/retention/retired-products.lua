-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b) and (e): data of a product that serves nobody any more is kept for the archive only, and then
--        not at all.
-- Unknown: a product without a status is not retired. A retired product without an end of life stays in the archive. An
--          end of life that cannot be read has passed. A subject without roles has none.
-- Params: roles - the roles that may still read a retired product until its end of life

local sets = require "sets"
local subject = require "subject"
local text = require "text"
local time = require "time"

local function end_of_life(product)
  return product.lifecycle and product.lifecycle.end_of_life
end

-- Whether the product's end of life has passed; a date that cannot be read has.
local function is_past(product, now)
  local seconds = time.last_second(end_of_life(product))
  return end_of_life(product) ~= nil and (seconds == nil or now == nil or seconds < now)
end

return policy {
  id      = "retention.retired-products",
  title   = "A retired product is read by the archive only, and after its end of life by nobody",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)", "GDPR Art. 5(1)(e)" },
  params  = { roles = { "archivist", "archive" } },
  applies = function(input)
    local product = input.product
    return product ~= nil and (product.status == "retired" or end_of_life(product) ~= nil)
  end,
  rule    = function(input, out, params)
    local product = input.product
    if is_past(product, time.parse(input.time)) then
      out.deny("the product reached its end of life: " .. text.quote(end_of_life(product)),
               { code = "END_OF_LIFE", at = { product.lifecycle, "end_of_life" }, hint = "ask the owner which product replaces it" })
      return
    end
    local roles = sets.intersection(subject.attribute(input, "roles"), params.roles)
    if product.status == "retired" and #roles == 0 then
      out.deny("the product is retired",
               { code = "RETIRED", at = { product, "status" }, hint = "only the roles " .. text.list(params.roles) .. " still read it" })
    end
  end,
}
