-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: readers rely on a life cycle that goes one way: draft, active, deprecated, retired. What is retired is a record, and
--        a record is not edited.
-- Unknown: a product that was not published before may begin anywhere. A status that nobody stated allows every next one; one
--          that was stated is not taken back. A word that is in no table of statuses goes nowhere and comes from nowhere.
-- Params: transitions - status -> the statuses that may follow; staying is always allowed
--         frozen      - statuses in which nothing else may change

local sets = require "sets"
local text = require "text"

local function list_of(statuses)
  return #(statuses or {}) > 0 and text.list(statuses) or "nothing"
end

-- Whether everything that one value of the model has is in another as well.
local function within(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for key, value in pairs(a) do
    if not within(value, b[key]) then
      return false
    end
  end
  return true
end

-- The first member of the product that differs from what was published, or nil.
local function edited(product, previous)
  for _, pair in ipairs({ { product, previous }, { previous, product } }) do
    for member, value in pairs(pair[1]) do
      if member ~= "status" and not within(value, pair[2][member]) then
        return member
      end
    end
  end
  return nil
end

return policy {
  id      = "usability.status-transitions",
  title   = "A product's life cycle goes one way, and ends",
  phase   = "publish",
  level   = "waivable",
  basis   = { "house rule" },
  params  = {
    transitions = { draft = { "active" }, active = { "deprecated" }, deprecated = { "retired" }, retired = {} },
    frozen = { "retired" },
  },
  applies = function(input) return input.previous ~= nil and input.previous.status ~= nil end,
  rule    = function(input, out, params)
    local product, before, after = input.product, input.previous.status, input.product.status
    local next_ones = params.transitions[before]
    if after == nil then
      out.deny("the status " .. text.quote(before) .. " is taken back", { code = "STATUS_LOST", at = product, hint = "state a status" })
    elseif after ~= before and not sets.contains(next_ones, after) then
      out.deny("the status goes from " .. text.quote(before) .. " to " .. text.quote(after),
               { code = "STATUS_TRANSITION", at = { product, "status" }, hint = "after " .. text.quote(before) .. " comes " .. list_of(next_ones) })
    elseif after == before and sets.contains(params.frozen, before) and edited(product, input.previous) then
      local member = edited(product, input.previous)
      out.deny("the product is " .. text.quote(before) .. ", and its " .. text.quote(member) .. " has changed",
               { code = "EDITED_AFTER_END", at = { product, member }, hint = "leave it as it was, or publish a new product" })
    end
  end,
}
