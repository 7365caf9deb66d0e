-- expect: instruction_limit | memory_limit | error
-- category: c-function
-- attack: thousands of arguments passed on and on
local t = {}
for i = 1, 4000 do t[i] = i end
local function more(f, ...) return f(...) end
local function twice(...) return select("#", table.unpack(t)), ... end
local function loop(...) return loop(twice(...)) end
return loop(table.unpack(t))
