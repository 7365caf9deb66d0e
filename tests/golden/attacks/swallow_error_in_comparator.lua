-- expect: instruction_limit
-- category: swallow
-- attack: the limit is met inside a comparator that is inside pcall
local t = {}
for i = 1, 100 do t[i] = -i end
while true do pcall(table.sort, t, function(a, b) for i = 1, 1e5 do end return a < b end) end
