-- SPDX-License-Identifier: Apache-2.0

local function written(dialect, version, code)
  return {
    product = { dialect = dialect, dialect_version = version, personal = "unknown" },
    findings = code and { { code = code, message = "the reader's words", hint = "the reader's hint", at = "place" } },
  }
end

return {
  policy = "interoperability.known-spec",
  cases = {
    { name = "any specification passes", input = written("odcs", "v3.1.0"), expect = {} },
    { name = "a misspelt key is refused", input = written("odcs", "v3.1.0", "MISSPELT_KEY"), expect = { deny = "MISSPELT_KEY@findings[1].at" } },
    { name = "a member of the wrong shape is refused", input = written("odcs", "v3.1.0", "WRONG_TYPE"), expect = { deny = "WRONG_TYPE@findings[1].at" } },
    { name = "an unknown status stays the reader's warning", input = written("odcs", "v3.1.0", "UNKNOWN_STATUS"), expect = {} },
    { name = "a guild may refuse it", input = written("odcs", "v3.1.0", "UNKNOWN_STATUS"), params = { refuse = { "UNKNOWN_STATUS" } }, expect = { deny = "UNKNOWN_STATUS@findings[1].at" } },
    { name = "a guild may use one specification only", input = written("dcs", "1.2.0"), params = { dialects = { "odcs", "odps" } }, expect = { deny = "DIALECT@product.dialect" } },
    { name = "which then passes", input = written("odcs", "v3.0.2"), params = { dialects = { "odcs", "odps" } }, expect = {} },
    { name = "a guild may refuse old versions", input = written("odcs", "v2.2.2"), params = { versions = { odcs = { "v3." } } }, expect = { deny = "DIALECT_VERSION@product.dialect_version" } },
    { name = "no version is not one of those", input = written("odcs", nil), params = { versions = { odcs = { "v3." } } }, expect = { deny = "DIALECT_VERSION@product" } },
    { name = "other specifications keep their versions", input = written("dcs", "0.9.3"), params = { versions = { odcs = { "v3." } } }, expect = {} },
  },
}
