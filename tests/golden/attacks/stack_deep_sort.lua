-- expect: error | instruction_limit
-- category: stack
-- attack: sort inside a comparator
local function less() table.sort({ 1, 2 }, less) return true end
table.sort({ 1, 2 }, less)
return "ESCAPED"
