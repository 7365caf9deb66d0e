-- SPDX-License-Identifier: Apache-2.0
--
-- holds - legal holds on products: while one is in force, nothing of the product is deleted.
-- Source: the mesh's register of holds, data/legal_holds.yaml: id -> { products, domains, record_classes: lists; released:
-- RFC 3339 time or date; why }, and the descriptor's own `gov.legal_hold`: true, or the id of a hold.
--
-- A hold without a release, with one in the future, or with one that cannot be read, is in force. A hold that a descriptor
-- names and the register does not know is in force as well. No function raises an error.

local gov = require "gov"
local sets = require "sets"
local text = require "text"
local time = require "time"

local holds = {}

local function covers(entry, id, product)
  return gov.value(product, "legal_hold") == id or sets.contains(entry.products, product.id) or sets.contains(entry.domains, product.domain)
    or sets.contains(entry.record_classes, gov.value(product, "record_class"))
end

---The holds of the register that cover the product: { id = …, entry = …, released = seconds or nil } for each, by id.
---@param input table
---@param file string name of the data file
---@return table[]
-- > #holds.registered({ product = { id = "a" }, data = { h = { x = { products = { "a" } }, y = { products = { "b" } } } } }, "h") --> 1
function holds.registered(input, file)
  local found, register = {}, input.data and input.data[file]
  for id, entry in pairs(type(register) == "table" and register or {}) do
    if type(entry) == "table" and covers(entry, id, input.product) then
      found[#found + 1] = { id = id, entry = entry, released = time.parse(entry.released) }
    end
  end
  return found
end

-- The hold that only the descriptor knows, or nil.
local function unregistered(input, registered)
  local word = gov.value(input.product, "legal_hold")
  if word == nil or word == false or text.fold(word) == "no" or text.fold(word) == "none" then
    return nil
  end
  for _, hold in ipairs(registered) do
    if hold.id == word then
      return nil
    end
  end
  return { id = word == true and "of the descriptor" or word, at = { input.product.gov, "legal_hold" } }
end

---The holds on the product that are in force at the time of the decision: { id = …, at = … } for each.
---@param input table
---@param file string
---@return table[]
-- > holds.in_force({ product = { gov = { legal_hold = "case-7" } } }, "h")[1].id --> "case-7"
-- > #holds.in_force({ product = { gov = { legal_hold = false } } }, "h") --> 0
-- > #holds.in_force({ product = { id = "a" }, time = "2026-01-02", data = { h = { x = { products = "a", released = "2026-01-01" } } } }, "h") --> 0
function holds.in_force(input, file)
  local registered, found, now = holds.registered(input, file), {}, time.parse(input.time)
  for _, hold in ipairs(registered) do
    if hold.released == nil or now == nil or hold.released > now then
      found[#found + 1] = { id = hold.id, at = hold.entry }
    end
  end
  found[#found + 1] = unregistered(input, registered)
  return found
end

return holds
