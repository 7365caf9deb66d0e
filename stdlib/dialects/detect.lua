-- SPDX-License-Identifier: Apache-2.0
-- Finds the dialect that a document is written in, by its structure: schema validity is no use
-- for this, most published examples fail their own schema.
-- A mesh's dialects (module names in profile.dialects) are asked before the built-in ones.

local node = require "node"

local BUILT_IN = {}
for i, name in ipairs(require "dialects/list") do BUILT_IN[i] = require("dialects/" .. name) end

-- Modules of the mesh's dialects, then the built-in ones.
local function modules(profile)
  local found = {}
  for _, name in ipairs(profile and profile.dialects or {}) do
    found[#found + 1] = require(node.text(name))
  end
  for _, dialect in ipairs(BUILT_IN) do found[#found + 1] = dialect end
  return found
end

-- The problem of a document that is in none of the dialects.
local function unknown(doc, dialects)
  local looked_for = {}
  for i, dialect in ipairs(dialects) do
    looked_for[i] = dialect.name
  end
  return {
    code = "UNKNOWN_DIALECT",
    message = "this document is in none of the descriptor dialects",
    hint = "add the keys that name its specification and version, such as 'kind' and 'apiVersion'; looked for "
      .. table.concat(looked_for, ", "),
    at = doc,
  }
end

-- The dialect module and its version (a node, a text, or true); or nil, nil and a problem.
return function(doc, profile)
  local dialects = modules(profile)
  if node.kind(doc) == "object" or node.kind(doc) == "array" then
    for _, dialect in ipairs(dialects) do
      local version = dialect.sniff(doc)
      if version then return dialect, version end
    end
  end
  return nil, nil, unknown(doc, dialects)
end
