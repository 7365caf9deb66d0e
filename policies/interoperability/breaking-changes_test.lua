-- SPDX-License-Identifier: Apache-2.0

local function change(from, to, column, ports)
  local before = { path = "plays.track_id", type = "string", required = true, key = true }
  return {
    previous = { version = from, columns = { before }, ports = { { id = "lake", direction = "output" } } },
    product = { version = to, columns = { column }, ports = ports or { { id = "lake", direction = "output" } } },
  }
end

local function column(changes)
  local made = { path = "plays.track_id", type = "varchar(20)", required = true, key = true }
  for member, value in pairs(changes) do
    made[member] = value ~= "absent" and value or nil
  end
  return made
end

-- The published product has `old` besides, and the new one `new`.
local function with(old, new)
  local input = change("1.0.0", "1.1.0", column {})
  for member, value in pairs(old) do
    input.previous[member] = value
  end
  for member, value in pairs(new) do
    input.product[member] = value
  end
  return input
end

local weekly, daily = { property = "frequency", value = "P7D" }, { property = "frequency", value = "P1D" }

return {
  policy = "interoperability.breaking-changes",
  cases = {
    { name = "nothing changed", input = change("1.0.0", "1.0.1", column {}), expect = {} },
    { name = "a column that is gone is refused", input = change("1.0.0", "1.1.0", nil), expect = { deny = "REMOVED@product.columns" } },
    { name = "a renamed column is gone", input = change("1.0.0", "1.1.0", column { path = "plays.track" }), expect = { deny = "REMOVED" } },
    { name = "another type is refused", input = change("1.0.0", "1.0.1", column { type = "bigint" }), expect = { deny = "RETYPED@product.columns[1].type" } },
    { name = "a column that may now be empty is refused", input = change("1.0.0", "1.0.1", column { required = "absent" }), expect = { deny = "NO_LONGER_REQUIRED@product.columns[1]" } },
    { name = "so is one that is no longer a key", input = change("1.0.0", "1.0.1", column { key = "absent" }), expect = { deny = "NO_LONGER_KEY@product.columns[1]" } },
    { name = "a port that is gone is refused", input = change("1.0.0", "1.0.1", column {}, {}), expect = { deny = "PORT_REMOVED@product.ports" } },
    { name = "a port that is reached otherwise is refused", expect = { deny = "PORT_CHANGED@product.ports[1].protocol" },
      input = with({ ports = { { id = "lake", direction = "output", protocol = "s3" } } }, { ports = { { id = "lake", direction = "output", protocol = "kafka" } } }) },
    { name = "a column that means another thing is refused", expect = { deny = "REDEFINED@product.columns[1].definition" },
      input = with({ columns = { column { definition = "d1" } } }, { columns = { column { definition = "d2" } } }) },
    { name = "a purpose that is gone is refused", input = with({ purposes = { "billing" } }, {}), expect = { deny = "PURPOSE_REMOVED@product" } },
    { name = "a new purpose passes", input = with({}, { purposes = { "billing" } }), expect = {} },
    { name = "a promise that is gone is refused", input = with({ sla = { daily } }, {}), expect = { deny = "SLA_REMOVED@product" } },
    { name = "so is a weaker one", input = with({ sla = { daily } }, { sla = { weekly } }), expect = { deny = "SLA_WEAKENED@product.sla[1]" } },
    { name = "a better one passes", input = with({ sla = { weekly } }, { sla = { daily } }), expect = {} },
    { name = "whether it is weaker may be unknown, which is refused", expect = { deny = "SLA_WEAKENED@product.sla[1]" },
      input = with({ sla = { { property = "support", value = "24x7" } } }, { sla = { { property = "support", value = "8x5" } } }) },
    { name = "a new major version may break", input = change("1.9.0", "2.0.0", nil), expect = {} },
    { name = "a lower major version may not", input = change("2.0.0", "1.0.0", nil), expect = { deny = "REMOVED" } },
    { name = "before 1.0.0 a minor version is enough", input = change("0.3.0", "0.4.0", nil), expect = {} },
    { name = "a patch is not", input = change("0.3.0", "0.3.1", nil), expect = { deny = "REMOVED" } },
    { name = "unless the guild says otherwise", input = change("0.3.0", "0.4.0", nil), params = { initial_minor = false }, expect = { deny = "REMOVED" } },
    { name = "a version that cannot be read announces nothing", input = change("1.0.0", "two", nil), expect = { deny = "REMOVED" } },
    { name = "no version announces nothing", input = change("1.0.0", nil, nil), expect = { deny = "REMOVED" } },
    { name = "a type that is not stated is compared with nothing", input = change("1.0.0", "1.0.1", column { type = "absent" }), expect = {} },
    { name = "a guild may take some changes lightly", input = change("1.0.0", "1.0.1", column { key = "absent" }), params = { codes = { "REMOVED" } }, expect = {} },
    { name = "another id is refused", input = with({ id = "orders" }, { id = "sales" }), expect = { deny = "ID_CHANGED@product.id" } },
    { name = "what was never published breaks nobody", input = { product = { version = "1.0.0" } }, applies = false },
  },
}
