-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 17(1) (erasure) and Art. 12(2) (the controller makes it easy to ask for it).
-- Unknown: a product that may hold personal data needs a key and a contact. A key that is no column, or more than one,
--          is none. A product that lists no columns cannot be checked, so its key is taken as it is.
-- Params: contact - whether an owner is not enough as a contact

local columns = require "columns"
local gov = require "gov"
local text = require "text"

local function check_key(product, out)
  local key = gov.text(product, "subject_key")
  local hint = "name the column that tells whose a row is, as the extension that the mesh maps to gov.subject_key"
  if key == nil then
    out.deny("no column tells whose data a row is, so nobody's can be erased",
             { code = "ERASURE_KEY", at = { product, "personal" }, hint = hint })
  elseif product.columns ~= nil and columns.find(product.columns, key) == nil then
    out.deny("the subject key " .. text.quote(key) .. " is not exactly one column of the product",
             { code = "ERASURE_KEY", at = gov.at(product, "subject_key"), hint = hint .. ", by its path" })
  end
end

local function has_contact(product, params)
  for _, contact in ipairs(product.contacts or {}) do
    if not text.blank(contact.id) then
      return true
    end
  end
  return not params.contact and not text.blank(product.owner)
end

return policy {
  id      = "privacy.erasure-key",
  title   = "Personal data names the key and the contact for erasure",
  phase   = "publish",
  level   = "mandatory",
  basis   = { "GDPR Art. 17(1)", "GDPR Art. 12(2)" },
  params  = { contact = false },
  applies = function(input) return input.product.personal ~= "no" end,
  rule    = function(input, out, params)
    check_key(input.product, out)
    if not has_contact(input.product, params) then
      out.deny("nobody is named who could erase a person's data",
               { code = "ERASURE_CONTACT", at = { input.product, "contacts" }, hint = "name the owning team or a contact" })
    end
  end,
}
