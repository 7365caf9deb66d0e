-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: none in law; public descriptors leave columns such as `birthdate` and `gender` untagged (GDPR Art. 4(1) would
--        call them personal).
-- Unknown: this policy is about nothing else. A column that is declared, either way, is left alone.
-- Params: ignore - names of columns (without their table) that are known to be harmless.

local names = require "names"
local sets = require "sets"
local text = require "text"

return policy {
  id     = "privacy.named-like-personal",
  title  = "A column named like personal data is declared as personal or not",
  phase  = "publish",
  level  = "advisory",
  basis  = { "GDPR Art. 4(1)" },
  params = { ignore = {} },
  rule   = function(input, out, params)
    for _, column in ipairs(input.product.columns or {}) do
      local what = column.personal == "unknown" and names.suggests(column.path)
      if what and not sets.contains(params.ignore, names.last(column.path)) then
        out.warn("column " .. text.quote(column.path) .. " is named like " .. what .. " and is not declared",
                 { code = "NAMED_LIKE_PERSONAL", at = column, hint = "declare it as personal data, or tag it 'pii:false'" })
      end
    end
  end,
}
