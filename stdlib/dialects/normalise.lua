-- SPDX-License-Identifier: Apache-2.0
-- From a descriptor in any dialect to the product model: the one entry point for the engine.

local detect = require "dialects/detect"
local model = require "dialects/model"

-- { dialect = name, product = model }, or { problem = {code, message, hint, at} }.
return function(doc, profile)
  local dialect, version, problem = detect(doc, profile)
  if problem then return { problem = problem } end
  local raw = dialect.read(doc)
  if raw.dialect_version == nil and version ~= true then raw.dialect_version = version end
  return { dialect = dialect.name, product = model.finish(dialect, doc, raw, profile) }
end
