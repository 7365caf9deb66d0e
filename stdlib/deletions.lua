-- SPDX-License-Identifier: Apache-2.0
--
-- deletions - what has been deleted already, as the mesh's register says.
-- Source: this project's data file data/deletions.yaml: product id -> { through: RFC 3339 time or date, whole: the same }.
-- `through` says that no row is left that is older; `whole` that all of the product went then.
--
-- Nobody can see from a descriptor whether a job ran. Without an entry nothing is known to be deleted; a time that cannot
-- be read, or has not come yet, is none. No function raises an error.

local time = require "time"

local deletions = {}

---When something of the product was deleted, as the register says.
---@param input table
---@param file string name of the data file
---@param member string through or whole
---@return string|nil
-- > deletions.recorded({ product = { id = "a" }, data = { d = { a = { through = "2026-01-01" } } }, time = "2026-02-01" }, "d", "through") --> "2026-01-01"
-- > deletions.recorded({ product = { id = "a" }, data = { d = { a = { whole = "2027-01-01" } } }, time = "2026-02-01" }, "d", "whole") --> nil
-- > deletions.recorded({ product = { id = "a" }, data = {} }, "d", "through") --> nil
function deletions.recorded(input, file, member)
  local register = input.data and input.data[file]
  local entry = type(register) == "table" and register[input.product.id] or nil
  local value = type(entry) == "table" and entry[member] or nil
  local order = time.compare(value, input.time)
  return order ~= nil and order <= 0 and value or nil
end

return deletions
