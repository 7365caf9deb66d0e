-- SPDX-License-Identifier: Apache-2.0

local function raw(document)
  return { product = { personal = "unknown" }, raw = document }
end

local function found(place)
  return { deny = "CREDENTIAL@raw." .. place }
end

-- Secrets are put together here, so that scanners do not find them in this file.
local aws_key = "AKIA" .. "ABCDEFGHIJKLMNOP"
local private_key = "-----BEGIN RSA " .. "PRIVATE KEY-----"

return {
  policy = "usability.no-credentials",
  cases = {
    { name = "an ordinary descriptor passes", input = raw { id = "orders", servers = { { type = "postgres", host = "db.example.org", user = "reader" } } }, expect = {} },
    { name = "a password is found", input = raw { password = "hunter2" }, expect = found "password" },
    { name = "however its key is spelt", input = raw { dbPassWord = "hunter2" }, expect = found "dbPassWord" },
    { name = "however deep", input = raw { a = { { b = { ["api-key"] = "0123" } } } }, expect = found "a[1].b.api-key" },
    { name = "each one is reported", input = raw { password = "a1", secret = "b2" }, expect = { deny = { "CREDENTIAL@raw.password", "CREDENTIAL@raw.secret" } } },
    { name = "a custom property is read as a key", input = raw { customProperties = { { property = "clientSecret", value = "s3cr3t" } } }, expect = found "customProperties[1].value" },
    { name = "a password in a URL is found", input = raw { location = "postgres://reader:" .. "hunter2@db.example.org/x" }, expect = found "location" },
    { name = "a URL with a user alone passes", input = raw { location = "ssh://git@example.org/x", mail = "mailto:team@example.org" }, expect = {} },
    { name = "a key of a cloud is found", input = raw { description = "use " .. aws_key .. " for now" }, expect = found "description" },
    { name = "a private key is found", input = raw { note = private_key }, expect = found "note" },
    { name = "a password in a connection string is found", input = raw { jdbc = "Server=db;Password=" .. "hunter2;" }, expect = found "jdbc" },
    { name = "a placeholder passes", input = raw { password = "${DB_PASSWORD}", secret = "{{ secret }}", api_key = "****" }, expect = {} },
    { name = "a reference to a secret store passes", input = raw { password = "vault:kv/db#password" }, expect = {} },
    { name = "a colon does not make a reference", input = raw { password = "reader:" .. "hunter2" }, expect = found "password" },
    { name = "a dollar sign does not make a placeholder", input = raw { password = "$ecret" .. "99" }, expect = found "password" },
    { name = "a column called password passes", input = raw { properties = { { name = "password", description = "the salted hash of it" } } }, expect = {} },
    { name = "a field with that key passes", input = raw { fields = { password = { type = "text" } } }, expect = {} },
    { name = "prose about secrets passes", input = raw { secret = "ask the team for it" }, expect = {} },
    { name = "a flag passes", input = raw { password = true }, expect = {} },
    { name = "without a descriptor there is nothing to scan", input = { product = { personal = "no" } }, applies = false },
    { name = "a name is read as a key", input = raw { settings = { { name = "password", value = "hunter2" } } }, expect = found "settings[1].value" },
    { name = "so is a key", input = raw { settings = { { key = "password", default = "hunter2" } } }, expect = found "settings[1].default" },
    { name = "a value without a name is called so", input = raw { value = "Server=db;Password=" .. "hunter2;" }, expect = found "value", says = "the value of 'value'" },
    { name = "an item of a list has no key", input = raw { notes = { "hunter2" } }, expect = {} },
  },
}
