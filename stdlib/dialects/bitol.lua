-- SPDX-License-Identifier: Apache-2.0
-- What the Bitol standards share: the Open Data Contract Standard (ODCS) and the Open Data Product
-- Standard (ODPS) write teams, service-level properties, quality rules, authoritative definitions
-- and descriptions in the same way.

local node = require "node"
local shape = require "dialects/shape"
local synonyms = require "vocabularies/sla"

-- The name or the user name of a team member.
local function person(member)
  return shape.first(member, { "username", "name" })
end

-- Whether a team member's role is an owner's.
local function is_owner(member)
  local role = node.text(member.role)
  return role ~= nil and role:lower():find("owner", 1, true) ~= nil
end

-- The owner among team members (one who has not left, if there is one), and all as contacts.
local function people(members)
  local owner, former, contacts = nil, nil, {}
  for i, member in ipairs(members) do
    contacts[i] = { at = member, role = member.role, id = person(member) }
    if is_owner(member) then
      if node.text(member.dateOut) then
        former = former or person(member)
      else
        owner = owner or person(member)
      end
    end
  end
  return owner or former, contacts
end

-- The owner and the contacts of a `team`: an object with members (3.1), or an array (3.0).
local function team(r, doc)
  if node.kind(doc.team) == "array" then return people(r.objects(doc, "team")) end
  local object = r.object(doc, "team")
  if not object then return nil, nil end
  local owner, contacts = people(r.objects(object, "members"))
  return owner or object.name, contacts
end

-- The canonical name of a service-level property.
local function canonical(property)
  local text = node.text(property)
  return text and (synonyms[text:lower()] or text:lower())
end

-- slaProperties as sla, retention (kept at most) and lifecycle. `element` is the name of the key
-- that says which column is meant, `default` the node for those that do not say.
local function service_levels(r, doc, element, default)
  local sla, retention, lifecycle = {}, nil, {}
  for i, item in ipairs(r.objects(doc, "slaProperties")) do
    local name, where = canonical(item.property), item[element] or default
    sla[i] = { at = item, property = item.property, value = item.value, unit = item.unit,
      element = where }
    if name == "retention" and not retention then
      retention = { period = item.value, unit = item.unit, reading = "max", element = where,
        basis = item.driver }
    elseif name == "endofsupport" then
      lifecycle.end_of_support = lifecycle.end_of_support or item.value
    elseif name == "endoflife" then
      lifecycle.end_of_life = lifecycle.end_of_life or item.value
    end
  end
  return sla, retention, lifecycle
end

local RULE = { "name", "metric", "rule", "code", "templateName", "type", "description" }

-- Adds the quality rules of a table or a column to a list.
local function quality(r, n, path, list)
  for _, item in ipairs(r.objects(n, "quality")) do
    list[#list + 1] = { at = item, path = node.place(n, path), rule = shape.first(item, RULE),
      dimension = item.dimension }
  end
end

-- The URL of the first authoritative definition whose type contains one of the words.
local function definitions(r, n, words)
  local urls = {}
  for _, item in ipairs(r.objects(n, "authoritativeDefinitions")) do
    local kind = (node.text(item.type) or ""):lower()
    for _, word in ipairs(words) do
      if kind:find(word, 1, true) and item.url ~= nil then
        urls[#urls + 1] = item.url
        break
      end
    end
  end
  return urls
end

-- The URL of the business definition of a column.
local function definition(r, n)
  return definitions(r, n, { "businessdefinition" })[1]
end

-- Sets what the `description` object says: description, purposes, limitations and terms.
local function describe(r, doc, model)
  local object = r.object(doc, "description")
  if not object then return end
  model.description, model.purposes = object.usage, object.purpose
  model.limitations = object.limitations
  local terms = definitions(r, object, { "privacy", "terms", "licen", "policy" })
  model.terms = #terms > 0 and terms or nil
  r.extend(object, {})
end

return {
  people = people, team = team, service_levels = service_levels, quality = quality,
  definition = definition, describe = describe,
}
