-- SPDX-License-Identifier: Apache-2.0

local function product(sla, port, max, personal)
  return { product = { personal = personal or "yes", retention = { max = max or "P1Y" }, sla = sla, ports = port and { port } } }
end

return {
  policy = "retention.snapshots",
  cases = {
    { name = "snapshots within the maximum pass", input = product { { property = "snapshotretention", value = "P7D" } }, expect = {} },
    { name = "a number with a unit passes", input = product { { property = "timetravel", value = 30, unit = "d" } }, expect = {} },
    { name = "snapshots that outlive the data are refused", input = product { { property = "snapshotretention", value = 2, unit = "y" } }, expect = { deny = "SNAPSHOTS@product.sla[1].value" } },
    { name = "a port's own service level counts", input = product(nil, { id = "p", sla = { { property = "snapshots", value = "P2Y" } } }), expect = { deny = "SNAPSHOTS@product.ports[1].sla[1].value" } },
    { name = "a number without a unit is refused", input = product { { property = "snapshots", value = 7 } }, expect = { deny = "SNAPSHOTS_UNCLEAR@product.sla[1].value" } },
    { name = "what depends on the calendar is a warning", input = product({ { property = "snapshots", value = "P30D" } }, nil, "P1M"),
      expect = { warn = "RETENTION_UNCERTAIN@product.sla[1].value" } },
    { name = "a format that keeps snapshots and says nothing is a warning", input = product(nil, { id = "p", protocol = "s3", format = "Iceberg" }),
      expect = { warn = "SNAPSHOTS_UNKNOWN@product.ports[1]" } },
    { name = "another format says nothing", input = product(nil, { id = "p", protocol = "s3", format = "parquet" }), expect = {} },
    { name = "unknown counts as personal", input = product({ { property = "snapshots", value = "P2Y" } }, nil, "P1Y", "unknown"), expect = { deny = "SNAPSHOTS" } },
    { name = "data that is not personal may be kept", input = product({ { property = "snapshots", value = "P2Y" } }, nil, "P1Y", "no"), applies = false },
    { name = "without a maximum there is nothing to compare", input = { product = { personal = "yes" } }, applies = false },
    { name = "without ports nothing keeps snapshots", input = product(nil), expect = {} },
  },
}
