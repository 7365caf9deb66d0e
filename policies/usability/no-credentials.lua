-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: CWE-798 (hard-coded credentials). ODCS 2.2 even has `username` and `password` fields.
-- Unknown: the descriptor is scanned as it is written, deeper than a document may nest. A reference to a secret store
--          and a placeholder are no credentials; an account name alone is none either.
-- Params: keys - words that make a key's text value a credential when they end the key (letters and digits only, lower
--                case).

local sets = require "sets"
local text = require "text"

-- A pattern, what it finds, and a text without which it finds nothing: looking for that first is many times cheaper.
local value_patterns = {
  { "%-%-%-%-%-BEGIN [%u ]*PRIVATE KEY", "a private key", "PRIVATE KEY" },
  { "^%a[%w+.-]*://[^/%s:@]*:[^/%s@{}$<>*]+@", "a password in a URL", "://" },
  { "%f[%w]AKIA" .. ("[%u%d]"):rep(16) .. "%f[%W]", "an AWS access key", "AKIA" },
  { "%f[%w]gh[pousr]_" .. ("%w"):rep(20), "a GitHub token", "gh" },
  { "%f[%w]xox[abprs]%-" .. ("%w"):rep(10), "a Slack token", "xox" },
  { "%f[%w]eyJ[%w_-]+%.eyJ[%w_-]+%.[%w_-]+", "a JSON web token", "eyJ" },
  { "[Pp]assword%s*=%s*[^%s;{}$<>*]+", "a password in a connection string", "assword" },
}

-- One of these is in every text that holds what a pattern above finds, and in few others.
local telltale = "[/=KJgx]"

local placeholders = {
  "^%${.+}$", "^%$%u[%u%d_]*$", "^%$%(.+%)$", "^{{.*}}$", "^<.*>$", "^%*+$", "^[xX]+$",
  "^vault:", "^env:", "^sops:", "^op://", "^arn:", "^ssm:", "^secretsmanager:", "^https?://",
}

local function is_placeholder(value)
  for _, pattern in ipairs(placeholders) do
    if value:find(pattern) then
      return true
    end
  end
  return text.blank(value)
end

-- Whether a key ends in one of the words, which come with their lengths.
local function is_secret_key(key, words)
  local bare = type(key) == "string" and key:lower():gsub("[^%w]", "") or ""
  for _, length in ipairs(words.lengths) do
    if words.has[bare:sub(-length)] then
      return true
    end
  end
  return false
end

local function looks_like(value)
  if not value:find(telltale) then
    return false
  end
  for _, entry in ipairs(value_patterns) do
    if value:find(entry[3], 1, true) and value:find(entry[1]) then
      return entry[2]
    end
  end
  return false
end

-- What a text value is, judged by itself or by its key; nil or false when it is no credential. `seen` has the answers so far
-- of keys and of values, because descriptors repeat both.
local function credential(key, value, words, seen)
  local what, is_secret = seen.values[value], seen.keys[key]
  if what == nil then
    what = looks_like(value)
    seen.values[value] = what
  end
  if is_secret == nil then
    is_secret = is_secret_key(key, words)
    seen.keys[key] = is_secret
  end
  return what or (is_secret and not is_placeholder(value) and not value:find("%s") and "a credential")
end

-- `name` and `value` pairs (customProperties) are read like a key and its value.
local function key_of(node, key)
  if key ~= "value" and key ~= "default" then
    return key
  end
  local name = node.property or node.name or node.key
  return type(name) == "string" and name or key
end

local function scan(node, out, words, seen)
  for key, value in pairs(node) do
    local kind = type(value)
    if kind == "table" then
      scan(value, out, words, seen)
    elseif kind == "string" then
      local name = key_of(node, key)
      local what = credential(name, value, words, seen)
      if what then
        out.deny("the value of " .. text.quote(name) .. " looks like " .. what,
                 { code = "CREDENTIAL", at = { node, key }, hint = "take it out, revoke it, and refer to your secret store" })
      end
    end
  end
end

local function words_of(keys)
  local words, known = { lengths = {}, has = sets.of(keys) }, {}
  for _, word in ipairs(keys) do
    if not known[#word] then
      known[#word] = true
      words.lengths[#words.lengths + 1] = #word
    end
  end
  return words
end

return policy {
  id      = "usability.no-credentials",
  title   = "Descriptors hold no credentials",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "CWE-798" },
  params  = {
    keys = {
      "password", "passwd", "passphrase", "secret", "secretkey", "apikey", "accesskey", "accesstoken", "authtoken",
      "privatekey", "sastoken",
    },
  },
  applies = function(input) return type(input.raw) == "table" end,
  rule    = function(input, out, params) scan(input.raw, out, words_of(params.keys), { keys = {}, values = {} }) end,
}
