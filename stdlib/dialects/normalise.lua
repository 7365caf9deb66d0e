-- SPDX-License-Identifier: Apache-2.0
-- From a descriptor in any dialect to the product model: the one entry point for the engine.

local detect = require "dialects/detect"
local model = require "dialects/model"

-- The problem of a document that is in a dialect but describes no product, such as a list of APIs.
local function nothing_in(doc, dialect)
  return {
    code = "NO_PRODUCT", at = doc,
    message = "this " .. dialect.name .. " document describes no data product",
    hint = "only descriptors of data products and their contracts become products",
  }
end

-- { dialect = name, product = model }, or { problem = {code, message, hint, at} }.
return function(doc, profile)
  local dialect, version, problem = detect(doc, profile)
  if problem then return { problem = problem } end
  local raw = dialect.read(doc)
  if raw == nil then return { problem = nothing_in(doc, dialect) } end
  if raw.dialect_version == nil and version ~= true then raw.dialect_version = version end
  return { dialect = dialect.name, product = model.finish(dialect, doc, raw, profile) }
end
