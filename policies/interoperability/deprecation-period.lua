-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: the house rule of most platforms; DPDS 1.0 has a `deprecationPolicy` for it. Readers need time to move.
-- Unknown: a product that was not published before promises nobody anything. A deprecated product without an end says not
--          how long readers have: a no. A date that cannot be read is a no. When a version cannot be read, no new major
--          is seen.
-- Params: period    - how long readers have, from the day a product is deprecated to its end
--         old_major - whether an active major version must be kept beside a new one, as a product of its own with the same
--                     name and domain

local catalogue = require "catalogue"
local semver = require "semver"
local text = require "text"
local time = require "time"

-- The end of a product, and where it is stated.
local function end_of(product)
  local life = product.lifecycle or {}
  local member = life.end_of_life ~= nil and "end_of_life" or "end_of_support"
  return life[member], life[member] ~= nil and { life, member } or { product, "status" }
end

-- Readers have the whole period from the day of the deprecation.
local function check_end(input, out, params)
  local ends, at = end_of(input.product)
  local last, earliest = time.last_second(ends), time.parse(time.add(input.time, params.period))
  if ends == nil then
    out.deny("the product is deprecated and does not say until when",
             { code = "NO_END", at = at, hint = "state an end of life at least " .. params.period .. " from now" })
  elseif last == nil or earliest == nil or last < earliest then
    out.deny("readers have until " .. text.quote(ends) .. ", less than " .. text.quote(params.period),
             { code = "DEPRECATION_PERIOD", at = at, hint = "write " .. tostring(time.add(input.time, params.period)):sub(1, 10) .. " or later" })
  end
end

-- An end that was promised is not moved forward.
local function check_moved(input, out)
  local ends, at = end_of(input.product)
  local promised = end_of(input.previous)
  local last, before = time.last_second(ends), time.last_second(promised)
  if before ~= nil and (last == nil or last < before) then
    out.deny("readers were promised " .. text.quote(promised) .. ", and now have " .. text.quote(ends),
             { code = "END_MOVED", at = at, hint = "keep the end that was announced, or a later one" })
  end
end

local function check_retired(input, out)
  local ends = end_of(input.previous)
  local last, now = time.last_second(ends), time.parse(input.time)
  if input.previous.status ~= "deprecated" or last == nil or now == nil or last > now then
    local why = input.previous.status ~= "deprecated" and "it was never deprecated" or "readers have until " .. text.quote(ends)
    out.deny("the product is retired too early: " .. why,
             { code = "RETIRED_EARLY", at = { input.product, "status" }, hint = "deprecate it first, and wait for the announced end" })
  end
end

local function is_kept(input, major)
  for _, model in ipairs(catalogue.models(input)) do
    local version = semver.parse(model.version)
    local same = model.name ~= nil and model.name == input.product.name and model.domain == input.product.domain
    if same and version ~= nil and version.major == major and model.status ~= "retired" then
      return true
    end
  end
  return false
end

local function check_major(input, out)
  local before, after = semver.parse(input.previous.version), semver.parse(input.product.version)
  if before ~= nil and after ~= nil and after.major > before.major and before.major > 0 and not is_kept(input, before.major) then
    out.deny("version " .. text.quote(input.product.version) .. " replaces the active " .. text.quote(input.previous.version),
             { code = "OLD_MAJOR", at = { input.product, "version" },
               hint = "keep the old major version as a product of its own, deprecated, until its readers have moved" })
  end
end

return policy {
  id      = "interoperability.deprecation-period",
  title   = "Readers have time to move before a product, or its major version, ends",
  phase   = "publish",
  level   = "waivable",
  basis   = { "Data Product Descriptor Specification 1.0, deprecationPolicy" },
  basis_checked = false,
  params  = { period = "P6M", old_major = true },
  applies = function(input) return input.previous ~= nil and not catalogue.is_part(input) end,
  rule    = function(input, out, params)
    local before, after = input.previous.status, input.product.status
    if after == "deprecated" and before == "deprecated" then
      check_moved(input, out)
    elseif after == "deprecated" then
      check_end(input, out, params)
    elseif after == "retired" and (before == "active" or before == "deprecated") then
      check_retired(input, out)
    elseif before == "active" and params.old_major then
      check_major(input, out)
    end
  end,
}
