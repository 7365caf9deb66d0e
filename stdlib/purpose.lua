-- SPDX-License-Identifier: Apache-2.0
--
-- purpose - compare the purpose of a request with the purposes a product declares.
-- Source: W3C Data Privacy Vocabulary 2.2 for the hierarchy (vocabularies/purposes); the dotted codes and their prefix
-- rule follow the IAB Tech Lab Privacy Taxonomy ("user" is not a parent of "user_data").
--
-- A purpose is written as a DPV IRI ("https://w3id.org/dpv#Marketing"), as "dpv:Marketing", as the bare term
-- "Marketing" (in any case), as a dotted code ("advertising.personalised"), or as a term of the mesh's vocabulary. A
-- vocabulary is a table: code -> broader code, list of them, or { broader = either }. Prose ("to improve our
-- services") is never a purpose: nothing can be computed from it.
-- Limits: a hierarchy is followed for at most 64 terms. No function raises an error.

local broader_terms = require "vocabularies/purposes"

local purpose = {}

local TERMS_MAX = 64
local CODE_MAX = 64

local by_lower_case = { purpose = "Purpose" }
for term in pairs(broader_terms) do
  by_lower_case[term:lower()] = term
end

---Whether a text is prose, and so cannot be compared: it holds spaces, is longer than 64 characters, or is no text.
---IRIs of the DPV are never prose.
---@param text any
---@return boolean
-- > purpose.is_prose("Used to join master data") --> true
-- > purpose.is_prose("dpv:Marketing") --> false
function purpose.is_prose(text)
  if type(text) ~= "string" then
    return true
  end
  return #text > CODE_MAX or text:find("^%w[%w._:/#-]*$") == nil
end

-- Policies ask for the same few codes again and again; what is noted here lasts as long as one decision.
local canonical_forms = {}
local graphs = {}

local function canonical_form(text)
  local term = text:sub(1, 4) == "dpv:" and text:sub(5) or text
  if broader_terms[term] ~= nil then -- in the DPV's own spelling, as most are
    return term
  end
  if purpose.is_prose(text) then
    return nil
  end
  local code = text:lower()
  local bare = code:match("^https?://w3id%.org/dpv#(%w+)$") or code:match("^dpv:(%w+)$") or code
  return by_lower_case[bare] or code
end

---The form in which purposes are compared: a DPV term in its own spelling, any other code in lower case.
---@param text any
---@return string|nil code nil when the text is prose
-- > purpose.canonical("https://w3id.org/dpv#Marketing") --> "Marketing"
-- > purpose.canonical("DPV:marketing") --> "Marketing"
-- > purpose.canonical("Advertising.Personalised") --> "advertising.personalised"
-- > purpose.canonical("to sell more") --> nil
function purpose.canonical(text)
  local known = canonical_forms[text]
  if known == nil and type(text) == "string" then
    known = canonical_form(text) or false
    canonical_forms[text] = known
  end
  return known or nil
end

-- The vocabulary's entries by canonical code; of several keys with one code the one that is written like it counts, else
-- the first.
local function index_of(vocabulary)
  local index = {}
  for key, entry in pairs(vocabulary) do
    local code = purpose.canonical(key)
    if code ~= nil and (code == key or index[code] == nil) then
      index[code] = entry
    end
  end
  return index
end

-- What is known of a vocabulary: its entries, the codes directly above a code, and all that are above it.
local function graph_of(vocabulary)
  local key = type(vocabulary) == "table" and vocabulary or false
  local graph = graphs[key]
  if graph == nil then
    graph = { entries = index_of(key or {}), parents = {}, lineages = {} }
    graphs[key] = graph
  end
  return graph
end

---What the mesh's vocabulary says about a purpose, whichever way it is written.
---@param text any
---@param vocabulary table|nil
---@return any entry nil when the vocabulary does not know it
-- > purpose.entry("dpv:Marketing", { Marketing = { requires_identity = true } }).requires_identity --> true
-- > purpose.entry("billing", nil) --> nil
function purpose.entry(text, vocabulary)
  local code = purpose.canonical(text)
  return code and graph_of(vocabulary).entries[code]
end

local none = {}

-- The caller's own.
local function copy(list)
  local own = {}
  for i = 1, #list do
    own[i] = list[i]
  end
  return own
end

local function add_all(list, value)
  if type(value) ~= "table" then
    list[#list + 1] = purpose.canonical(value)
    return
  end
  for _, item in ipairs(value) do
    list[#list + 1] = purpose.canonical(item)
  end
end

-- The codes directly above one, not to be changed.
local function above(code, graph)
  local parents = graph.parents[code]
  if parents == nil then
    local entry = graph.entries[code]
    parents = {}
    if type(entry) == "table" and entry.broader ~= nil then
      entry = entry.broader
    end
    if type(entry) ~= "table" or #entry > 0 then
      add_all(parents, entry)
    end
    add_all(parents, broader_terms[code])
    if code:find(".", 1, true) and not code:find("[:/#]") then
      parents[#parents + 1] = purpose.canonical(code:match("^(.+)%.[^.]+$"))
    end
    graph.parents[code] = parents
  end
  return parents
end

---The purposes directly above one: of the mesh's vocabulary, of the DPV, and of its dotted code.
---@param text any
---@param vocabulary table|nil
---@return string[]
-- > purpose.parents("dpv:TargetedAdvertising") --> { "PersonalisedAdvertising" }
-- > purpose.parents("billing.refund") --> { "billing" }
-- > purpose.parents("advertising.banner") --> { "Advertising" }
-- > purpose.parents("ads", { ads = { broader = "dpv:Advertising" } }) --> { "Advertising" }
function purpose.parents(text, vocabulary)
  local code = purpose.canonical(text)
  return copy(code ~= nil and above(code, graph_of(vocabulary)) or none)
end

-- A code and everything above it, nearest first; and the same as a set.
local function climb(code, graph)
  local list, has = { code }, { [code] = true }
  local at = 1
  while at <= #list and #list < TERMS_MAX do
    local parents = above(list[at], graph)
    for i = 1, #parents do
      local parent = parents[i]
      if not has[parent] then
        has[parent] = true
        list[#list + 1] = parent
      end
    end
    at = at + 1
  end
  return { list = list, has = has }
end

local function lineage_of(code, vocabulary)
  local graph = graph_of(vocabulary)
  local lineage = graph.lineages[code]
  if lineage == nil then
    lineage = climb(code, graph)
    graph.lineages[code] = lineage
  end
  return lineage
end

---A purpose and everything above it, nearest first.
---@param text any
---@param vocabulary table|nil
---@return string[]
-- > purpose.lineage("dpv:Advertising") --> { "Advertising", "Marketing", "Purpose" }
-- > purpose.lineage("some prose") --> {}
function purpose.lineage(text, vocabulary)
  local code = purpose.canonical(text)
  return copy(code ~= nil and lineage_of(code, vocabulary).list or none)
end

---Whether a purpose is one of the declared ones or below one of them. Nothing declared covers nothing.
---@param declared string|string[]|nil
---@param asked any
---@param vocabulary table|nil the mesh's own terms
---@return boolean
-- > purpose.covers({"billing"}, "billing") --> true
-- > purpose.covers({"billing"}, "billing.refund") --> true
-- > purpose.covers({"user"}, "user_data") --> false
-- > purpose.covers({"dpv:Marketing"}, "https://w3id.org/dpv#TargetedAdvertising") --> true
-- > purpose.covers({"dpv:TargetedAdvertising"}, "dpv:Marketing") --> false
-- > purpose.covers({"dpv:Marketing"}, "ads", { ads = "dpv:Advertising" }) --> true
-- > purpose.covers(nil, "billing") --> false
-- > purpose.covers({"billing"}, nil) --> false
function purpose.covers(declared, asked, vocabulary)
  local code = purpose.canonical(asked)
  if code == nil then
    return false
  end
  local has = lineage_of(code, vocabulary).has
  if type(declared) ~= "table" then
    return has[purpose.canonical(declared) or false] == true
  end
  for _, text in ipairs(declared) do
    if has[purpose.canonical(text) or false] then
      return true
    end
  end
  return false
end

return purpose
