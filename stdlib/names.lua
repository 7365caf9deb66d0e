-- SPDX-License-Identifier: Apache-2.0
--
-- names - what the name of a column gives away.
-- Source: this project's own list of English words, made from untagged columns of public descriptors (`birthdate`,
-- `gender`, `email_address` ...). It is a heuristic: it finds forgotten tags, and proves nothing when it stays silent.
--
-- No function raises an error.

local names = {}

-- One word that says it alone.
local words = {
  email = "an email address", mail = "an email address",
  phone = "a phone number", mobile = "a phone number", msisdn = "a phone number",
  firstname = "a person's name", lastname = "a person's name", surname = "a person's name", fullname = "a person's name",
  forename = "a person's name", username = "a user name", nickname = "a user name", login = "a user name",
  birthdate = "a date of birth", birthday = "a date of birth", dob = "a date of birth",
  gender = "gender", sex = "gender", ethnicity = "ethnic origin", religion = "religion", nationality = "nationality",
  ssn = "a government identifier", passport = "a government identifier", iban = "a bank account", imei = "a device identifier",
  ip = "an IP address", latitude = "a location", longitude = "a location", geolocation = "a location",
  address = "an address", street = "an address", salary = "pay", diagnosis = "health", disease = "health",
  disability = "health", medication = "health", allergy = "health",
  conviction = "a criminal offence", offence = "a criminal offence", offense = "a criminal offence",
}

-- Two words that say it together, in this order.
local pairs_of_words = {
  ["first name"] = "a person's name", ["last name"] = "a person's name", ["full name"] = "a person's name",
  ["middle name"] = "a person's name", ["family name"] = "a person's name", ["given name"] = "a person's name",
  ["customer name"] = "a person's name", ["user name"] = "a user name", ["birth date"] = "a date of birth",
  ["birth year"] = "a date of birth", ["user id"] = "a user identifier", ["customer id"] = "a user identifier",
  ["listener id"] = "a user identifier", ["device id"] = "a device identifier", ["cookie id"] = "a device identifier",
  ["national id"] = "a government identifier", ["tax id"] = "a government identifier", ["credit card"] = "a payment card",
  ["card number"] = "a payment card", ["bank account"] = "a bank account",
  ["postal code"] = "an address", ["zip code"] = "an address",
  ["criminal record"] = "a criminal offence", ["trade union"] = "trade union membership",
  ["political opinion"] = "political opinion", ["political party"] = "political opinion",
  ["sexual orientation"] = "sexual orientation",
}

-- The same by the first word, then by the second.
local followers_of = {}

for both, what in pairs(pairs_of_words) do
  local first, second = both:match("^(%w+) (%w+)$")
  followers_of[first] = followers_of[first] or {}
  followers_of[first][second] = what
end

-- Policies ask about the same few columns again and again; what is noted here lasts as long as one decision.
local word_lists = {}
local last_parts = {}
local suggestions = {}

local function split(name)
  local list, spaced = {}, name
  if name:find("%u") then
    spaced = name:gsub("(%l)(%u)", "%1 %2"):gsub("(%d)(%u)", "%1 %2"):gsub("(%u)(%u%l)", "%1 %2"):lower()
  end
  for word in spaced:gmatch("%w+") do
    list[#list + 1] = word
  end
  return list
end

-- The words of a name, not to be changed.
local function words_of(name)
  local list = word_lists[name]
  if list == nil then
    list = split(name)
    word_lists[name] = list
  end
  return list
end

---The words of a name in lower case: split at everything but letters and digits, and at camelCase.
---@param name any
---@return string[]
-- > names.words("customerEmail_address2") --> { "customer", "email", "address2" }
-- > names.words("userID") --> { "user", "id" }
-- > names.words("HTTPServer") --> { "http", "server" }
-- > names.words(nil) --> {}
function names.words(name)
  if type(name) ~= "string" then
    return {}
  end
  local known, list = words_of(name), {} -- the caller's own
  for i = 1, #known do
    list[i] = known[i]
  end
  return list
end

-- Without the marks and what is before the last dot.
local function last_part(path)
  local from, dot = 1, path:find(".", 1, true)
  while dot ~= nil do
    from, dot = dot + 1, path:find(".", dot + 1, true)
  end
  local last = path:sub(from)
  return last:find("[%[%]{}]") and last:gsub("[%[%]{}]", "") or last
end

---The last part of a column's path, without the marks of an array's items `[]` and a map's values `{}`.
---@param path any
---@return string
-- > names.last("orders.customer.email") --> "email"
-- > names.last("orders.phones[]") --> "phones"
-- > names.last("orders.labels{}") --> "labels"
-- > names.last(nil) --> ""
function names.last(path)
  local last = last_parts[path]
  if last == nil then
    if type(path) ~= "string" then
      return ""
    end
    last = last_part(path)
    last_parts[path] = last
  end
  return last
end

-- The words of the last part of a path, not to be changed.
local function last_words(path)
  local last = last_parts[path] or names.last(path)
  return word_lists[last] or words_of(last)
end

---The last word of the last part of a column's path, and the word before it.
---@param path any
---@return string|nil last
---@return string|nil before
-- > names.ending("orders.shippingCountry") --> "country"
-- > names.ending(nil) --> nil
function names.ending(path)
  local list = last_words(path)
  return list[#list], list[#list - 1]
end

---The first two words of the last part of a column's path.
---@param path any
---@return string|nil first
---@return string|nil second
-- > names.beginning("orders.date_of_birth") --> "date"
-- > names.beginning(nil) --> nil
function names.beginning(path)
  local list = last_words(path)
  return list[1], list[2]
end

---Whether one of some words is in the last part of a column's path.
---@param path any
---@param wanted table<string, boolean> words in lower case
---@return boolean
-- > names.has("orders.total_amount", { amount = true }) --> true
-- > names.has("amounts.total", { amounts = true }) --> false
function names.has(path, wanted)
  local list = last_words(path)
  for i = 1, #list do
    if wanted[list[i]] then
      return true
    end
  end
  return false
end

local function singular(word)
  local is_plural = #word >= 3 and word:sub(-1) == "s" and word:sub(-2) ~= "ss"
  return is_plural and word:sub(1, -2) or word
end

local function suggestion_of(last)
  local list, followers = words_of(last), nil
  for i = 1, #list do
    local word = list[i]
    local one = singular(word)
    local what = followers and (followers[word] or followers[one]) or words[word] or words[one]
    if what then
      return what
    end
    followers = followers_of[word]
  end
  return nil
end

---What personal data a column's name suggests. Only the last part of a path counts.
---@param name any a column's name or path
---@return string|nil what a noun for a message, or nil when the name suggests nothing
-- > names.suggests("orders.customerEmail") --> "an email address"
-- > names.suggests("birth_date") --> "a date of birth"
-- > names.suggests("order_total") --> nil
function names.suggests(name)
  local last = names.last(name)
  local known = suggestions[last]
  if known == nil then
    known = suggestion_of(last) or false
    suggestions[last] = known
  end
  return known or nil
end

---Whether a column's name looks like personal data.
---@param name any a column's name or path
---@return boolean
-- > names.looks_personal("last_name") --> true
-- > names.looks_personal("user_ids") --> true
-- > names.looks_personal("shipment") --> false
-- > names.looks_personal("track_name") --> false
function names.looks_personal(name)
  return names.suggests(name) ~= nil
end

return names
