-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b) and Art. 6(4), compatibility of a further purpose.
-- Unknown: a purpose that is missing or prose matches no pair; privacy.purpose-limitation refuses it. A pair that does
--          not say both of its purposes denies, whatever is asked: a typing error must not switch it off.
-- Params: pairs      - the pairs of a mesh without a file: data of the first purpose is not used for the second
--         file       - name of the data file with the mesh's own pairs, { pairs = { { collected, refused, why } } }; it
--                      replaces `pairs`
--         vocabulary - name of the data file with the mesh's purposes
--
-- A product that declares both purposes is refused the second one as well: declaring is not being compatible. Where an
-- assessment under Art. 6(4) says that it is, a dated waiver records it, or the guild's file leaves the pair out.

local purpose = require "purpose"
local requester = require "requester"
local text = require "text"

local defaults = {
  { collected = "dpv:CustomerCare", refused = "dpv:Marketing",
    why = "who asks for help does not expect to be advertised to" },
  { collected = "dpv:EnforceSecurity", refused = "dpv:Marketing",
    why = "what keeps a service safe was not given for selling" },
  { collected = "dpv:LegalCompliance", refused = "dpv:Marketing",
    why = "people have no choice but to give what the law asks for" },
  { collected = "dpv:HumanResourceManagement", refused = "dpv:Marketing",
    why = "employees are not an audience" },
}

-- The product's purpose that is one of the collected ones.
local function collected_for(product, collected, vocabulary)
  for _, declared in ipairs(product.purposes or {}) do
    if purpose.covers(collected, declared, vocabulary) then
      return declared
    end
  end
  return nil
end

local function whole(pair)
  return type(pair) == "table" and purpose.canonical(pair.collected) ~= nil and purpose.canonical(pair.refused) ~= nil
end

local function check(pair, input, out, params)
  if not requester.is_for(input, pair.refused, params.vocabulary) then
    return
  end
  local declared = collected_for(input.product, pair.collected, input.data[params.vocabulary])
  if declared ~= nil then
    local why = pair.why and ": " .. text.trim(pair.why) or ""
    local both = text.quote(declared) .. " is not used for " .. text.quote(input.context.purpose)
    out.deny("data collected for " .. both .. why,
             { code = "INCOMPATIBLE_PURPOSE", at = { input.product, "purposes" },
               hint = "ask for a compatible purpose; if an assessment says that this one is, write a waiver that cites it" })
  end
end

return policy {
  id      = "privacy.incompatible-purposes",
  title   = "Data collected for one purpose is not used for one that contradicts it",
  phase   = "access",
  level   = "waivable",
  basis   = { "GDPR Art. 5(1)(b)", "GDPR Art. 6(4)" },
  params  = { pairs = defaults, file = "purpose_conflicts", vocabulary = "purposes" },
  applies = function(input) return input.product ~= nil and input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    local file = input.data[params.file]
    local list = file == nil and params.pairs or (type(file) == "table" and file.pairs)
    if type(list) ~= "table" then
      list = { false }
    end
    for _, pair in ipairs(list) do
      if whole(pair) then
        check(pair, input, out, params)
      else
        out.deny("a pair of incompatible purposes cannot be read",
                 { code = "CONFLICT_TABLE", at = pair or file or input.product,
                   hint = "write each pair as {collected: PURPOSE, refused: PURPOSE, why: TEXT} below 'pairs'" })
      end
    end
  end,
}
