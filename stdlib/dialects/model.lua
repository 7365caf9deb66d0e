-- SPDX-License-Identifier: Apache-2.0
-- What is common to all dialects: from what a dialect's `read` returned to the product model of
-- docs/reference/product-model.md. Texts are trimmed, codes folded and looked up, `personal` is
-- decided, extensions and retention are read, empty tables are left out, and what cannot be
-- understood is a finding. Every value keeps the place of the value it came from.

local node = require "node"
local shape = require "dialects/shape"
local extensions = require "dialects/extensions"
local misspelt = require "dialects/misspelt"
local personal = require "dialects/personal"
local retention = require "dialects/retention"
local STATUS = require "vocabularies/status"
local CLASSIFICATION = require "vocabularies/classification"
local SLA_NAMES = require "vocabularies/sla"

-- A value with the place of n; a plain Lua value has no place of its own to give.
local function put(n, value)
  if type(n) == "userdata" or type(n) == "table" then return node.place(n, value) end
  return value
end

-- A code as alias tables have it: lower case, words parted by one space.
local function folded(text)
  local s = text:lower():gsub("[%s_%-]+", " ")
  return s
end

-- True for the tables and nodes that are not a scalar; each is a finding.
local function is_wrong(n, ctx, name, wanted)
  if type(n) ~= "table" then return false end
  ctx.findings[#ctx.findings + 1] = shape.wrong(name, wanted, n)
  return true
end

-- The trimmed text, or nil.
local function text(n, ctx, name)
  if n == nil or is_wrong(n, ctx, name, "string") then return nil end
  local s = node.text(n)
  return s and put(n, s)
end

-- The trimmed text in lower case, or nil.
local function lower(n, ctx, name)
  local s = text(n, ctx, name)
  return s and put(n, node.text(s):lower())
end

-- A scalar as it is, but with its text trimmed.
local function scalar(n, ctx, name)
  if n == nil or is_wrong(n, ctx, name, "value") then return nil end
  if node.kind(n) == "string" or type(n) == "string" then return text(n, ctx, name) end
  return n
end

-- true, false or nil; a text that is neither is a finding.
local function flag(n, ctx, name)
  if n == nil or is_wrong(n, ctx, name, "boolean") then return nil end
  local value = node.bool(n)
  if value ~= nil then return put(n, value) end
  if node.text(n) then
    ctx.findings[#ctx.findings + 1] = shape.wrong(name, "boolean", n)
  end
  return nil
end

-- A list of trimmed texts; a scalar is a list of one.
local function texts(n, ctx, name)
  if n == nil then return nil end
  if node.kind(n) == "object" then
    is_wrong(n, ctx, name, "array")
    return nil
  end
  local list = {}
  for _, item in ipairs(node.list(n)) do
    list[#list + 1] = text(item, ctx, name .. "[]")
  end
  return #list > 0 and put(node.kind(n) and n or list[1], list) or nil
end

-- A code looked up in an alias table; an unknown one stays as it is, lower case, and is a finding.
local function code(n, ctx, name, aliases, finding)
  local s = text(n, ctx, name)
  if not s then return nil end
  local written = node.text(s)
  local known = aliases[folded(written)]
  if known then return put(n, known) end
  ctx.findings[#ctx.findings + 1] = {
    code = finding,
    message = "the " .. name .. " '" .. written .. "' is in no table of aliases",
    hint = "use a known code, or add '" .. folded(written) .. "' to the profile's " .. name
      .. " table",
    at = n,
  }
  return put(n, written:lower())
end

-- A life-cycle status.
local function status(n, ctx, name)
  return code(n, ctx, name, ctx.status, "UNKNOWN_STATUS")
end

-- A sensitivity class.
local function classification(n, ctx, name)
  return code(n, ctx, name, ctx.classification, "UNKNOWN_CLASSIFICATION")
end

-- The name of a service-level property, synonyms resolved.
local function sla_property(n, ctx, name)
  local s = lower(n, ctx, name)
  return s and put(n, ctx.sla[node.text(s)] or node.text(s))
end

-- yes, no, unknown, or nil when nothing is declared; anything else is a finding.
local function answer(n, ctx, name)
  if n == nil or is_wrong(n, ctx, name, "boolean") then return nil end
  local said = personal.declared(n)
  if said == nil and node.text(n) then
    ctx.findings[#ctx.findings + 1] = shape.wrong(name, "boolean", n)
  end
  return said
end

-- The place of an object that a dialect made: what it says itself (`at`), or that of the member it
-- is known by.
local function place_of(raw)
  return raw.at or raw.path or raw.id or raw.property or raw.contract or raw.role
end

-- The given members, each normalised by its function.
local function members_of(raw, members, ctx)
  local out = {}
  for name, normalise in pairs(members) do out[name] = normalise(raw[name], ctx, name) end
  return out
end

-- The same as an object with a place; nil when it is empty.
local function record(raw, members, ctx)
  local out = members_of(raw, members, ctx)
  if next(out) == nil then return nil end
  return put(place_of(raw), out)
end

-- A normaliser for a list of such objects.
local function list_of(members)
  return function(raw, ctx)
    local list = {}
    for _, item in ipairs(raw or {}) do list[#list + 1] = record(item, members, ctx) end
    return #list > 0 and put(list[1], list) or nil
  end
end

-- A normaliser for one such object.
local function one_of(members)
  return function(raw, ctx)
    if raw == nil then return nil end
    return record(raw, members, ctx)
  end
end

local SLA = { property = sla_property, value = scalar, unit = text, element = text, port = text }

local PORT = {
  id = text, direction = lower, protocol = text, format = text, location = text,
  namespace = texts, region = text, contract = text, version = text, status = status,
  personal = answer, auto_approve = flag, schema = text, sla = list_of(SLA),
}

local COLUMN = {
  port = text, path = text, type = text, format = text, description = text, required = flag,
  key = flag, classification = classification, categories = texts, tags = texts,
  definition = text, transforms_from = texts,
}

-- A column; whether it is personal follows from its own declaration or else from its tags.
local function column(raw, ctx)
  local out = members_of(raw, COLUMN, ctx)
  local said = personal.of_column(answer(raw.personal, ctx, "personal"), out.tags)
  out.personal = said or put(place_of(raw), "unknown")
  return put(place_of(raw), out)
end

-- The columns, or nil.
local function columns(raw, ctx)
  local list = {}
  for _, item in ipairs(raw or {}) do list[#list + 1] = column(item, ctx) end
  return #list > 0 and put(list[1], list) or nil
end

local PRODUCT = {
  dialect_version = text, kind = lower, id = text, name = text, version = text, status = status,
  domain = text, owner = text, tenant = text, description = text, limitations = text,
  contacts = list_of { role = lower, id = text }, purposes = texts, terms = texts, tags = texts,
  ports = list_of(PORT), columns = columns,
  inputs = list_of { product = text, port = text, contract = text, version = text },
  sla = list_of(SLA), quality = list_of { path = text, rule = text, dimension = text },
  lifecycle = one_of { deprecated = flag, end_of_support = text, end_of_life = text },
}

-- A copy of a table's own members, which remembers where it came from.
local function copy(raw)
  local out = {}
  for key, value in pairs(raw) do out[key] = value end
  out.at = place_of(raw)
  return out
end

-- Copies of the list's items, and an index of them by the text of one member.
local function copies(list, member)
  local out, index = {}, {}
  for i, item in ipairs(list or {}) do
    out[i] = copy(item)
    local key = node.text(item[member])
    if key and not index[key] then index[key] = out[i] end
  end
  return out, index
end

-- What read returned, copied so that extensions may be put into it.
local function draft_of(doc, raw)
  local draft = copy(raw)
  draft.at, draft.gov = doc, {}
  for name, value in pairs(raw.gov or {}) do draft.gov[name] = extensions.clean(value) end
  draft.ports, draft.port_by_id = copies(raw.ports, "id")
  draft.columns, draft.column_by_path = copies(raw.columns, "path")
  return draft
end

-- An alias table with the profile's own entries over it, by folded word.
local function aliases(common, own)
  local all = {}
  for word, known in pairs(common) do all[word] = known end
  for word, known in pairs(own or {}) do all[folded(word)] = node.text(known) end
  return all
end

-- The product model from what the dialect's read returned for doc. profile may have `status`,
-- `classification`, `sla` (word to code) and `extensions` (name to member).
local function finish(dialect, doc, raw, profile)
  profile = profile or {}
  local ctx = {
    findings = {},
    status = aliases(STATUS, profile.status),
    classification = aliases(CLASSIFICATION, profile.classification),
    sla = aliases(SLA_NAMES, profile.sla),
  }
  for i, finding in ipairs(raw.findings or {}) do ctx.findings[i] = finding end
  local draft = draft_of(doc, raw)
  extensions.apply(draft, raw.extensions, profile)
  local product = members_of(draft, PRODUCT, ctx)
  product.dialect = put(doc, dialect.name)
  product.gov = next(draft.gov) ~= nil and draft.gov or nil
  local bounds = { min = draft.retention_min, max = draft.retention_max }
  product.retention = retention.finish(draft.retention, bounds, ctx.findings)
  local own = answer(draft.personal, ctx, "personal")
  product.personal = personal.of_product(product.columns, product.ports, own)
  misspelt.find(dialect, doc, ctx.findings)
  product.findings = #ctx.findings > 0 and ctx.findings or nil
  return put(doc, product)
end

return { finish = finish }
