-- SPDX-License-Identifier: Apache-2.0
--
-- mask - the kinds of a mask obligation and which of them hides more.
-- Source: the data masking types of Apache Ranger. The order is this project's own: a kind hides more than another
-- when what it shows can be computed from what the other one shows. When the kinds of two policies cannot be compared,
-- the engine denies.
--
-- No function raises an error.

local mask = {
  NULL = "MASK_NULL",                         -- no value at all
  HASH = "MASK_HASH",                         -- the same value gives the same hash
  REDACT = "MASK",                            -- letters and digits replaced, length kept
  SHOW_LAST_4 = "MASK_SHOW_LAST_4",
  SHOW_FIRST_4 = "MASK_SHOW_FIRST_4",
  DATE_SHOW_YEAR = "MASK_DATE_SHOW_YEAR",
  NONE = "MASK_NONE",                         -- the value as it is
  CUSTOM = "CUSTOM",
}

local known = {}
for _, kind in pairs(mask) do
  known[kind] = true
end

local hides_more_than = {
  MASK = { MASK_SHOW_LAST_4 = true, MASK_SHOW_FIRST_4 = true },
}

---Whether a text names a kind of mask.
---@param kind any
---@return boolean
-- > mask.known("MASK_HASH") --> true
-- > mask.known("blur") --> false
function mask.known(kind)
  return kind ~= nil and known[kind] == true
end

---Whether one kind hides at least what another hides. False also means: cannot be compared.
---@param stronger any
---@param weaker any
---@return boolean
-- > mask.hides(mask.NULL, mask.HASH) --> true
-- > mask.hides(mask.HASH, mask.NONE) --> true
-- > mask.hides(mask.REDACT, mask.SHOW_LAST_4) --> true
-- > mask.hides(mask.HASH, mask.REDACT) --> false
function mask.hides(stronger, weaker)
  if not (mask.known(stronger) and mask.known(weaker)) then
    return false
  end
  if stronger == weaker or stronger == mask.NULL or weaker == mask.NONE then
    return true
  end
  local below = hides_more_than[stronger]
  return below ~= nil and below[weaker] == true
end

return mask
