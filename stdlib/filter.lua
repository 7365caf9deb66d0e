-- SPDX-License-Identifier: Apache-2.0
--
-- filter - build the predicate of a row_filter obligation.
-- Source: the predicate tree of this project's policy API (docs/reference/policy-api.md); `like` is SQL's: "%" is any
-- text, "_" is one character.
--
-- A predicate is data, never SQL text, so a value cannot escape into a statement. Columns are named by their path in
-- the product model.
-- Errors: a column that is not a text, a value that is not a text, number or boolean, and an empty list raise an
-- error, so the policy fails and the decision is a deny.

local filter = {}

local function column_of(column)
  if type(column) ~= "string" or column == "" then
    error("filter: a column is a text", 0)
  end
  return column
end

local function value_of(value)
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
    error("filter: a value is a text, a number or a boolean", 0)
  end
  return value
end

local function comparison(op, column, value)
  return { op = op, column = column_of(column), value = value_of(value) }
end

---The column equals the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.eq("country", "FI") --> { op = "eq", column = "country", value = "FI" }
function filter.eq(column, value)
  return comparison("eq", column, value)
end

---The column differs from the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.ne("state", "closed").op --> "ne"
function filter.ne(column, value)
  return comparison("ne", column, value)
end

---The column is less than the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.lt("age", 16).op --> "lt"
function filter.lt(column, value)
  return comparison("lt", column, value)
end

---The column is at most the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.le("age", 16).op --> "le"
function filter.le(column, value)
  return comparison("le", column, value)
end

---The column is greater than the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.gt("age", 16).op --> "gt"
function filter.gt(column, value)
  return comparison("gt", column, value)
end

---The column is at least the value.
---@param column string
---@param value string|number|boolean
---@return table
-- > filter.ge("age", 16).value --> 16
function filter.ge(column, value)
  return comparison("ge", column, value)
end

---The column matches a SQL LIKE pattern.
---@param column string
---@param pattern string
---@return table
-- > filter.like("code", "A%").value --> "A%"
function filter.like(column, pattern)
  if type(pattern) ~= "string" then
    error("filter: a pattern is a text", 0)
  end
  return comparison("like", column, pattern)
end

---The column is one of the values.
---@param column string
---@param values (string|number|boolean)[] at least one
---@return table
-- > filter.one_of("country", { "FI", "SE" }) --> { op = "in", column = "country", values = { "FI", "SE" } }
function filter.one_of(column, values)
  local copy = {}
  for i, value in ipairs(values) do
    copy[i] = value_of(value)
  end
  if #copy == 0 then
    error("filter: a list of values is not empty", 0)
  end
  return { op = "in", column = column_of(column), values = copy }
end

---The column has no value.
---@param column string
---@return table
-- > filter.is_null("withdrawn_at") --> { op = "is_null", column = "withdrawn_at" }
function filter.is_null(column)
  return { op = "is_null", column = column_of(column) }
end

local function join(op, predicates)
  local args = {}
  for i, predicate in ipairs(predicates) do
    args[i] = predicate
  end
  if #args == 0 then
    error("filter: a list of predicates is not empty", 0)
  end
  return #args == 1 and args[1] or { op = op, args = args }
end

---Every predicate of the list holds.
---@param predicates table[] at least one; a list of one gives that one
---@return table
-- > filter.all({ filter.eq("a", 1) }) --> { op = "eq", column = "a", value = 1 }
-- > filter.all({ filter.eq("a", 1), filter.eq("b", 2) }).op --> "and"
function filter.all(predicates)
  return join("and", predicates)
end

---At least one predicate of the list holds.
---@param predicates table[] at least one; a list of one gives that one
---@return table
-- > filter.any({ filter.eq("a", 1), filter.is_null("a") }).op --> "or"
function filter.any(predicates)
  return join("or", predicates)
end

---The predicate does not hold.
---@param predicate table
---@return table
-- > filter.negate(filter.is_null("a")) --> { op = "not", arg = { op = "is_null", column = "a" } }
function filter.negate(predicate)
  return { op = "not", arg = predicate }
end

return filter
