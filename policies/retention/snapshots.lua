-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(e) and 17: a row that is deleted from a table lives on in its snapshots (time travel) until they
--        expire. Apache Iceberg, Delta Lake, Apache Hudi and several warehouses keep snapshots unless told otherwise.
-- Unknown: a product that says nothing of snapshots has none, unless a port is in a format or at a store that keeps them;
--          then it is a warning. A period without a unit is not guessed: a no. Whether P1M or P30D is longer depends on the
--          month: a warning.
-- Params: properties - names of the service-level property that states how long snapshots are kept, folded
--         stores     - words in a port's protocol or format that mean snapshots

local retention = require "retention"
local sets = require "sets"
local text = require "text"
local time = require "time"

local hint = "add a service level such as snapshotRetention: P7D, no longer than the maximum retention"

local function stated(product, params)
  for _, item in ipairs(product.sla or {}) do
    if sets.contains(params.properties, text.fold(item.property)) then
      return item
    end
  end
  for _, port in ipairs(product.ports or {}) do
    for _, item in ipairs(port.sla or {}) do
      if sets.contains(params.properties, text.fold(item.property)) then
        return item
      end
    end
  end
  return nil
end

local function keeps_snapshots(port, params)
  return sets.contains(params.stores, text.fold(port.protocol)) or sets.contains(params.stores, text.fold(port.format))
end

local function check(item, kept, out)
  local period = retention.period(item.value, item.unit)
  if period == nil then
    out.deny("how long snapshots are kept has no unit that is known",
             { code = "SNAPSHOTS_UNCLEAR", at = { item, "value" }, hint = "write P7D, or give a unit" })
    return
  end
  local order, message = time.compare_durations(period, kept.max)
  if order == 1 then
    out.deny("snapshots are kept for " .. text.quote(period) .. ", longer than the data may be kept (" .. text.quote(kept.max) .. ")",
             { code = "SNAPSHOTS", at = { item, "value" }, hint = "expire snapshots within the maximum retention" })
  elseif order == nil then
    out.warn(message, { code = "RETENTION_UNCERTAIN", at = { item, "value" }, hint = "use one unit for both" })
  end
end

return policy {
  id      = "retention.snapshots",
  title   = "Snapshots do not keep what the table has deleted",
  phase   = "publish",
  level   = "waivable",
  basis   = { "GDPR Art. 5(1)(e)", "GDPR Art. 17" },
  params  = {
    properties = { "snapshotretention", "snapshots", "timetravel", "historyretention" },
    stores = { "iceberg", "delta", "hudi", "deltasharing", "delta-sharing" },
  },
  applies = function(input)
    local product = input.product
    return product.personal ~= "no" and product.retention ~= nil and time.duration(product.retention.max) ~= nil
  end,
  rule    = function(input, out, params)
    local product = input.product
    local item = stated(product, params)
    if item ~= nil then
      check(item, product.retention, out)
      return
    end
    for _, port in ipairs(product.ports or {}) do
      if keeps_snapshots(port, params) then
        out.warn("port " .. text.quote(port.id) .. " keeps snapshots, and nothing says for how long",
                 { code = "SNAPSHOTS_UNKNOWN", at = port, hint = hint })
      end
    end
  end,
}
