-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR recital 26: whoever can be singled out by means that are reasonably likely to be used is identifiable.
--        Article 29 Working Party, Opinion 05/2014 (WP 216): data is anonymous when nobody can be singled out in it, and
--        records of one person cannot be linked, in one set of data or in two. WP 216 was not checked against its text.
-- Unknown: a product that does not say whether it is personal is looked at like one that is not. A column without a category
--          is judged by its name, and by the columns it is made from. A product that lists no columns may hold all that its
--          sources hold. What has neither category nor a telling name, and what the mesh does not hold, is not counted.
-- Params: kinds       - what singles people out together: kind -> { categories, names }
--         kinds_min   - how many kinds do
--         pseudonyms  - the categories of what stands for a person; a product that is personal for nothing else is looked at
--         generic     - names that mean something else in every product, and so join nothing
--         file        - name of the data file with the global identifiers, see interoperability.global-identifiers
--         columns_max - how many columns of other products are looked at; a warning says when there are more
--
-- Products are joined by a column of both that is a key of one, or a global identifier. Whichever of them declares what it
-- adds as personal data lifts it for all, because then it is governed as such. `declassification` in the sense of
-- lineage.sensitivity lifts it for the product that cites it.

local catalogue = require "catalogue"
local category = require "category"
local holdings = require "holdings"
local joins = require "joins"
local lineage = require "lineage"
local quasi = require "quasi"
local text = require "text"

local hint = "declare it as personal data, drop or coarsen it, or cite the assessment in `declassification`"

-- Whether nothing but pseudonyms of a product is governed as personal data.
local function is_open(model, is_pseudonym)
  local open = model.personal ~= "yes"
  for _, column in ipairs(model.columns or {}) do
    if column.personal == "yes" then
      open = category.first(column.categories, is_pseudonym) ~= nil
      if not open then
        return false
      end
    end
  end
  return open
end

-- Adds a piece, unless one of its kind is there.
local function add(pieces, kind, piece)
  if kind ~= nil and pieces[kind] == nil then
    pieces[kind] = true
    pieces[#pieces + 1] = piece
  end
end

local function add_columns(pieces, sources, model, at, kind_of)
  for _, source in ipairs(sources) do
    add(pieces, kind_of(source), { column = source, model = model, at = at })
  end
end

-- What the product itself holds.
local function own_pieces(input, kind_of)
  local pieces, own = {}, input.product.columns or {}
  for _, column in ipairs(own) do
    add_columns(pieces, { column }, input.product, column, kind_of)
  end
  for _, link in ipairs(lineage.links(input)) do
    for _, column in ipairs(own) do
      if holdings.uncategorised(column) then
        add_columns(pieces, lineage.sources(input, link.model, column), link.model, column, kind_of)
      end
    end
    add_columns(pieces, #own == 0 and link.model.columns or {}, link.model, link.at, kind_of)
  end
  return pieces
end

-- The columns that may match records of others: a quasi-identifier does not stand for one person.
local function own_handles(input, params, kind_of)
  local list = {}
  for _, column in ipairs(input.product.columns or {}) do
    if kind_of(column) == nil then
      list[#list + 1] = column
    end
  end
  return joins.index(list, joins.identifiers(input.data[params.file]), params.generic)
end

-- The column of the product that a column of another one is matched with, and how many columns are left to look at.
local function match(handles, model, left)
  for _, column in ipairs(left > 0 and model.columns or {}) do
    left = left - 1
    local own = joins.partner(handles, column)
    if own ~= nil then
      return own, left
    end
  end
  return nil, left
end

-- Adds what can be joined to the product; whether all of the mesh was looked at.
local function add_joined(pieces, input, params, kind_of)
  local handles, left = own_handles(input, params, kind_of), params.columns_max
  local is_pseudonym = category.below(params.pseudonyms)
  for _, model in ipairs(catalogue.models(input)) do
    if model.id ~= input.product.id and not catalogue.is_part { product = model, mesh = input.mesh } then
      local own = nil
      own, left = match(handles, model, left)
      if own ~= nil and is_open(model, is_pseudonym) then
        for _, column in ipairs(model.columns) do
          add(pieces, kind_of(column), { column = column, model = model, by = own })
        end
      end
    end
  end
  return left > 0
end

-- The pieces as a text, each with whose it is and what it is joined by.
local function described(pieces, product)
  local list = {}
  for i, piece in ipairs(pieces) do
    local whose = piece.model ~= product and " of " .. text.quote(piece.model.id) or ""
    list[i] = text.quote(piece.column.path) .. whose .. (piece.by and ", joined by " .. text.quote(piece.by.path) or "")
  end
  return table.concat(list, "; ")
end

return policy {
  id      = "privacy.mosaic",
  title   = "Products that are not personal do not single people out when they are joined",
  phase   = "publish",
  level   = "waivable",
  basis   = { "GDPR recital 26", "WP29 Opinion 05/2014 (WP 216)" },
  basis_checked = false,
  params  = {
    kinds = {
      birth  = { categories = { "user.demographic.date_of_birth", "user.demographic.birth_date", "user.demographic.age", "user.demographic.age_range" },
                 names = { "birth", "birthdate", "birthday", "dob", "yob", "age" } },
      place  = { categories = { "user.contact.address.postal_code", "user.contact.address.street", "user.location.precise" },
                 names = { "postcode", "postal code", "zip", "zipcode", "street", "latitude", "longitude", "geohash" } },
      sex    = { categories = { "user.demographic.gender" }, names = { "gender", "sex" } },
      origin = { categories = { "user.demographic.race_ethnicity" }, names = { "ethnicity", "nationality" } },
      family = { categories = { "user.demographic.marital_status" }, names = { "marital status" } },
      work   = { categories = { "user.job_title" }, names = { "occupation", "profession", "job title" } },
    },
    kinds_min = 3, pseudonyms = { "user.unique_id.pseudonymous" }, generic = { "id", "key", "code", "name", "version" },
    file = "identifiers", columns_max = 10000,
  },
  applies = function(input, params)
    return not catalogue.is_part(input) and lineage.declassification(input.product) == nil
      and is_open(input.product, category.below(params.pseudonyms))
  end,
  rule    = function(input, out, params)
    local kind_of = quasi.reader(params.kinds)
    local pieces = own_pieces(input, kind_of)
    local last = pieces[math.min(#pieces, params.kinds_min)]
    local all_seen = last == nil or add_joined(pieces, input, params, kind_of)
    if #pieces >= params.kinds_min then
      out.deny("together they single people out: " .. described(pieces, input.product), { code = "MOSAIC", at = last.at, hint = hint })
    elseif not all_seen then
      out.warn("the mesh has more columns than were looked at, so what this product can be joined with is not known",
               { code = "MOSAIC_UNSEEN", at = last.at, hint = "raise the parameter columns_max of privacy.mosaic" })
    end
  end,
}
